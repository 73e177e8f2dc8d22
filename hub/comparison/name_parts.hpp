#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "hub/comparison/places.hpp"

namespace trellis::comparison {

// Sets the parts of two names against each other. `Words` tells of parts:
//   Level compare(x, y): the smaller the likelier they are one name
//   bool is_near(x, y): they are spelled differently, and agree all the same
//   bool is_initial(x, y): one is the first letter of the other
//   bool is_joined(x, y, z): x and y without the space between them are z
//   bool is_beginning(x, y): one begins with the whole of the other
template <typename Words>
class PartsAgainstParts {
 public:
  using Level = typename Words::Level;

  PartsAgainstParts(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b,
                    const Words& words)
      : a_(a.first(std::min(a.size(), most_parts))),
        b_(b.first(std::min(b.size(), most_parts))),
        words_(words) {
    each_pair(
        [this](std::uint32_t x, std::uint32_t y) { return x == y && !words_.is_initial(x, y); });
    if (is_whole()) return;
    join(a_, b_, found_.joined_a, found_.joined_b, ~found_.a, ~found_.b);
    join(b_, a_, found_.joined_b, found_.joined_a, ~(found_.b | found_.joined_b),
         ~(found_.a | found_.joined_a));
    found_.a |= found_.joined_a;
    found_.b |= found_.joined_b;
    each_pair([this](std::uint32_t x, std::uint32_t y) { return words_.is_near(x, y); });
    const Places before = found_.a;
    each_pair([this](std::uint32_t x, std::uint32_t y) { return words_.is_initial(x, y); });
    found_.initials_a = found_.a & ~before;
  }

  const MatchedParts& found() const { return found_; }

  // Of the parts at `a` and `b` the likeliest pair. A name written as one, that begins with a part
  // of the other, goes on in another way.
  Level best_of(Places a, Places b) const {
    Level best = Words::different;
    const bool are_single = a_.size() == 1 && b_.size() == 1;
    for (std::size_t i = 0; i < a_.size(); ++i) {
      for (std::size_t j = 0; j < b_.size(); ++j) {
        if ((a >> i & 1U) == 0 || (b >> j & 1U) == 0) continue;
        if (!are_single && words_.is_beginning(a_[i], b_[j])) continue;
        best = std::min(best, words_.compare(a_[i], b_[j]));
      }
    }
    return best;
  }

  // Of the pairs that agree, without those by a first letter, the unlikeliest of which a part
  // stands at `a` or `b`.
  Level worst_match(Places a, Places b) const {
    Level worst = Words::same;
    for (std::size_t i = 0; i < a_.size(); ++i) {
      const std::size_t partner = found_.partner[i];
      if (partner == 0 || (found_.initials_a >> i & 1U) != 0) continue;
      if ((a >> i & 1U) != 0 || (b >> (partner - 1) & 1U) != 0)
        worst = std::max(worst, words_.compare(a_[i], b_[partner - 1]));
    }
    return worst;
  }

 private:
  bool is_whole() const {
    return found_.a == first_places(a_.size()) && found_.b == first_places(b_.size());
  }

  // Pairs of one sum of places have no place in common: so the order of the two names is the same.
  template <typename Agree>
  void each_pair(Agree agree) {
    for (std::size_t sum = 0; sum + 1 < a_.size() + b_.size(); ++sum) {
      const std::size_t first = sum < b_.size() ? 0 : sum + 1 - b_.size();
      for (std::size_t i = first; i < std::min(sum + 1, a_.size()); ++i) {
        const std::size_t j = sum - i;
        const bool is_free = (found_.a >> i & 1U) == 0 && (found_.b >> j & 1U) == 0;
        if (!is_free || !agree(a_[i], b_[j])) continue;
        found_.a |= Places{1} << i;
        found_.b |= Places{1} << j;
        found_.partner[i] = static_cast<std::uint8_t>(j + 1);
      }
    }
  }

  // Two neighbours of one are one part of the other.
  void join(std::span<const std::uint32_t> apart, std::span<const std::uint32_t> joined,
            Places& of_apart, Places& of_joined, Places free_apart, Places free_joined) {
    for (std::size_t i = 0; i + 1 < apart.size(); ++i) {
      for (std::size_t j = 0; j < joined.size(); ++j) {
        const Places both = Places{3} << i, one = Places{1} << j;
        if ((free_apart & both) != both || (free_joined & one) == 0) continue;
        if (!words_.is_joined(apart[i], apart[i + 1], joined[j])) continue;
        free_apart &= ~both;
        free_joined &= ~one;
        of_apart |= both;
        of_joined |= one;
      }
    }
  }

  std::span<const std::uint32_t> a_, b_;
  const Words& words_;
  MatchedParts found_;
};

}  // namespace trellis::comparison
