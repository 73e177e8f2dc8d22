#pragma once

#include <string>

#include "hub/linkage/run/link_run.hpp"

namespace trellis::linkage {

// The report's part on single pairs, each with its waterfall: those that were chosen, those nearest
// to even odds, and with a truth the worst errors. HTML.
std::string explained_pairs(const LinkRun& run);

}  // namespace trellis::linkage
