#include "hub/matching/engine/index.hpp"

#include <array>
#include <bit>
#include <map>

#include <gmock/gmock.h>

namespace trellis::matching {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

// An index whose subjects stand under what they were added with.
struct Indexed {
  explicit Indexed(std::uint32_t largest)
      : index(largest, [this](std::uint32_t subject, std::vector<Key>& again) {
          again.insert(again.end(), keys[subject].begin(), keys[subject].end());
        }) {}

  void add(std::uint32_t subject, std::vector<Key> under) {
    keys[subject] = std::move(under);
    for (const Key& key : keys[subject]) index.add(subject, key);
  }
  void remove(std::uint32_t subject) {
    for (const Key& key : keys[subject]) index.remove(subject, key);
  }
  std::vector<std::uint32_t> under(const Key& key) const {
    std::vector<std::uint32_t> found;
    index.each(key, [&](std::uint32_t subject) { found.push_back(subject); });
    return found;
  }

  // Under any key at all.
  std::size_t entries() {
    Entries entries;
    index.each_part(entries);
    return entries.count;
  }

  std::map<std::uint32_t, std::vector<Key>> keys;
  Index index;

 private:
  // Slots whose second half is not what an empty or a divided one has.
  struct Entries {
    std::size_t count = 0;
    template <typename Value>
    void operator()(LargeArray<Value>& array) {
      if constexpr (sizeof(Value) == 8)
        for (const Value& slot : array) {
          const auto standing = std::bit_cast<std::array<std::uint32_t, 2>>(slot)[1];
          count += standing < 0xFFFFFFFE ? 1 : 0;
        }
    }
    template <typename Value>
    void operator()(Value&) {}
  };
};

}  // namespace

TEST(Index, GivesTheSubjectsOfAKeyNewestFirst) {
  Indexed index(10);
  index.add(1, {{7, {}}});
  index.add(2, {{7, {}}});
  index.add(3, {{8, {}}});
  EXPECT_THAT(index.under({7, {}}), ElementsAre(2, 1));
  EXPECT_THAT(index.under({9, {}}), IsEmpty());
}

TEST(Index, ForgetsASubjectUnderAKey) {
  Indexed index(10);
  index.add(1, {{7, {}}});
  index.add(2, {{7, {}}});
  index.remove(1);
  index.remove(1);
  EXPECT_THAT(index.under({7, {}}), ElementsAre(2));
}

TEST(Index, DividesALargeBlockByWhatElseIsKnown) {
  Indexed index(4);
  for (std::uint32_t subject = 1; subject <= 40; ++subject)
    index.add(subject, {{7, {subject % 10 + 1, 0, 0}}});
  EXPECT_THAT(index.under({7, {1, 0, 0}}), UnorderedElementsAre(10, 20, 30, 40));
  EXPECT_EQ(index.index.cut_short(), 0u);
  index.remove(20);
  EXPECT_THAT(index.under({7, {1, 0, 0}}), Not(Contains(20)));
}

TEST(Index, AlsoLooksAmongThoseThatLackWhatDividesTheBlock) {
  Indexed index(2);
  for (std::uint32_t subject = 1; subject <= 10; ++subject)
    index.add(subject, {{7, {subject, 0, 0}}});
  index.add(99, {{7, {0, 0, 0}}});
  EXPECT_THAT(index.under({7, {5, 0, 0}}), UnorderedElementsAre(5, 99));
}

TEST(Index, CountsABlockThatNothingDividesAndItIsTooLarge) {
  Indexed index(2);
  for (std::uint32_t subject = 1; subject <= 9; ++subject) index.add(subject, {{7, {}}});
  EXPECT_EQ(index.index.cut_short(), 1u);
  EXPECT_THAT(index.under({7, {}}), ElementsAre(9, 8, 7, 6, 5, 4, 3, 2));
  index.remove(9);
  EXPECT_EQ(index.index.cut_short(), 0u);
}

// Its two family names sound alike: one key, twice, that a block is divided by.
TEST(Index, FindsASubjectThatStandsUnderOneKeyInTwoWays) {
  Indexed index(2);
  index.add(1, {{7, {1, 0, 0}}, {7, {2, 0, 0}}});
  EXPECT_THAT(index.under({7, {1, 0, 0}}), ElementsAre(1));
  for (std::uint32_t subject = 2; subject <= 6; ++subject)
    index.add(subject, {{7, {subject, 0, 0}}, {7, {subject + 1, 0, 0}}});
  EXPECT_THAT(index.under({7, {1, 0, 0}}), ElementsAre(1));
  EXPECT_THAT(index.under({7, {2, 0, 0}}), UnorderedElementsAre(1, 2));
  EXPECT_THAT(index.under({7, {3, 0, 0}}), UnorderedElementsAre(2, 3));
  for (std::uint32_t subject = 1; subject <= 6; ++subject) index.remove(subject);
  for (std::uint32_t part = 1; part <= 7; ++part)
    EXPECT_THAT(index.under({7, {part, 0, 0}}), IsEmpty());
}

// With so many keys some are one number with a part of a divided block.
TEST(Index, FindsEverySubjectWhereKeysMeetByChance) {
  Indexed index(2);
  constexpr std::uint32_t subjects = 30'000, kinds = 500;
  std::uint32_t state = 1;
  const auto random = [&] { return state = state * 1664525U + 1013904223U; };
  for (std::uint32_t subject = 1; subject <= subjects; ++subject)
    index.add(subject,
              {{random() % kinds + 1, {random() % 40 + 1, random() % 40 + 1, subject % 40 + 1}},
               {random(), {random() % 3, 0, 0}}});
  const auto is_found = [&](std::uint32_t subject, const Key& key) {
    const auto found = index.under(key);
    return std::find(found.begin(), found.end(), subject) != found.end();
  };
  for (const auto& [subject, keys] : index.keys)
    for (const Key& key : keys) ASSERT_TRUE(is_found(subject, key)) << subject;
  for (std::uint32_t subject = 1; subject <= subjects; subject += 2) index.remove(subject);
  for (const auto& [subject, keys] : index.keys)
    for (const Key& key : keys) ASSERT_EQ(is_found(subject, key), subject % 2 == 0) << subject;
  for (std::uint32_t subject = 2; subject <= subjects; subject += 2) index.remove(subject);
  EXPECT_EQ(index.entries(), 0u);
}

TEST(Index, HoldsManyKeys) {
  Indexed index(4);
  for (std::uint32_t subject = 1; subject <= 20000; ++subject)
    index.add(subject, {{subject * 2654435761U + 1, {}}});
  for (std::uint32_t subject = 1; subject <= 20000; ++subject)
    EXPECT_THAT(index.under({subject * 2654435761U + 1, {}}), ElementsAre(subject));
}

}  // namespace trellis::matching
