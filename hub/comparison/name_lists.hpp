#pragma once

#include <string>

#include "hub/comparison/name_words.hpp"
#include "hub/comparison/nicknames.hpp"

// Comparison: what two names, two birth dates and the words for "not known" are to each other,
// written once for the engine of the hub and for that of whole tables.
namespace trellis::comparison {

// What is known of names before any is read.
struct NameLists {
  Nicknames nicknames;
  NameWords words;

  // nicknames.csv and name-words.csv, or files like them.
  static Result<NameLists> read_files(const std::string& nicknames, const std::string& words);
};

}  // namespace trellis::comparison
