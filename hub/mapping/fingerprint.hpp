#pragma once

#include <cstdint>

#include "hub/formats/json.hpp"
#include "hub/mapping/plan.hpp"

namespace trellis::mapping {

// Over all that decides what a record becomes: the mapping's file but for its title and comments,
// the code lists that it looks up, and what the model says of the kinds that it writes.
std::int64_t fingerprint_of(const formats::Json& document, const Mapping::State& state);

}  // namespace trellis::mapping
