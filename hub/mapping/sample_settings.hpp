#pragma once

#include <string>

#include "hub/base/result.hpp"
#include "hub/formats/json.hpp"

namespace trellis::mapping {

// How a sample seems to be cut into records: its format, and where its records stand. Reads its
// first 8 MiB.
Result<formats::Json> guess_settings(const std::string& file);

}  // namespace trellis::mapping
