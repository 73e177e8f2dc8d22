#pragma once

#include <string>
#include <vector>

#include "hub/base/result.hpp"

namespace trellis::connections {

// What a shared library says about itself before any of its code runs.
struct SharedObject {
  std::vector<std::string> exported;  // names of defined, visible dynamic symbols; sorted
  std::vector<std::string> needed;    // libraries that it loads
};

// Refuses what is no shared library of this machine's architecture, each with its own sentence.
Result<SharedObject> inspect_library(const std::string& file);

}  // namespace trellis::connections
