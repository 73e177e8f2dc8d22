#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.hpp"

// Text: UTF-8 checked at the edge, folded for comparison, decoded from what sources send.
namespace trellis::text {

bool is_utf8(std::string_view bytes);
// The offset of the first byte that is not UTF-8, if any.
std::optional<std::size_t> first_bad_utf8(std::string_view bytes);

std::string_view trim(std::string_view text);  // ASCII white space and U+00A0 off both ends
std::string upper(std::string_view text);      // Unicode, locale-free
std::string lower(std::string_view text);
std::string title(std::string_view text);  // "o'NEILL-smith" -> "O'Neill-Smith"
std::vector<std::string> split(std::string_view text, std::string_view separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
bool equal_ignoring_case(std::string_view a, std::string_view b);  // ASCII

// For comparing names: Latin script, no marks, lower case, letters and single spaces only;
// apostrophes vanish, hyphens become spaces. "Łukasz O’Brien-Șmith" -> "lukasz obrien smith".
// Shares no state.
std::string fold_name(std::string_view name);

// The candidate nearest to `word` (optimal string alignment), if near enough to be meant.
std::optional<std::string> nearest(std::string_view word,
                                   const std::vector<std::string>& candidates);

// Damerau-Levenshtein with adjacent swaps (optimal string alignment), over bytes.
std::size_t edit_distance(std::string_view a, std::string_view b);

// A value hidden for people who may not see it: "******18". At most a quarter stays visible.
std::string masked(std::string_view value);

}  // namespace trellis::text
