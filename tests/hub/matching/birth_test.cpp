#include "hub/matching/engine/birth.hpp"

#include <gtest/gtest.h>

namespace trellis::matching {
namespace {

Date on(std::string_view iso) { return *Date::parse(iso); }

BirthLevel level(std::string_view a, std::string_view b) {
  EXPECT_EQ(compare_births(on(a), on(b)), compare_births(on(b), on(a)));
  return compare_births(on(a), on(b));
}

}  // namespace

TEST(Births, HaveALevelForEachUsualMistake) {
  EXPECT_EQ(level("2015-03-02", "2015-03-02"), BirthLevel::same);
  EXPECT_EQ(level("2015-03-02", "2015-02-03"), BirthLevel::swapped);
  EXPECT_EQ(level("2015-03-02", "2015-03-12"), BirthLevel::one_digit);
  EXPECT_EQ(level("2015-03-14", "2051-03-14"), BirthLevel::one_digit);
  EXPECT_EQ(level("2015-03-02", "2016-03-02"), BirthLevel::year_off);
  EXPECT_EQ(level("2015-03-22", "2015-01-01"), BirthLevel::default_day);
  EXPECT_EQ(level("2015-03-22", "2015-03-01"), BirthLevel::default_day);
  EXPECT_EQ(level("2015-03-09", "2015-03-27"), BirthLevel::same_month);
  EXPECT_EQ(level("2015-03-28", "2015-04-15"), BirthLevel::near);
  EXPECT_EQ(level("2015-03-28", "2015-11-15"), BirthLevel::same_year);
  EXPECT_EQ(level("2015-03-28", "2009-11-15"), BirthLevel::different);
}

TEST(Births, CompareOnlyWhatTheyHave) {
  EXPECT_EQ(level("2015-03", "2015-03-22"), BirthLevel::to_month);
  EXPECT_EQ(level("2015", "2015-03-22"), BirthLevel::to_year);
  EXPECT_EQ(level("2015-04", "2015-03-22"), BirthLevel::same_year);
  EXPECT_EQ(level("2014", "2015-03-22"), BirthLevel::different);
  EXPECT_EQ(compare_births(Date(), on("2015-03-22")), BirthLevel::missing);
}

TEST(Births, OfTwinsMayBeAroundMidnight) {
  EXPECT_TRUE(born_together(on("2015-03-02"), on("2015-03-03")));
  EXPECT_FALSE(born_together(on("2015-03-02"), on("2015-03-04")));
  EXPECT_FALSE(born_together(on("2015-03"), on("2015-03-01")));
}

}  // namespace trellis::matching
