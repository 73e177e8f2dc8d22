#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/base/time.hpp"
#include "hub/matching/engine/engine.hpp"
#include "hub/pipeline/view.hpp"

namespace trellis::desk {

// One word of a search, in every form in which it may fit. A word with a digit is no name.
struct SearchWord {
  std::string name;                   // folded beginning of a name's part; empty: it is none
  Date birth;                         // a day, month or year; none: it is none
  std::string postcode;               // without spaces: whole, or the half before the space
  std::set<std::string> identifiers;  // without spaces and signs, and as each kind writes it
};

// What somebody typed, by spaces; halves of a postcode and groups of an NHS number that stand
// beside each other are one word. An error where nothing is left to search by.
Result<std::vector<SearchWord>> read_search(const std::vector<std::string>& typed, int this_year);

// By all that was ever told of a subject: whether it is worth looking at.
bool fits(const SearchWord& word, const matching::Features& features);
// By what is shown of a child, and nothing else.
bool fits(const SearchWord& word, const pipeline::View& view);

}  // namespace trellis::desk
