#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "hub/linkage/levels.hpp"

namespace trellis::linkage {

// How many pairs of one person have a level of one feature and a level of another.
using LevelPairs = std::array<std::array<double, most_levels>, most_levels>;

// Two features whose levels hang together in one person's records: who has moved has another
// address, another town and another postcode at once.
struct Interaction {
  std::size_t first = 0, second = 0;
  double pairs = 0;        // that have both
  double information = 0;  // bits that one level tells of the other, in the mean
  // What two levels say together beyond what each says by itself, for one person.
  std::array<std::array<float, 16>, 16> bits{};

  float bits_of(Pattern pattern) const {
    return bits[level_in(pattern, first)][level_in(pattern, second)];
  }
};

// Of every two features, with nothing to say.
std::vector<Interaction> every_interaction(std::size_t features);
void weigh(Interaction& interaction, const LevelPairs& counts);
// Those that tell most, each of two features that are not connected by stronger ones: what hangs
// together in a ring would be told twice.
std::vector<Interaction> strongest(std::vector<Interaction> interactions);

}  // namespace trellis::linkage
