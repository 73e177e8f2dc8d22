#include "hub/matching/learning/counting.hpp"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

namespace trellis::matching {
namespace {

OpenQuestion question(int one, int other, double same) {
  return {ChildId(one), ChildId(other), same};
}

TEST(CountedChildren, AreThoseOfTheLinksWhereNothingIsOpen) {
  const ChildCount count = count_children(12, {});
  EXPECT_EQ(count.as_linked, 12u);
  EXPECT_EQ(count.expected, 12);
  EXPECT_EQ(count.as_one, 12u);
  EXPECT_EQ(count.questions, 0u);
}

TEST(CountedChildren, AreFewerByTheChanceOfEachQuestion) {
  const ChildCount count = count_children(10, {question(1, 2, 0.9), question(3, 4, 0.6)});
  EXPECT_DOUBLE_EQ(count.expected, 10 - 0.9 - 0.6);
  EXPECT_EQ(count.as_one, 8u);
  EXPECT_EQ(count.questions, 2u);
}

TEST(CountedChildren, OfWhomTwoQuestionsAskAreJoinedOnceByTheLikelier) {
  const ChildCount count = count_children(
      10, {question(1, 2, 0.7), question(2, 1, 0.9), question(5, 5, 0.9), question(1, 2, 0.8)});
  EXPECT_DOUBLE_EQ(count.expected, 10 - 0.9);
  EXPECT_EQ(count.questions, 1u) << "a link that is in question is no further child";
}

TEST(CountedChildren, InQuestionWithEachOtherGoNoFurtherDownThanToOne) {
  const ChildCount count =
      count_children(3, {question(1, 2, 0.9), question(2, 3, 0.9), question(1, 3, 0.9)});
  EXPECT_DOUBLE_EQ(count.expected, 3 - 0.9 - 0.9);
  EXPECT_EQ(count.as_one, 1u);
}

TEST(CountedChildren, ThatNothingShowsToBeOneAreNotJoinedThroughAThird) {
  const ChildCount count = count_children(3, {question(1, 2, 0.9), question(2, 3, 0.8)});
  EXPECT_DOUBLE_EQ(count.expected, 3 - 0.9) << "the second is the first or the third, not both";
  EXPECT_EQ(count.as_one, 2u);
}

TEST(CountedChildren, DoNotDependOnTheOrderOfQuestionsAndStayBetweenTheBounds) {
  std::mt19937 random(11);
  for (int run = 0; run < 50; ++run) {
    std::vector<OpenQuestion> questions;
    for (int i = 0; i < 40; ++i)
      questions.push_back(question(1 + static_cast<int>(random() % 20),
                                   1 + static_cast<int>(random() % 20),
                                   static_cast<double>(random() % 100) / 100));
    const ChildCount count = count_children(20, questions);
    std::shuffle(questions.begin(), questions.end(), random);
    const ChildCount again = count_children(20, questions);
    EXPECT_EQ(count.expected, again.expected);
    EXPECT_EQ(count.as_one, again.as_one);
    EXPECT_GE(count.expected, static_cast<double>(count.as_one));
    EXPECT_LE(count.expected, 20);
    EXPECT_GE(count.as_one, 1u);
  }
}

}  // namespace
}  // namespace trellis::matching
