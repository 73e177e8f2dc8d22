#include "hub/linkage/teaching.hpp"

#include <cmath>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/linkage/linker.hpp"
#include "hub/linkage/truth.hpp"
#include "tests/hub/linkage/town.hpp"
#include "tests/support/names.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::linkage {
namespace {

using namespace trellis::testing;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::SizeIs;

// Labels of pairs whose second feature, at level 2, is worth `truth` bits more than was thought.
std::vector<Judged> labels_where_level_two_means(double truth, int count) {
  std::mt19937 random(11);
  std::vector<Judged> labels;
  for (int i = 0; i < count; ++i) {
    const unsigned level = 1 + random() % 2;
    const float bits = static_cast<float>(random() % 80) / 10 - 4;
    const double right = static_cast<double>(bits) + (level == 2 ? truth : 0);
    const double odds = 1 / (1 + std::exp2(-right));
    const bool is_same = static_cast<double>(random() % 10'000) < odds * 10'000;
    labels.push_back({Pattern{1} | Pattern{level} << 4U, bits, is_same});
  }
  return labels;
}

TEST(Lesson, FindsWhatALevelIsWorth) {
  const Lesson lesson = learn_lesson(labels_where_level_two_means(3, 4000), 2);
  EXPECT_NEAR(lesson.levels[1][2] - lesson.levels[1][1], 3, 0.5);
  EXPECT_NEAR(lesson.prior + lesson.levels[0][1] + lesson.levels[1][1], 0, 0.4);
}

TEST(Lesson, ChangesLittleForFewLabelsAndNothingForNone) {
  const Lesson few = learn_lesson(labels_where_level_two_means(3, 6), 2);
  for (const auto& levels : few.levels)
    for (const float bits : levels) EXPECT_LT(std::abs(bits), 2);
  const Lesson none = learn_lesson({}, 2);
  EXPECT_EQ(none.prior, 0);
  for (const auto& levels : none.levels)
    for (const float bits : levels) EXPECT_EQ(bits, 0);
}

TEST(Questions, AreAskedWhereTheUncertaintyIs) {
  std::vector<Question> pairs;
  std::vector<Pattern> patterns;
  for (std::uint32_t i = 0; i < 900; ++i) {
    const bool is_open = i % 3 == 0;
    pairs.push_back({{i, i + 1000}, is_open ? 0.F : -9.F});
    patterns.push_back(is_open ? 1 : 2);
  }
  const std::vector<Question> questions = choose_questions(pairs, patterns, 50);
  EXPECT_THAT(questions, SizeIs(50));
  std::size_t open = 0;
  for (const Question& question : questions) open += question.bits == 0.F;
  EXPECT_GE(open, 48u);
  EXPECT_THAT(choose_questions(pairs, patterns, 5000), SizeIs(Le(900u)));
  EXPECT_THAT(choose_questions({}, {}, 10), IsEmpty());
}

Linked link(const Records& records, std::vector<Label> labels) {
  const comparison::NameLists lists = testing::names_with("name,forms\nwilliam,bill will\n");
  LinkSettings settings;
  settings.labels = std::move(labels);
  return Linker(records, lists, settings).run();
}

TEST(Labels, AreObeyedWhateverTheModelThinks) {
  const Town town(4);
  const Records records = town.records();
  const Linked before = link(records, {});
  std::uint32_t a = 0;  // a record alone with its first neighbour of another person
  while (a + 1 < records.count && before.clusters[a] == before.clusters[a + 1]) ++a;
  std::uint32_t one = 0, other = 0;  // two of one cluster
  for (std::uint32_t r = 1; r < records.count && other == 0; ++r)
    if (before.clusters[r] != r && before.clusters[r] != before.clusters[a])
      one = before.clusters[r], other = r;
  ASSERT_NE(other, 0u);

  const Linked after = link(records, {{{a + 1, a}, true}, {{one, other}, false}});
  EXPECT_EQ(after.clusters[a], after.clusters[a + 1]);
  EXPECT_NE(after.clusters[one], after.clusters[other]);
}

TEST(Labels, OfAskedPairsMakeTheModelBetter) {
  const Town town(9, 1500);
  const Records records = town.records();
  const Linked before = link(records, {});
  const double f1 = score(before.clusters, before.edges, town.person).pairs.f1();
  std::vector<Label> labels;
  for (const Edge& edge : before.edges)
    if (std::abs(edge.bits) < 5 && labels.size() < 300)
      labels.push_back({{edge.a, edge.b}, town.person[edge.a] == town.person[edge.b], true});
  ASSERT_GT(labels.size(), 20u);
  const Linked after = link(records, labels);
  EXPECT_GE(score(after.clusters, after.edges, town.person).pairs.f1(), f1);
}

}  // namespace
}  // namespace trellis::linkage
