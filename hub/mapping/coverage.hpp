#pragma once

#include "hub/mapping/plan.hpp"

namespace trellis::mapping {

// Adds what this record holds and what of it the mapping looks at.
void cover_source(const Mapping::State& plan, const formats::Tree& tree, Coverage& coverage);

// Adds which fields the mapping filled.
void cover_target(const Mapping::State& plan, const Mapped& mapped, Coverage& coverage);

}  // namespace trellis::mapping
