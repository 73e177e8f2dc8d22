#pragma once

#include "hub/matching/engine/compare.hpp"

namespace trellis::matching {

// Fills in the name fields of `score` from the best pair of names. More names give more chances to
// agree by accident, which costs bits.
void score_names(const Encoded& a, const Encoded& b, const Model& model, const Words& words,
                 Score& score);

// Do the given names say that it may be the same person?
bool is_agreeing(WordLevel given);

}  // namespace trellis::matching
