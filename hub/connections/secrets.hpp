#pragma once

#include <string>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/formats/json.hpp"

namespace trellis::connections {

// Settings whose schema says writeOnly are secrets. A file holds only a reference to one:
// "file:PATH", "env:NAME".

// All that is wrong with settings as they stand in a file, each with its place there. References
// are not followed.
std::vector<Error> check_settings(const formats::Json& settings, const formats::Json& schema);

// Settings with their secrets in place of the references. Never logged.
struct OpenSettings {
  formats::Json settings;
  std::vector<std::string> secrets;
};

// Follows the references; a relative PATH starts in `folder`. No error holds a secret. `warnings`:
// files that others than their owner may read.
Result<OpenSettings> open_settings(const formats::Json& settings, const formats::Json& schema,
                                   const std::string& folder, std::vector<Error>& warnings);

}  // namespace trellis::connections
