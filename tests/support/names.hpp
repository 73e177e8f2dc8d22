#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "hub/comparison/name_lists.hpp"

namespace trellis::testing {

inline const std::string matching_folder = std::string(TRELLIS_SOURCE_DIR) + "/config/matching/";

// Nicknames and words in names as they are shipped.
inline comparison::NameLists shipped_names() {
  auto read = comparison::NameLists::read_files(matching_folder + "nicknames.csv",
                                                matching_folder + "name-words.csv");
  if (!read.ok()) throw std::runtime_error(to_string(read.error()));
  return std::move(*read);
}

inline const comparison::NameWords& shipped_words() {
  static const comparison::NameWords words = shipped_names().words;
  return words;
}

// A few nicknames, and the words that are shipped.
inline comparison::NameLists names_with(std::string_view nicknames) {
  return {*comparison::Nicknames::parse(nicknames), shipped_words()};
}

}  // namespace trellis::testing
