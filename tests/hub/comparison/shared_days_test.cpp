#include "hub/comparison/shared_days.hpp"

#include <gtest/gtest.h>

namespace trellis::comparison {

TEST(SharedDays, WeighAsOftenAsTheyAreTold) {
  SharedDays seldom, often;
  for (int i = 0; i < 20'000; ++i) {
    seldom.count(3, 2, 1);
    often.count(3, i % 4 == 0 ? 1 : 2, 1);
  }
  seldom.settle();
  often.settle();
  EXPECT_EQ(seldom.bits(3, 2), 0);
  EXPECT_LT(often.bits(3, 1), -5);  // a quarter of all, where one in 365 would be usual
  EXPECT_GT(seldom.bits(3, 1), often.bits(3, 1));
}

TEST(SharedDays, TakeTheFirstOfJanuaryForADefaultFromTheStart) {
  const SharedDays days;
  EXPECT_LT(days.bits(1, 1), -4);
  EXPECT_LT(days.bits(1, 1), days.bits(7, 1));
  EXPECT_LT(days.bits(7, 1), days.bits(5, 1));
  EXPECT_EQ(days.bits(5, 4), 0);
}

TEST(SharedDays, NeverCountTheFirstOfJanuaryWhole) {
  SharedDays days;
  for (int i = 0; i < 100'000; ++i) days.count(9, 9, 1);
  days.settle();
  EXPECT_LE(days.bits(1, 1), -3);
}

TEST(SharedDays, AreForgottenWithThoseWhoToldThem) {
  SharedDays days;
  for (int i = 0; i < 5000; ++i) days.count(2, 1, 1);
  for (int i = 0; i < 5000; ++i) days.count(2, 1, -1);
  days.settle();
  EXPECT_EQ(days.bits(2, 1), SharedDays().bits(2, 1));
}

TEST(BirthDates, ThatStandForUnknown) {
  EXPECT_TRUE(is_no_birth_date(1900, 1, 1));
  EXPECT_TRUE(is_no_birth_date(9999, 12, 31));
  EXPECT_FALSE(is_no_birth_date(2012, 1, 1));
  EXPECT_TRUE(may_stand_for_unknown(1970, 1, 1));
  EXPECT_FALSE(may_stand_for_unknown(2012, 1, 1));
}

}  // namespace trellis::comparison
