#include "hub/base/time.hpp"

#include <gmock/gmock.h>

#include "tests/support/result_matchers.hpp"

namespace trellis {
namespace {

using testing::IsError;
using testing::IsOkAnd;
using testing::SaysWhy;

Instant at(std::string_view text) { return *parse_instant(text); }

TEST(Instants, AreWrittenWithMicrosecondsAndZ) {
  EXPECT_EQ(to_string(Instant{}), "1970-01-01T00:00:00.000000Z");
  EXPECT_EQ(to_string(Instant(std::chrono::microseconds(-1))), "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(to_string(at("2026-01-31T09:05:00Z")), "2026-01-31T09:05:00.000000Z");
}

TEST(Instants, ReadTheFormsOfIso8601) {
  const Instant expected = at("2026-07-01T09:05:00.000000Z");
  for (const std::string_view text :
       {"2026-07-01T09:05:00Z", "2026-07-01T09:05Z", "2026-07-01 09:05:00Z",
        "2026-07-01T10:05:00+01:00", "2026-07-01T10:05:00+0100", "2026-07-01T10:05+01",
        "2026-07-01T00:05:00-09:00", "2026-07-02T08:35:00,0+23:30"})
    EXPECT_THAT(parse_instant(text), IsOkAnd(expected)) << text;
}

TEST(Instants, KeepMicrosecondsAndDropWhatIsFiner) {
  EXPECT_EQ(to_string(at("2026-07-01T09:05:00.5Z")), "2026-07-01T09:05:00.500000Z");
  EXPECT_EQ(to_string(at("2026-07-01T09:05:00.1234569Z")), "2026-07-01T09:05:00.123456Z");
}

TEST(Instants, RefuseWhatNamesNoMoment) {
  for (const std::string_view text :
       {"", "2026-07-01", "2026-07-01T09:05:00", "2026-07-01T24:00:00Z", "2026-07-01T09:60:00Z",
        "2026-07-01T09:05:61Z", "2026-02-30T09:05:00Z", "2026-07T09:05:00Z", "2026-07-01T9:05:00Z",
        "2026-07-01T09:05:00.Z", "2026-07-01T09:05:00Zulu", "2026-07-01T09:05:00+24:00",
        "2026-07-01T09:05:00+01:", "2026-07-01T09:05:00 BST", "01/07/2026 09:05"})
    EXPECT_THAT(parse_instant(text), IsError(Fault::invalid)) << text;
  EXPECT_THAT(parse_instant("yesterday"), SaysWhy("YYYY-MM-DDThh:mm:ss"));
}

TEST(LondonTime, ChangesOnTheLastSundaysOfMarchAndOctoberAtOneUtc) {
  EXPECT_EQ(london_time(at("2026-03-29T00:59:59Z")), "2026-03-29 00:59");
  EXPECT_EQ(london_time(at("2026-03-29T01:00:00Z")), "2026-03-29 02:00");
  EXPECT_EQ(london_time(at("2026-10-25T00:59:59Z")), "2026-10-25 01:59");
  EXPECT_EQ(london_time(at("2026-10-25T01:00:00Z")), "2026-10-25 01:00");
}

TEST(LondonTime, FindsTheLastSundayWhereItIsTheLastDay) {
  EXPECT_EQ(london_time(at("2024-03-31T01:00:00Z")), "2024-03-31 02:00");
  EXPECT_EQ(london_time(at("2027-10-31T00:59:00Z")), "2027-10-31 01:59");
  EXPECT_EQ(london_time(at("2027-10-24T12:00:00Z")), "2027-10-24 13:00");
}

TEST(LondonTime, CrossesMidnightAndTheYear) {
  EXPECT_EQ(london_time(at("2026-07-01T23:30:00Z")), "2026-07-02 00:30");
  EXPECT_EQ(london_time(at("2026-12-31T23:59:59Z")), "2026-12-31 23:59");
}

TEST(SystemClock, GoesForward) {
  const SystemClock clock;
  const Instant first = clock.now();
  EXPECT_GT(first, at("2026-01-01T00:00:00Z"));
  EXPECT_GE(clock.now(), first);
}

}  // namespace
}  // namespace trellis
