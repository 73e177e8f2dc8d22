#pragma once

#include <string>

#include "hub/base/result.hpp"

namespace trellis::transport {

// What errno means for a person who can mend it: "cannot open /x: no permission to read it".
Error errno_error(int number, const std::string& what);

}  // namespace trellis::transport
