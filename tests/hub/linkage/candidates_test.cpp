#include "hub/linkage/candidates.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/linkage/equal_rows.hpp"
#include "tests/hub/linkage/rows.hpp"
#include "tests/hub/linkage/town.hpp"
#include "tests/support/names.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::linkage {
namespace {

using namespace trellis::testing;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(LinkCandidates, AreGivenOnceInOrderAndByAnyNumberOfThreadsTheSame) {
  const Town town(1);
  const Records records = town.records();
  const Candidates candidates(records, EqualRows(), 50, 1), again(records, EqualRows(), 50, 3);
  const std::vector<Pair> pairs = candidates.pairs(0, static_cast<std::uint32_t>(records.count));
  std::size_t count = 0;
  for (std::uint32_t record = 0; record < records.count; ++record) {
    std::vector<std::uint32_t> others, same;
    candidates.after(record, others);
    again.after(record, same);
    EXPECT_EQ(others, same);
    count += others.size();
    EXPECT_TRUE(std::is_sorted(others.begin(), others.end(), std::less_equal<>()));
    for (const std::uint32_t other : others) {
      EXPECT_GT(other, record);
      EXPECT_FALSE(candidates.key_of(record, other).empty());
    }
    ASSERT_LE(count, pairs.size());
    for (std::size_t i = 0; i < others.size(); ++i) {
      const Pair& pair = pairs[count - others.size() + i];
      EXPECT_EQ(std::pair(pair.a, pair.b), std::pair(record, others[i]));
    }
  }
  EXPECT_EQ(count, pairs.size());
  EXPECT_GT(count, 500u);
}

TEST(LinkCandidates, SplitBlocksThatAreTooLargeAndSayWhatTheyGiveUp) {
  Encoder encoder({{}, {{"family", Is::family_name, {}, {}}, {"phone", Is::phone, {}, {}}}},
                  testing::shipped_words());
  ASSERT_THAT(encoder.start_table({"family", "phone"}), IsOk());
  for (int i = 0; i < 60; ++i) encoder.add({i % 3 == 0 ? "smith" : "jones", "01632960001"});
  for (int i = 0; i < 90; ++i) encoder.add({"smith", std::to_string(1632960100 + i)});
  const Records records = *encoder.take();
  const Candidates candidates(records, EqualRows(), 30, 1);
  std::vector<std::uint32_t> others;
  candidates.after(0, others);  // of twenty named Smith with that phone, the other nineteen
  EXPECT_EQ(others.size(), 19u);
  others.clear();
  candidates.after(1, others);  // forty named Jones are too many, and nothing else tells them apart
  EXPECT_THAT(others, IsEmpty());
  EXPECT_EQ(candidates.keys().front().left, 1u);
}

TEST(LinkCandidates, TellAllKeysOfAPair) {
  const Town town(9);
  const Records records = town.records();
  const Candidates candidates(records, EqualRows(), 50, 1);
  const auto keys = candidates.keys();
  std::size_t several = 0;
  for (std::uint32_t a = 0; a < 200; ++a)
    for (std::uint32_t b = a + 1; b < 200; ++b) {
      std::vector<std::size_t> shared;
      candidates.keys_of(a, b, shared);
      EXPECT_EQ(candidates.key_of(a, b), shared.empty() ? "" : keys[shared.front()].name);
      several += shared.size() > 1 ? 1 : 0;
    }
  EXPECT_GT(several, 50u);
}

TEST(LinkCandidates, FindRecordsThatSayMuchTheSameWithoutAValueInCommon) {
  Encoder encoder({{}, {{"given", Is::given_name, {}, {}}, {"note", Is::text, {}, {}}}},
                  testing::shipped_words());
  ASSERT_THAT(encoder.start_table({"given", "note"}), IsOk());
  encoder.add({"xanthippe", "lives beside the old watermill"});
  encoder.add({"zanthippe", "lived beside the old watermils"});
  encoder.add({"bob", "quiet"});
  const Records records = *encoder.take();
  const Candidates candidates(records, EqualRows(), 50, 1);
  EXPECT_THAT(candidates.key_of(0, 1), Not(IsEmpty()));
  EXPECT_THAT(candidates.key_of(0, 2), IsEmpty());
}

TEST(LinkCandidates, SayWhichKeysTellTooLittleAndSplitRecordsWithoutAPart) {
  Encoder encoder({{},
                   {{"family", Is::family_name, {}, {}},
                    {"phone", Is::phone, {}, {}},
                    {"mail", Is::email, {}, {}}}},
                  testing::shipped_words());
  ASSERT_THAT(encoder.start_table({"family", "phone", "mail"}), IsOk());
  for (int i = 0; i < 60; ++i)
    encoder.add({i < 40 ? "" : "smith", "01632960001", "same@example.org"});
  for (int i = 0; i < 90; ++i)
    encoder.add({"", std::to_string(1632960100 + i), "same@example.org"});
  const Records records = *encoder.take();
  const Candidates candidates(records, EqualRows(), 30, 1);
  EXPECT_THAT(candidates.unused(), Contains("mail"));
  // Forty with that phone and no family name are still too many, and no longer forgotten.
  EXPECT_EQ(candidates.keys().front().name, "phone");
  EXPECT_EQ(candidates.keys().front().left, 1u);
}

TEST(LinkCandidates, CountRecordsThatNoKeyIsMadeOf) {
  Rows table;
  table.rows = {
      {"Ilse", "Moss", "2014-02-03", "XX1 2AB"}, {"", "", "", ""}, {"TBC", "TBC", "", ""}};
  const Records records = table.records();
  EXPECT_EQ(Candidates(records, EqualRows(records), 30, 1).without_key(), 2u);
}

}  // namespace
}  // namespace trellis::linkage
