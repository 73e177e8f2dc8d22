#pragma once

#include <string_view>

#include "hub/matching/engine/evidence.hpp"

namespace trellis::matching {

// Comparisons were once stored without what their words stand for. Only words that the hub wrote
// then, whole, are understood; of others it is not known what they tell of.
void read_words(Evidence& evidence);
Ruling ruling_by_words(std::string_view because);

}  // namespace trellis::matching
