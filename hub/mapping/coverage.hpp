#pragma once

#include "hub/mapping/plan.hpp"

namespace trellis::mapping {

// Adds what this record holds, what the mapping looked at, and which fields it filled.
void cover(const Mapping::State& plan, const formats::Tree& tree, const Mapped& mapped,
           Coverage& coverage);

}  // namespace trellis::mapping
