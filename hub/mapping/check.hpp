#pragma once

#include <memory>
#include <string>
#include <vector>

#include "hub/mapping/mapping.hpp"

namespace trellis::mapping {

struct CheckOptions {
  bool is_update = false;  // write samples/NAME.expected.json anew instead of comparing
  int this_year = 2026;    // fixed: a sample gives the same result every year
};

// One pair samples/NAME.in.* (or a folder NAME.in) and samples/NAME.expected.json.
struct SampleCheck {
  std::string name;
  std::vector<std::string> differences;  // each begins with its JSON path
  bool is_updated = false;
};

struct MappingCheck {
  std::string mapping;          // the folder's name
  std::string title;            // empty where it cannot be loaded
  std::vector<Error> findings;  // of the mapping file, its code lists and its folder
  std::vector<SampleCheck> samples;
  Coverage coverage;  // over all samples
  bool is_good() const;
};

// Loads the mapping in `folder` and runs its samples. A mapping without a README or a sample is not
// good.
MappingCheck check_mapping(const std::string& folder,
                           std::shared_ptr<const model::Catalogue> catalogue,
                           const CheckOptions& options = {});

// The folders below `mappings_folder` that hold a mapping.json, in order of their names.
std::vector<std::string> mapping_folders(const std::string& mappings_folder);

// Differences between two JSON documents, each "path: what was expected and what came". At most 50.
std::vector<std::string> differences(const formats::Json& expected, const formats::Json& actual);

}  // namespace trellis::mapping
