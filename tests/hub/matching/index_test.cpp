#include "hub/matching/index.hpp"

#include <set>

#include <gmock/gmock.h>

namespace trellis::matching {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

std::vector<std::uint32_t> under(const Index& index, const Key& key) {
  std::vector<std::uint32_t> found;
  index.each(key, [&](std::uint32_t subject) { found.push_back(subject); });
  return found;
}

}  // namespace

TEST(Index, GivesTheSubjectsOfAKeyNewestFirst) {
  Index index(10);
  index.add(1, {7, {}});
  index.add(2, {7, {}});
  index.add(3, {8, {}});
  EXPECT_THAT(under(index, {7, {}}), ElementsAre(2, 1));
  EXPECT_THAT(under(index, {9, {}}), IsEmpty());
}

TEST(Index, ForgetsASubjectUnderAKey) {
  Index index(10);
  index.add(1, {7, {}});
  index.add(2, {7, {}});
  index.remove(1, {7, {}});
  index.remove(1, {7, {}});
  EXPECT_THAT(under(index, {7, {}}), ElementsAre(2));
}

TEST(Index, DividesALargeBlockByWhatElseIsKnown) {
  Index index(4);
  for (std::uint32_t subject = 1; subject <= 40; ++subject)
    index.add(subject, {7, {subject % 10 + 1, 0, 0}});
  EXPECT_THAT(under(index, {7, {1, 0, 0}}), UnorderedElementsAre(10, 20, 30, 40));
  EXPECT_EQ(index.cut_short(), 0u);
  index.remove(20, {7, {1, 0, 0}});
  EXPECT_THAT(under(index, {7, {1, 0, 0}}), Not(Contains(20)));
}

TEST(Index, AlsoLooksAmongThoseThatLackWhatDividesTheBlock) {
  Index index(2);
  for (std::uint32_t subject = 1; subject <= 10; ++subject)
    index.add(subject, {7, {subject, 0, 0}});
  index.add(99, {7, {0, 0, 0}});
  EXPECT_THAT(under(index, {7, {5, 0, 0}}), UnorderedElementsAre(5, 99));
}

TEST(Index, CountsABlockThatNothingDividesAndItIsTooLarge) {
  Index index(2);
  for (std::uint32_t subject = 1; subject <= 9; ++subject) index.add(subject, {7, {}});
  EXPECT_EQ(index.cut_short(), 1u);
  EXPECT_THAT(under(index, {7, {}}), ElementsAre(9, 8, 7, 6, 5, 4, 3, 2));
  index.remove(9, {7, {}});
  EXPECT_EQ(index.cut_short(), 0u);
}

TEST(Index, HoldsManyKeys) {
  Index index(4);
  for (std::uint32_t subject = 1; subject <= 20000; ++subject)
    index.add(subject, {subject * 2654435761ULL + 1, {}});
  for (std::uint32_t subject = 1; subject <= 20000; ++subject)
    EXPECT_THAT(under(index, {subject * 2654435761ULL + 1, {}}), ElementsAre(subject));
}

}  // namespace trellis::matching
