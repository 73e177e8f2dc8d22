#include "hub/linkage/births.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/linkage/records.hpp"

namespace trellis::linkage {
namespace {

Birth born(unsigned year, unsigned month, unsigned day) { return year << 9U | month << 5U | day; }

TEST(LinkBirths, AreComparedByWhatGoesWrongWithThem) {
  const Birth birth = born(2012, 3, 5);
  EXPECT_EQ(compare_births(birth, birth), Born::same);
  EXPECT_EQ(compare_births(birth, born(2012, 5, 3)), Born::day_and_month_swapped);
  EXPECT_EQ(compare_births(birth, born(2013, 3, 5)), Born::one_digit);
  EXPECT_EQ(compare_births(born(2012, 3, 12), born(2012, 3, 21)), Born::two_digits_swapped);
  EXPECT_EQ(compare_births(born(2012, 7, 28), born(2012, 1, 1)), Born::default_day);
  EXPECT_EQ(compare_births(birth, born(2012, 3, 27)), Born::same_month_and_year);
  EXPECT_EQ(compare_births(birth, born(2009, 12, 27)), Born::different);
  EXPECT_EQ(compare_births(birth, 0), Born::missing);
  for (const Birth other : {born(2012, 5, 3), born(2011, 9, 30), born(2012, 1, 1), Birth{0}})
    EXPECT_EQ(compare_births(birth, other), compare_births(other, birth));
}

TEST(LinkBirths, AreReadAsTheyAreWritten) {
  EXPECT_EQ(read_birth("2012-03-05", ""), born(2012, 3, 5));
  EXPECT_EQ(read_birth("05/03/2012", ""), born(2012, 3, 5));
  EXPECT_EQ(read_birth("20120305", "%Y%m%d"), born(2012, 3, 5));
  EXPECT_EQ(read_birth("03.05.12", "%m.%d.%y"), born(2012, 3, 5));
  EXPECT_EQ(read_birth("2012", ""), born(2012, 0, 0));
  for (const char* none : {"", "unknown", "12", "2012-03-05T00:00:00.000000Z", "99999999999"})
    EXPECT_EQ(read_birth(none, ""), 0u) << none;
}

}  // namespace
}  // namespace trellis::linkage
