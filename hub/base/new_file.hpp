#pragma once

#include <string>
#include <string_view>

#include "hub/base/result.hpp"

namespace trellis {

// Writes a file that is not there yet, whole and on disk, or not at all. Fails with conflict where
// one of that name is there, and with unavailable where it cannot be written.
Status write_new_file(const std::string& path, std::string_view text);

}  // namespace trellis
