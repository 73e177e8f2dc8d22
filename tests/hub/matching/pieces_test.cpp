#include "hub/matching/engine/pieces.hpp"

#include <algorithm>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace trellis::matching {

TEST(Pieces, GiveOutAgainWhatWasGivenBack) {
  Pieces<std::uint32_t> pieces;
  const std::uint32_t one = pieces.take(3), other = pieces.take(3), long_one = pieces.take(100);
  EXPECT_NE(one, other);
  pieces.give_back(one, 3);
  pieces.give_back(other, 3);
  pieces.give_back(long_one, 100);
  EXPECT_EQ(pieces.take(3), other);
  EXPECT_EQ(pieces.take(3), one);
  EXPECT_EQ(pieces.take(70), long_one);  // of one class: up to 128
  EXPECT_NE(pieces.take(4), one);
}

TEST(Pieces, NeverOverlap) {
  struct Held {
    std::uint32_t piece = 0;
    std::size_t size = 0;
    std::uint32_t mark = 0;
  };
  Pieces<std::uint32_t> pieces;
  std::vector<Held> held;
  std::mt19937 random(1);
  for (std::uint32_t turn = 1; turn <= 20'000; ++turn) {
    if (held.size() > 200) {
      std::swap(held[random() % held.size()], held.back());
      const Held gone = held.back();
      held.pop_back();
      for (std::size_t i = 0; i < gone.size; ++i) ASSERT_EQ(pieces.at(gone.piece)[i], gone.mark);
      pieces.give_back(gone.piece, gone.size);
    }
    const std::size_t size = random() % 150 + 1;
    held.push_back({pieces.take(size), size, turn});
    std::fill_n(pieces.at(held.back().piece), size, turn);
  }
}

}  // namespace trellis::matching
