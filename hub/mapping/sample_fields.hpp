#pragma once

#include <string>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/formats/json.hpp"

namespace trellis::mapping {

// What a sample's records hold at one path.
struct SampleField {
  std::string path;                 // from the record
  std::vector<std::string> values;  // some of them
  std::size_t records = 0;          // that have one
  bool repeats = false;             // within a record
  std::string column{};  // what a table or JSON calls it, where no element can be called so
};

struct SampleFields {
  std::vector<SampleField> fields;  // in the order in which they were met
  std::size_t records = 0;
  std::string record;  // the path of the record's element
};

// Cuts the sample with these settings and looks at its first records.
Result<SampleFields> read_fields(const std::string& file, const formats::Json& settings);

// How most of the values are written: a pattern of `parse-date` or `parse-time`; empty where they
// are no dates.
struct DateGuess {
  std::string pattern;
  bool has_time = false;
};
DateGuess guess_dates(const std::vector<std::string>& values);

}  // namespace trellis::mapping
