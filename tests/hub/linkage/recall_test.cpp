#include "hub/linkage/recall.hpp"

#include <cmath>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/hub/linkage/town.hpp"
#include "tests/support/names.hpp"

namespace trellis::linkage {
namespace {

TEST(Unseen, IsChaosLowerBound) {
  // 9 pairs by one of 4 ways, 5 by two: 3/4 * 9 * 8 / (2 * 6).
  EXPECT_DOUBLE_EQ(estimate_unseen(9, 5, 4).likely, 4.5);
  // 4.5 + 9 * (3/4 * 17 / 12)^2 + 5 * (3/4 * 9 * 8 / 72)^2
  const double variance = 4.5 + 9 * 1.0625 * 1.0625 + 5 * 0.75 * 0.75;
  const double spread = std::exp(1.96 * std::sqrt(std::log(1 + variance / (4.5 * 4.5))));
  EXPECT_NEAR(estimate_unseen(9, 5, 4).low, 4.5 / spread, 1e-9);
  EXPECT_NEAR(estimate_unseen(9, 5, 4).high, 4.5 * spread, 1e-9);
}

// Two ways that find equally many, independently, leave what Lincoln and Petersen's index says:
// of 10,000, each finds 60 %, so 3,600 are found twice, 2 * 2,400 once and 1,600 never.
TEST(Unseen, IsLincolnAndPetersensForTwoEqualWays) {
  EXPECT_NEAR(estimate_unseen(4800, 3600, 2).likely, 1600, 2);
}

TEST(Unseen, KnowsLittleOfAFewPairs) {
  EXPECT_EQ(estimate_unseen(0, 0, 4).likely, 0);
  EXPECT_GT(estimate_unseen(0, 0, 4).high, 1);
  EXPECT_LT(estimate_unseen(0, 10'000, 4).high, 0.001);
  EXPECT_EQ(estimate_unseen(5, 0, 1).high, 0);
}

// Pairs of one person, each found by five ways as their chances say; `hard` is the share that is
// hard to find.
std::vector<Finding> found_pairs(const std::vector<double>& chances, double hard, std::size_t count,
                                 std::mt19937& random) {
  std::vector<Finding> findings;
  std::uniform_real_distribution<double> dice(0, 1);
  for (std::size_t i = 0; i < count; ++i) {
    const double ease = dice(random) < hard ? 0.25 : 1;
    std::uint64_t ways = 0;
    for (std::size_t w = 0; w < chances.size(); ++w)
      if (dice(random) < ease * chances[w]) ways |= std::uint64_t{2} << w;
    if (ways != 0) findings.push_back({ways, 1});
  }
  return findings;
}

const std::vector<KeyRecall::Family> five = {{"a"}, {"b"}, {"c"}, {"d"}, {"e"}};

TEST(KeyRecall, FindsAPlantedShareOfLostPairs) {
  std::mt19937 random(11);
  constexpr std::size_t pairs = 20'000;
  const auto findings = found_pairs({0.4, 0.4, 0.4, 0.4, 0.4}, 0, pairs, random);
  const double truth = static_cast<double>(findings.size()) / pairs;
  EXPECT_NEAR(truth, 1 - std::pow(0.6, 5), 0.005);

  const KeyRecall recall = estimate_recall(findings, five);
  EXPECT_NEAR(recall.likely, truth, 0.01);
  EXPECT_LT(recall.low, recall.likely);
  EXPECT_GT(recall.high, recall.likely);
  EXPECT_LT(recall.high - recall.low, 0.02);
}

TEST(KeyRecall, SeesAPartOfWhatIsHardToFindAndDoesNotOverstateTheLoss) {
  std::mt19937 random(12);
  constexpr std::size_t pairs = 20'000;
  const auto findings = found_pairs({0.8, 0.6, 0.5, 0.5, 0.3}, 0.3, pairs, random);
  const double truth = static_cast<double>(findings.size()) / pairs;
  const KeyRecall recall = estimate_recall(findings, five);

  EXPECT_LT(recall.likely, 1 - (1 - truth) / 3);  // a third of the loss or more
  EXPECT_GT(recall.likely, truth - 0.01);
}

TEST(KeyRecall, CountsWhatEachFamilyFindsAndWhatAThirdRecordTells) {
  const std::vector<Finding> findings = {
      {2, 1}, {2 | 4, 1}, {4 | third_record, 0.5}, {third_record, 1}, {2 | 4 | third_record, 0.25}};
  const KeyRecall recall = estimate_recall(findings, {{"a"}, {"b"}});
  EXPECT_DOUBLE_EQ(recall.families[0].found, 2.25);
  EXPECT_DOUBLE_EQ(recall.families[0].alone, 1);
  EXPECT_DOUBLE_EQ(recall.families[1].found, 1.75);
  EXPECT_DOUBLE_EQ(recall.families[1].alone, 0.5);
  EXPECT_DOUBLE_EQ(recall.found, 2.75);
  EXPECT_DOUBLE_EQ(recall.through_a_third, 1);
  // Two by one way, one and a half by two, of three: 2/3 * 2 * 1 / (2 * 2.5).
  EXPECT_NEAR(recall.unseen, 4.0 / 15, 1e-9);
  EXPECT_NEAR(recall.likely, 2.75 / (3.75 + 4.0 / 15), 1e-9);
}

struct LinkedTable {
  explicit LinkedTable(const Records& records) : linker(records, lists, LinkSettings{}) {
    linked = linker.run();
  }
  const comparison::NameLists lists = testing::names_with("name,forms\nwilliam,bill will\n");
  Linker linker;
  Linked linked;
};

TEST(KeyRecall, IsCloseToTheTruthOfATown) {
  const Town town(7, 1500);
  const Records records = town.records();
  const LinkedTable table(records);
  double held = 0, all = 0;
  for (std::uint32_t a = 0; a < records.count; ++a)
    for (std::uint32_t b = a + 1; b < records.count && town.person[b] == town.person[a]; ++b) {
      const EqualRows& equal = table.linker.equal_rows();
      if (equal.is_repeated(a) || equal.is_repeated(b)) continue;
      ++all;
      held += table.linker.candidates().key_of(a, b).empty() ? 0 : 1;
    }
  const KeyRecall recall = estimate_recall(table.linker, table.linked);
  EXPECT_NEAR(recall.likely, held / all, 0.005);
  EXPECT_NEAR(recall.found, held, 0.1 * all);
  EXPECT_EQ(recall.one_record_in, 1u);
}

// Of each person one record has two numbers, one has phone and email, and one has all of them: two
// of three pairs have something in common.
TEST(KeyRecall, SeesPairsThatOnlyAThirdRecordJoins) {
  Encoder encoder({{},
                   {{"upn", Is::upn, {}, {}},
                    {"case", Is::identifier, {}, {}},
                    {"phone", Is::phone, {}, {}},
                    {"email", Is::email, {}, {}}}},
                  testing::shipped_words());
  ASSERT_THAT(encoder.start_table({"upn", "case", "phone", "email"}), testing::IsOk());
  constexpr std::uint64_t people = 500;
  std::mt19937_64 random(13);
  for (std::uint64_t i = 0; i < people; ++i) {
    const std::string upn = std::to_string(random()), number = std::to_string(random()),
                      phone = "07" + std::to_string(100'000'000 + random() % 900'000'000),
                      email = std::to_string(random()) + "@example.org";
    encoder.add({upn, number, "", ""});
    encoder.add({upn, number, phone, email});
    encoder.add({"", "", phone, email});
  }
  const Records records = *encoder.take();
  const LinkedTable table(records);
  const KeyRecall recall = estimate_recall(table.linker, table.linked);
  EXPECT_NEAR(recall.through_a_third, people, people / 20);
  EXPECT_NEAR(recall.likely, 2.0 / 3, 0.1);
}

TEST(KeyRecall, IsTheSameOnAnyNumberOfThreads) {
  const Town town(8);
  const Records records = town.records();
  const LinkedTable table(records);
  const KeyRecall one = estimate_recall(table.linker, table.linked, 1),
                  three = estimate_recall(table.linker, table.linked, 3);
  EXPECT_EQ(one.likely, three.likely);
  EXPECT_EQ(one.low, three.low);
  EXPECT_EQ(one.families[0].found, three.families[0].found);
}

}  // namespace
}  // namespace trellis::linkage
