#pragma once

#include <string>

#include "hub/linkage/run/link_run.hpp"

namespace trellis::linkage {

// A page that stands alone: what was found, how right it is, and why pairs near even odds are one
// person or not. It holds rows' numbers and ids and how their values compare, never the values.
std::string link_report(const LinkRun& run);

}  // namespace trellis::linkage
