#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "hub/linkage/levels.hpp"

namespace trellis::linkage {

// Whether two who compare so look like twins: born on one day into one family and one household,
// with something between them that tells twins apart, and no number in common. A table holds too
// few to learn their levels from; how many of those who look like twins are, it tells by their sex.
class TwinLook {
 public:
  explicit TwinLook(const std::vector<Feature>& features);

  bool is_seen_in(Pattern pattern) const;
  // And their given names are so alike that a third may be like both, where they share no word. Who
  // is like two whose given names are different bears both.
  bool have_names_alike(Pattern pattern) const;
  // Half of all twins are of two sexes, and hardly anybody is told to be of both. Where no sexes
  // are told those who look like twins are taken for twins.
  void learn(std::span<const PatternCount> patterns);
  // Taken off the evidence that two who look like twins are one person.
  float bits() const { return bits_; }

 private:
  using Places = std::uint32_t;  // of features, a bit each
  bool are_told_apart(Pattern pattern) const;
  bool is_any_same(Places features, Pattern pattern) const;

  static constexpr std::size_t none = most_features;
  static constexpr float most_bits = 6;
  std::size_t count_ = 0;
  std::size_t given_ = none, middle_ = none, family_ = none, birth_ = none, sex_ = none;
  Places household_ = 0, numbers_ = 0;
  float bits_ = most_bits;
};

}  // namespace trellis::linkage
