#pragma once

#include "hub/base/time.hpp"
#include "hub/matching/engine/model.hpp"

namespace trellis::matching {

// What two dates of birth are to each other; dates that are not exact compare what they have.
BirthLevel compare_births(Date a, Date b);

// At most a day apart: twins may be born on both sides of midnight.
bool born_together(Date a, Date b);

}  // namespace trellis::matching
