#include "hub/mapping/excel_day.hpp"
#include "hub/mapping/replacement.hpp"
#include "hub/mapping/time_pattern.hpp"
#include "tests/hub/mapping/mapping_fixture.hpp"

namespace trellis::mapping {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// What a step of an expression makes of a value.

TEST(Replace, PutsOneTextInPlaceOfAnother) {
  const std::string phone = R"({"select": "a", "replace": [
      {"pattern": "[^0-9+]"}, {"pattern": "^0044|^\\+44", "with": "0"}]})";
  const Mapped mapped = evaluate(phone, "<r id='1'><a>0044 (7700) 900 123</a></r>");
  EXPECT_THAT(texts(mapped), ElementsAre("07700900123"));
  EXPECT_EQ(value_of(mapped).received, "0044 (7700) 900 123");
}

TEST(Replace, KnowsGroups) {
  const std::string turned =
      R"~({"select": "a", "replace": {"pattern": "(\\w+), (\\w+)", "with": "\\2 \\1"}})~";
  EXPECT_THAT(texts(evaluate(turned, "<r id='1'><a>Morgan, Ada</a></r>")),
              ElementsAre("Ada Morgan"));
}

TEST(Replace, ComesBeforeCaseAndLookUp) {
  const Mapped mapped = evaluate(
      R"({"select": "a", "replace": {"pattern": "^colour:"}, "case": "upper", "look-up": "colour"})",
      "<r id='1'><a>colour:red</a></r>", "colour");
  EXPECT_THAT(texts(mapped), ElementsAre("RED"));
  EXPECT_THAT(mapped.issues, IsEmpty());
}

TEST(Replace, MayLeaveNothing) {
  EXPECT_THAT(evaluate(R"({"select": "a", "replace": {"pattern": ".*"}})", "<r id='1'><a>x</a></r>")
                  .observations,
              IsEmpty());
}

TEST(Replace, LeavesWhatIsTooLongAloneAndTellsIt) {
  const std::string text(Replacement::longest_text + 1, 'a');
  const Mapped mapped = evaluate(R"({"select": "a", "replace": {"pattern": "a", "with": "bb"}})",
                                 "<r id='1'><a>" + text + "</a></r>");
  EXPECT_THAT(texts(mapped), ElementsAre(text));
  EXPECT_THAT(rules(mapped), ElementsAre("too-long"));
}

TEST(Replace, NeedsTimeInProportionWhateverThePattern) {
  auto nested = Replacement::compile("(a*)*(a*)*(a*)*b", "");
  ASSERT_THAT(nested, testing::IsOk());
  std::string text(Replacement::longest_text, 'a');
  EXPECT_TRUE(nested->apply(text));
  EXPECT_EQ(text.size(), Replacement::longest_text);
}

TEST(JoinAll, GluesEveryValueOfAPath) {
  EXPECT_THAT(texts(evaluate(R"({"join-all": "n", "with": "; "})", "<r><n>a</n><n/><n>b</n></r>")),
              ElementsAre("a; b"));
  EXPECT_THAT(evaluate(R"({"join-all": "n"})", "<r/>").observations, IsEmpty());
}

TEST(JoinAll, TakesValuesAsTheirExpressionLeavesThem) {
  EXPECT_THAT(texts(evaluate(R"({"join-all": {"select": "n", "split": ",", "case": "upper"}})",
                             "<r><n>a, b</n><n>c</n></r>")),
              ElementsAre("A B C"));
}

TEST(LookUp, AsksSeveralListsInOrder) {
  MappingFolder folder(around(R"({"kind": "test.thing", "fields":
      {"colour": {"select": "a", "look-up": ["own", "colour"]}}})"));
  folder.add("codes/own.csv", "code,label,maps_to\nR,Red,RED\n");
  EXPECT_THAT(texts(map(folder, "<r id='1'><a>R</a></r>")), ElementsAre("RED"));
  EXPECT_THAT(texts(map(folder, "<r id='1'><a>grn</a></r>")), ElementsAre("GRN"));
  EXPECT_THAT(rules(map(folder, "<r id='1'><a>Z</a></r>")), ElementsAre("unknown-code"));
}

TEST(LookUp, FallsBackWhereNoListKnowsTheCode) {
  const Mapped mapped = evaluate(R"({"select": "a", "look-up": "colour", "otherwise": "RED"})",
                                 "<r id='1'><a>pinkish</a></r>", "colour");
  EXPECT_EQ(value_of(mapped).text, "RED");
  EXPECT_EQ(value_of(mapped).received, "pinkish");
  EXPECT_EQ(value_of(mapped).system, "colour");
  EXPECT_THAT(mapped.issues, IsEmpty());
}

TEST(LookUp, FallsBackOnlyWhereSomethingWasSaid) {
  EXPECT_THAT(
      evaluate(R"({"select": "a", "look-up": "colour", "otherwise": "RED"})", "<r/>", "colour")
          .observations,
      IsEmpty());
}

struct Time {
  std::string text, pattern, instant;
};
class ATime : public ::testing::TestWithParam<Time> {};

TEST_P(ATime, IsReadAsItsPatternSays) {
  const auto read = read_time(GetParam().text, GetParam().pattern, WallClock::london, 2036);
  EXPECT_EQ(read ? read->instant : "none", GetParam().instant)
      << GetParam().text << " as " << GetParam().pattern;
}

