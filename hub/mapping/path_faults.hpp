#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace trellis::mapping {

bool is_quote(char c);
// The offset after the literal that begins with the quote at `at`.
std::size_t after_literal(std::string_view xpath, std::size_t at);

// Where an XPath compares elements with an empty text: what is empty is not in the tree, so `= ''`
// is never true of it. The offset, from 0; none where it does not.
std::optional<std::size_t> compares_with_nothing(std::string_view xpath);

// The arguments of every concat() outside of predicates, but for literals and numbers.
std::vector<std::string_view> concatenated(std::string_view xpath);

}  // namespace trellis::mapping
