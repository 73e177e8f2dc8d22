#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/formats/cut_settings.hpp"

namespace trellis::formats {

// How the headers of one kind of table are called, and what they become.
struct CsvColumns {
  struct Rule {
    std::string name;                   // what the column is called in records
    std::vector<std::string> patterns;  // literal, or /regular expression/
  };
  std::vector<Rule> rules;
  std::vector<std::string> required;

  // Headers are compared without what nobody sees, with one blank for any white space, and in any
  // case.
  static bool same(std::string_view a, std::string_view b);
  // The name that a header gets: a rule's, or its own.
  std::string name_of(std::string_view header) const;
  bool has(std::string_view name) const;
  std::string spellings_of(std::string_view name) const;  // for a sentence; empty without a rule
};

struct CsvSettings {
  char delimiter = ',';
  std::string encoding;
  std::uint64_t skipped_lines = 0;
  CsvColumns columns;
  std::vector<std::string> key;

  static std::vector<std::string> keys();  // of the settings, without "format"
  static Result<CsvSettings> read(const Json& settings);
};

}  // namespace trellis::formats
