#pragma once

#include <string>

#include "hub/app/link/link_report.hpp"

namespace trellis::app {

// The report's part on single pairs, each with its waterfall: those that were chosen, those nearest
// to even odds, and with a truth the worst errors. HTML.
std::string explained_pairs(const LinkRun& run);

}  // namespace trellis::app