INSTANTIATE_TEST_SUITE_P(
    Times, ATime,
    ::testing::Values(
        Time{"01/07/2026 10:05", "DD/MM/YYYY hh:mm", "2026-07-01T09:05:00.000000Z"},
        Time{"01/12/2026 10:05", "DD/MM/YYYY hh:mm", "2026-12-01T10:05:00.000000Z"},
        Time{"1/7/26 9:05:07", "DD/MM/YY hh:mm:ss", "2026-07-01T08:05:07.000000Z"},
        Time{"Jul 1 2026 12:30am", "Mon DD YYYY hh:mmam", "2026-06-30T23:30:00.000000Z"},
        Time{"1 July 2026 12:30 PM", "DD Mon YYYY hh:mm am", "2026-07-01T11:30:00.000000Z"},
        Time{"20260701100500", "YYYYMMDDhhmmss", "2026-07-01T09:05:00.000000Z"},
        Time{"2026-07-01T10:05:00.25+0100", "YYYY-MM-DDThh:mm:sszone",
             "2026-07-01T09:05:00.250000Z"},
        Time{"2026-07-01 10:05 -05", "YYYY-MM-DD hh:mm zone", "2026-07-01T15:05:00.000000Z"},
        Time{"2026-07-01 10:05Z", "YYYY-MM-DD hh:mmzone", "2026-07-01T10:05:00.000000Z"},
        Time{"01/07/2026 10:05 GMT", "DD/MM/YYYY hh:mm*", "2026-07-01T09:05:00.000000Z"},
        Time{"46204.5", "excel", "2026-07-01T11:00:00.000000Z"},
        Time{"01/07/2026 10:05 GMT", "DD/MM/YYYY hh:mm", "none"},
        Time{"01/07/2026 24:05", "DD/MM/YYYY hh:mm", "none"},
        Time{"01/07/2026 13:05pm", "DD/MM/YYYY hh:mmam", "none"},
        Time{"31/06/2026 10:05", "DD/MM/YYYY hh:mm", "none"},
        Time{"01/07/2026 10:5", "DD/MM/YYYY hh:mm", "none"},
        Time{"01/07/2026", "DD/MM/YYYY hh:mm", "none"},
        Time{"01/07/2026 10:65", "DD/MM/YYYY hh:mm", "none"}));

TEST(ParseTime, FillsAnInstantAndTheDayOfADate) {
  const std::string expression = R"({"select": "a", "parse-time": "DD/MM/YYYY hh:mm"})";
  const std::string late = "<r id='1'><a>01/07/2026 00:30</a></r>";
  EXPECT_EQ(value_of(evaluate(expression, late, "instant")).text, "2026-06-30T23:30:00.000000Z");
  EXPECT_EQ(value_of(evaluate(expression, late, "date")).text, "2026-07-01");
}

TEST(ParseTime, OfAnotherClockMayBeSaid) {
  EXPECT_EQ(value_of(evaluate(R"({"select": "a", "parse-time": "DD/MM/YYYY hh:mm", "zone": "utc"})",
                              "<r id='1'><a>01/07/2026 10:05</a></r>", "instant"))
                .text,
            "2026-07-01T10:05:00.000000Z");
}

TEST(ParseTime, TellsWhatItCannotRead) {
  const Mapped mapped = evaluate(R"({"select": "a", "parse-time": ["DD/MM/YYYY hh:mm", "excel"]})",
                                 "<r id='1'><a>soon</a></r>", "instant");
  EXPECT_THAT(rules(mapped), ElementsAre("bad-date"));
  EXPECT_THAT(mapped.issues[0].sentence, HasSubstr("DD/MM/YYYY hh:mm or excel"));
  EXPECT_EQ(value_of(mapped).absent, "unknown");
}

TEST(ParseTime, StandsBehindParseDate) {
  const std::string expression =
      R"({"select": "a", "parse-date": "DD/MM/YYYY", "parse-time": "DD/MM/YYYY hh:mm"})";
  EXPECT_EQ(value_of(evaluate(expression, "<r id='1'><a>01/07/2026</a></r>", "instant")).text,
            "2026-07-01");
  EXPECT_EQ(value_of(evaluate(expression, "<r id='1'><a>01/07/2026 10:05</a></r>", "instant")).text,
            "2026-07-01T09:05:00.000000Z");
}

TEST(Excel, CountsDaysAsAWorkbookDoes) {
  const auto day = [](std::string_view serial, std::string_view pattern) {
    const auto read = read_excel(serial, pattern);
    return read ? Date::of(*read).text() : std::string("none");
  };
  EXPECT_EQ(day("1", excel_1900), "1900-01-01");
  EXPECT_EQ(day("59", excel_1900), "1900-02-28");
  EXPECT_EQ(day("60", excel_1900), "none");  // 29 February 1900
  EXPECT_EQ(day("61", excel_1900), "1900-03-01");
  EXPECT_EQ(day("41000", excel_1900), "2012-04-01");
  EXPECT_EQ(day("39538", excel_1904), "2012-04-01");
  EXPECT_EQ(day("41000.75", excel_1900), "2012-04-01");
  EXPECT_EQ(day("2958465", excel_1900), "9999-12-31");
  for (const char* wrong : {"0", "2958466", "-1", "4.1e4", "", ".", "41,000", "1.2.3", "nan"})
    EXPECT_EQ(day(wrong, excel_1900), "none") << wrong;
}

TEST(Excel, IsAPatternAmongOthers) {
  const std::string expression = R"({"select": "a", "parse-date": ["DD/MM/YYYY", "excel"]})";
  EXPECT_EQ(value_of(evaluate(expression, "<r id='1'><a>41000</a></r>", "date")).text,
            "2012-04-01");
  EXPECT_EQ(value_of(evaluate(expression, "<r id='1'><a>01/04/2012</a></r>", "date")).text,
            "2012-04-01");
  EXPECT_THAT(rules(evaluate(expression, "<r id='1'><a>0.5</a></r>", "date")),
              ElementsAre("bad-date"));
}

}  // namespace
}  // namespace trellis::mapping
