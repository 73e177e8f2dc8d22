#pragma once

#include <string>

namespace trellis {

// Which build of the program runs, as its linker wrote it into the program; empty where it did not.
std::string build_id();

}  // namespace trellis
