#pragma once

#include <string>

#include "hub/mapping/plan.hpp"

namespace trellis::mapping {

// Why no value can ever be read with this pattern of an expression, in one sentence; empty where a
// value can.
std::string fault_of_pattern(const std::string& pattern, const Expression& expression);

}  // namespace trellis::mapping
