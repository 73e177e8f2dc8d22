#include <gmock/gmock.h>

#include "hub/base/time.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis {
namespace {

using ::testing::AllOf;
using testing::IsError;
using testing::IsOk;
using testing::IsOkAnd;
using ::testing::Not;
using ::testing::Property;
using testing::SaysWhy;

Date day(std::string_view iso) { return *Date::parse(iso); }

std::string read(std::string_view text, std::string_view pattern) {
  const auto date = parse_date(text, pattern);
  return date.ok() ? date->text() : "error";
}

TEST(Date, ReadsAndWritesAsPreciselyAsItIs) {
  for (const std::string_view iso : {"2015-03-27", "2015-03", "2015", "0001-01-01", "9999-12-31"})
    EXPECT_THAT(Date::parse(iso), IsOkAnd(Property(&Date::text, iso))) << iso;
  EXPECT_EQ(day("2015-03-27").precision(), Date::Precision::day);
  EXPECT_EQ(day("2015-03").precision(), Date::Precision::month);
  EXPECT_EQ(day("2015").precision(), Date::Precision::year);
}

TEST(Date, RefusesDaysThatDoNotExist) {
  for (const std::string_view iso :
       {"2015-02-29", "1900-02-29", "2015-13-01", "2015-00-01", "2015-01-00", "2015-04-31", "0000",
        "0000-01-01", "2015-13", "2015-00"})
    EXPECT_THAT(Date::parse(iso), IsError(Fault::invalid)) << iso;
}

TEST(Date, KnowsLeapDays) {
  EXPECT_THAT(Date::parse("2024-02-29"), IsOk());
  EXPECT_THAT(Date::parse("2000-02-29"), IsOk());
  EXPECT_THAT(Date::of(2100, 2, 29), SaysWhy("a day that its month does not have"));
}

TEST(Date, RefusesTextThatIsNotIso) {
  for (const std::string_view text :
       {"", "15", "2015-3-27", "2015/03/27", "20150327", "2015-03-2x", " 2015", "2015-03-27 ",
        "-015-03-27", "+2015-03-2", "2015-", "2015-03-"})
    EXPECT_THAT(Date::parse(text), IsError(Fault::invalid)) << text;
}

TEST(Date, NeverPutsWhatItReadIntoAnError) {
  EXPECT_THAT(Date::parse("2015-02-31"), AllOf(IsError(Fault::invalid), Not(SaysWhy("31"))));
  EXPECT_THAT(parse_date("Secret Name", "DD/MM/YYYY"),
              AllOf(IsError(Fault::invalid), Not(SaysWhy("Secret"))));
}

TEST(Date, SpansAllThatItCanMean) {
  using std::chrono::sys_days;
  const auto of = [](int y, unsigned m, unsigned d) {
    return sys_days(std::chrono::year(y) / std::chrono::month(m) / std::chrono::day(d));
  };
  EXPECT_EQ(day("2024-02").first_day(), of(2024, 2, 1));
  EXPECT_EQ(day("2024-02").last_day(), of(2024, 2, 29));
  EXPECT_EQ(day("2024").first_day(), of(2024, 1, 1));
  EXPECT_EQ(day("2024").last_day(), of(2024, 12, 31));
  EXPECT_EQ(day("2024-02-10").first_day(), day("2024-02-10").last_day());
  EXPECT_LT(Date{}.first_day(), Date{}.last_day());
}

TEST(Date, IsNoneUntilItIsSet) {
  EXPECT_TRUE(Date{}.none());
  EXPECT_EQ(Date{}.text(), "");
  EXPECT_LT(Date{}, day("0001"));
}

TEST(Date, OrdersByYearMonthAndDay) {
  EXPECT_LT(day("2015-03-27"), day("2015-03-28"));
  EXPECT_LT(day("2015-03"), day("2015-03-01"));
  EXPECT_LT(day("2014-12-31"), day("2015"));
}

TEST(Date, TakesTheDayOfAnInstantInUtc) {
  EXPECT_EQ(Date::of(*parse_instant("2026-07-01T23:59:59Z")), day("2026-07-01"));
  EXPECT_EQ(Date::of(*parse_instant("2026-07-02T00:30:00+01:00")), day("2026-07-01"));
  EXPECT_EQ(Date::of(Instant(std::chrono::microseconds(-1))), day("1969-12-31"));
}

TEST(ParseDate, ReadsThePatternsOfTheSources) {
  EXPECT_EQ(read("27/03/2015", "DD/MM/YYYY"), "2015-03-27");
  EXPECT_EQ(read("20150327", "YYYYMMDD"), "2015-03-27");
  EXPECT_EQ(read("201503270300", "YYYYMMDD*"), "2015-03-27");
  EXPECT_EQ(read("2024-Oct-16 00:00:00", "YYYY-Mon-DD*"), "2024-10-16");
  EXPECT_EQ(read("2024-Oct-16 00:00:00", "YYYY-Mon-DD 00:00:00"), "2024-10-16");
  EXPECT_EQ(read("16 October 2024", "DD Mon YYYY"), "2024-10-16");
  EXPECT_EQ(read("16 sept 2024", "DD Mon YYYY"), "2024-09-16");
  EXPECT_EQ(read("MAY-2024", "Mon-YYYY"), "2024-05");
  EXPECT_EQ(read("2015-03", "YYYY-MM"), "2015-03");
  EXPECT_EQ(read("2015", "YYYY"), "2015");
}

TEST(ParseDate, LetsNothingButATimeOfDayFollow) {
  for (const std::string_view text :
       {"2015-03-27", "2015-03-27T10:00:00.123Z", "2015-03-27 10:00:00+01:00", "2015-03-27Z",
        "2015-03-27 9:15 pm", "2015-03-27t00:00"})
    EXPECT_EQ(read(text, "YYYY-MM-DD*"), "2015-03-27") << text;
  for (const std::string_view text :
       {"20150327", "2015032710", "20150327101500+0000", "201503271015", "20150327101500.1234"})
    EXPECT_EQ(read(text, "YYYYMMDD*"), "2015-03-27") << text;
  for (const std::string_view text : {"20150327ABC", "201503271", "201503271015001", "20150327 x"})
    EXPECT_EQ(read(text, "YYYYMMDD*"), "error") << text;
  for (const std::string_view text : {"27/03/2015 about", "27/03/20159", "27/03/2015?"})
    EXPECT_EQ(read(text, "DD/MM/YYYY*"), "error") << text;
  EXPECT_EQ(read("2015-03-274", "YYYY-MM-DD*"), "error");
}

TEST(ParseDate, TakesOneDigitWhereNoOtherPartFollowsAtOnce) {
  EXPECT_EQ(read("7/3/2015", "DD/MM/YYYY"), "2015-03-07");
  EXPECT_EQ(read("7/12/2015", "DD/MM/YYYY"), "2015-12-07");
  EXPECT_EQ(read("2015-3-7", "YYYY-MM-DD"), "2015-03-07");
  EXPECT_EQ(read("732015", "DDMMYYYY"), "error");
  EXPECT_EQ(read("123/03/2015", "DD/MM/YYYY"), "error");
}

TEST(ParseDate, ReadsTwoDigitYearsAsTheHundredUpToAYear) {
  EXPECT_EQ(read("27/03/15", "DD/MM/YY"), "2015-03-27");
  EXPECT_EQ(parse_date("27/03/26", "DD/MM/YY", 2026)->text(), "2026-03-27");
  EXPECT_EQ(parse_date("27/03/27", "DD/MM/YY", 2026)->text(), "1927-03-27");
  EXPECT_EQ(parse_date("27/03/99", "DD/MM/YY", 2036)->text(), "1999-03-27");
  EXPECT_EQ(parse_date("27/03/36", "DD/MM/YY", 2036)->text(), "2036-03-27");
  EXPECT_EQ(parse_date("27/03/00", "DD/MM/YY", 2000)->text(), "2000-03-27");
  EXPECT_EQ(read("150327", "YYMMDD"), "2015-03-27");
  EXPECT_EQ(read("27/03/2015", "DD/MM/YY"), "error");
}

TEST(ParseDate, RefusesWhatIsNoDate) {
  EXPECT_THAT(parse_date("31/02/2015", "DD/MM/YYYY"), SaysWhy("a day that its month"));
  EXPECT_THAT(parse_date("01/13/2015", "DD/MM/YYYY"), SaysWhy("months are 01 to 12"));
  EXPECT_THAT(parse_date("00/00/0000", "DD/MM/YYYY"), IsError(Fault::invalid));
  EXPECT_THAT(parse_date("PersonBirthDate", "YYYY-MM-DD"), SaysWhy("YYYY-MM-DD"));
  for (const std::string_view text :
       {"", "27/03", "27/03/2015x", "27-03-2015", "ab/03/2015", "27/03/20", " 27/03/2015"})
    EXPECT_THAT(parse_date(text, "DD/MM/YYYY"), IsError(Fault::invalid)) << text;
  EXPECT_THAT(parse_date("27/03/2015 10:00", "DD/MM/YYYY"), SaysWhy("more follows"));
}

TEST(ParseDate, RefusesMonthNamesThatAreNone) {
  for (const std::string_view text : {"2024-Okt-16", "2024-Octo-16", "2024--16", "2024-10-16",
                                      "2024-Octobers-16", "2024-M\xC3\xA4r-16"})
    EXPECT_EQ(read(text, "YYYY-Mon-DD"), "error") << text;
}

TEST(DatePattern, IsCheckedBeforeAnyDateIsRead) {
  for (const std::string_view pattern :
       {"DD/MM/YYYY", "YYYYMMDD*", "YYYY", "Mon YYYY", "YY.MM.DD", "YYYY-MM-DDT00:00:00"})
    EXPECT_THAT(check_date_pattern(pattern), IsOk()) << pattern;
  for (const std::string_view pattern : {"", "DD/MM", "DD/YYYY", "YYYY YY", "MM Mon YYYY",
                                         "D/M/YYYY", "YYYY*-MM", "YYYY**", "MMM YYYY"})
    EXPECT_THAT(check_date_pattern(pattern), IsError(Fault::invalid)) << pattern;
  EXPECT_THAT(parse_date("27/03/2015", "dd/mm/yyyy"), IsError(Fault::invalid));
}

TEST(Age, CountsWholeYears) {
  EXPECT_EQ(age_in_years(day("2010-03-27"), day("2026-03-26")), 15);
  EXPECT_EQ(age_in_years(day("2010-03-27"), day("2026-03-27")), 16);
  EXPECT_EQ(age_in_years(day("2010-03-27"), day("2010-03-27")), 0);
}

TEST(Age, OfALeapDayRisesOnTheFirstOfMarch) {
  EXPECT_EQ(age_in_years(day("2012-02-29"), day("2026-02-28")), 13);
  EXPECT_EQ(age_in_years(day("2012-02-29"), day("2026-03-01")), 14);
  EXPECT_EQ(age_in_years(day("2012-02-29"), day("2028-02-29")), 16);
}

TEST(Age, IsTheSmallestPossibleWhereADateIsNotExact) {
  EXPECT_EQ(age_in_years(day("2010"), day("2026-06-01")), 15);
  EXPECT_EQ(age_in_years(day("2010-06"), day("2026-06-15")), 15);
  EXPECT_EQ(age_in_years(day("2010-06-15"), day("2026")), 15);
}

TEST(Age, IsBelowZeroBeforeBirthAndWhereNothingIsKnown) {
  EXPECT_LT(age_in_years(day("2026-09-01"), day("2026-06-01")), 0);
  EXPECT_LT(age_in_years(Date{}, day("2026-06-01")), 0);
  EXPECT_LT(age_in_years(day("2026-06-01"), Date{}), 0);
}

}  // namespace
}  // namespace trellis
