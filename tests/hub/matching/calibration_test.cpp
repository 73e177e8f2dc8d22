#include "hub/matching/learning/calibration.hpp"

#include <algorithm>
#include <random>

#include <gmock/gmock.h>

namespace trellis::matching {
namespace {

using ::testing::DoubleEq;
using ::testing::DoubleNear;
using ::testing::Optional;

// `different` of `all` answers at so many bits said two children.
void answer(std::vector<AnsweredQuestion>& answered, double bits, int all, int different) {
  for (int i = 0; i < all; ++i)
    answered.push_back({bits, i < different ? Answer::different : Answer::same});
}

std::vector<AnsweredQuestion> random_answers(unsigned seed, int count) {
  std::mt19937 random(seed);
  std::vector<AnsweredQuestion> answered;
  for (int i = 0; i < count; ++i) {
    const double bits = 4 + static_cast<double>(random() % 50) / 10;
    answered.push_back({bits, random() % 10 < 5 ? Answer::different : Answer::same});
  }
  return answered;
}

TEST(Calibration, TellsTheShareThatPeopleFoundWhereItFallsAlready) {
  std::vector<AnsweredQuestion> answered;
  answer(answered, 4, 10, 5);
  answer(answered, 6, 10, 2);
  answer(answered, 8, 10, 1);
  const Calibration calibration(answered);

  EXPECT_EQ(calibration.answers(), 30u);
  EXPECT_THAT(calibration.errors_at(4), Optional(DoubleEq(5000)));
  EXPECT_THAT(calibration.errors_at(6), Optional(DoubleEq(2000)));
  EXPECT_THAT(calibration.errors_at(8), Optional(DoubleEq(1000)));
}

TEST(Calibration, PoolsNeighboursThatContradictEachOther) {
  std::vector<AnsweredQuestion> answered;
  answer(answered, 4, 10, 6);
  answer(answered, 5, 10, 1);
  answer(answered, 6, 30, 11);  // more errors than at 5: (1 + 11) of 40 for both
  answer(answered, 7, 10, 0);
  const Calibration calibration(answered);

  EXPECT_THAT(calibration.errors_at(4), Optional(DoubleEq(6000)));
  EXPECT_THAT(calibration.errors_at(5), Optional(DoubleEq(3000)));
  EXPECT_THAT(calibration.errors_at(6), Optional(DoubleEq(3000)));
  EXPECT_THAT(calibration.errors_at(7), Optional(DoubleEq(0)));
}

TEST(Calibration, PoolsBackAsFarAsTheContradictionReaches) {
  std::vector<AnsweredQuestion> answered;
  answer(answered, 4, 10, 3);
  answer(answered, 5, 10, 2);
  answer(answered, 6, 10, 10);
  const Calibration calibration(answered);
  for (const double bits : {4.0, 5.0, 6.0})
    EXPECT_THAT(calibration.errors_at(bits), Optional(DoubleEq(5000))) << bits;
}

TEST(Calibration, NeverSaysMoreErrorsForMoreBits) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    const Calibration calibration(random_answers(seed, 400));
    double at_before = 10'000, from_before = 10'000;
    for (int tenth = 30; tenth <= 89; ++tenth) {
      const double bits = tenth / 10.0;
      const double at = *calibration.errors_at(bits);
      EXPECT_LE(at, at_before) << "seed " << seed << ", " << bits;
      at_before = at;
      const auto from = calibration.errors_from(bits);
      if (!from) continue;
      EXPECT_LE(from->expected, from_before + 1e-6) << "seed " << seed << ", " << bits;
      EXPECT_LE(from->expected, at + 1e-6) << "those above are no worse than those at it";
      from_before = from->expected;
    }
  }
}

TEST(Calibration, DoesNotDependOnTheOrderOfAnswersOfTheSameBits) {
  std::vector<AnsweredQuestion> answered = random_answers(3, 300);
  const Calibration before(answered);
  std::shuffle(answered.begin(), answered.end(), std::mt19937(9));
  const Calibration after(answered);
  for (int tenth = 40; tenth < 90; ++tenth)
    EXPECT_EQ(before.errors_at(tenth / 10.0), after.errors_at(tenth / 10.0)) << tenth;
}

TEST(Calibration, KeepsTheErrorsThatPeopleFoundInAll) {
  const std::vector<AnsweredQuestion> answered = random_answers(7, 250);
  const auto different = std::count_if(answered.begin(), answered.end(), [](const auto& each) {
    return each.answer == Answer::different;
  });
  const auto all = Calibration(answered).errors_from(0);
  ASSERT_TRUE(all);
  EXPECT_EQ(all->answers, 250u);
  EXPECT_NEAR(all->expected, 10'000.0 * static_cast<double>(different) / 250, 1e-6);
}

TEST(Calibration, TakesTheCarefulSideBetweenAnswers) {
  std::vector<AnsweredQuestion> answered;
  answer(answered, 5, 10, 4);
  answer(answered, 7, 10, 1);
  const Calibration calibration(answered);
  EXPECT_THAT(calibration.errors_at(6.9), Optional(DoubleEq(4000)));
  EXPECT_THAT(calibration.errors_at(4.5), Optional(DoubleEq(4000))) << "the lowest speaks below";
  EXPECT_THAT(calibration.errors_at(8.5), Optional(DoubleEq(1000)));
}

TEST(Calibration, CountsWhatIsAtAThresholdAsAboveIt) {
  std::vector<AnsweredQuestion> answered;
  answer(answered, 4, 30, 15);
  answer(answered, 7, 20, 2);
  const auto from = Calibration(answered).errors_from(7);
  ASSERT_TRUE(from);
  EXPECT_EQ(from->answers, 20u);
  EXPECT_DOUBLE_EQ(from->expected, 1000);
  EXPECT_FALSE(Calibration(answered).errors_from(7.1)) << "nobody answered one up there";
}

TEST(Calibration, DoesNotTakeFewAnswersWithoutAnErrorForNoErrors) {
  std::vector<AnsweredQuestion> answered;
  answer(answered, 5, 50, 0);
  const auto from = Calibration(answered).errors_from(4);
  ASSERT_TRUE(from);
  EXPECT_EQ(from->expected, 0);
  const double z2 = 1.96 * 1.96;
  EXPECT_THAT(from->at_most, DoubleNear(10'000 * z2 / (50 + z2), 1e-6));
}

TEST(Calibration, IsEnoughFromFiftyAnswersOn) {
  std::vector<AnsweredQuestion> answered;
  answer(answered, 5, 49, 3);
  EXPECT_FALSE(Calibration(answered).is_enough());
  answer(answered, 6, 1, 0);
  EXPECT_TRUE(Calibration(answered).is_enough());
}

TEST(Calibration, SaysNothingWithoutAnswers) {
  const Calibration calibration({});
  EXPECT_FALSE(calibration.is_enough());
  EXPECT_FALSE(calibration.errors_at(5));
  EXPECT_FALSE(calibration.errors_from(5));
}

}  // namespace
}  // namespace trellis::matching
