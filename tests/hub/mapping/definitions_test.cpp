#include "tests/hub/mapping/mapping_fixture.hpp"

namespace trellis::mapping {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string defining(std::string_view define, std::string_view observations) {
  std::string json = around(observations);
  return json.insert(1, "\"define\": {" + std::string(define) + "},\n ");
}
std::string text_of(std::string_view define, std::string_view expression) {
  return defining(define,
                  R"({"kind": "test.thing", "fields": {"text": )" + std::string(expression) + "}}");
}
std::vector<std::string> evaluate_with(std::string_view define, std::string_view expression,
                                       std::string_view xml) {
  MappingFolder folder(text_of(define, expression));
  return texts(map(folder, xml));
}

TEST(Definition, StandsForAPathInAnyPath) {
  EXPECT_THAT(evaluate_with(R"("city": "home/city")", R"("$city")",
                            "<r><home><city>Bath</city></home></r>"),
              ElementsAre("Bath"));
  EXPECT_THAT(evaluate_with(R"("homes": "a | b")", R"("$homes[2]/city")",
                            "<r><a><city>Bath</city></a><b><city>Hull</city></b></r>"),
              ElementsAre("Hull"));
}

TEST(Definition, IsReadFromWhereItIsUsed) {
  EXPECT_THAT(evaluate_with(
                  R"("is_home": "@use = 'home'")", R"("p[$is_home]/city")",
                  "<r><p use='work'><city>Bath</city></p><p use='home'><city>Hull</city></p></r>"),
              ElementsAre("Hull"));
}

TEST(Definition, KeepsItsOwnOperatorsTogether) {
  EXPECT_THAT(evaluate_with(R"("either": "a or b")", R"({"value": "x", "when": "$either and c"})",
                            "<r><a>1</a></r>"),
              IsEmpty());
}

TEST(Definition, MayUseAnother) {
  EXPECT_THAT(
      evaluate_with(R"("two": "$one/b", "one": "a")", R"("$two")", "<r><a><b>x</b></a></r>"),
      ElementsAre("x"));
}

TEST(Definition, LeavesTextsInQuotesAlone) {
  EXPECT_THAT(evaluate_with(R"("a": "b")", R"~("concat('$a', $a)")~", "<r><b>1</b></r>"),
              ElementsAre("$a1"));
}

TEST(Definition, OfAnExpressionIsTakenWithUse) {
  EXPECT_THAT(evaluate_with(R"("loud": {"case": "upper", "default": "none"})",
                            R"({"select": "a", "use": "loud"})", "<r><a>x</a></r>"),
              ElementsAre("X"));
  EXPECT_THAT(
      evaluate_with(
          R"("at": {"first": ["a", "$b"]}, "b": "b", "loud": {"use": "at", "case": "upper"})",
          R"({"use": "loud"})", "<r><b>x</b></r>"),
      ElementsAre("X"));
}

TEST(Definition, StandsBehindWhatTheExpressionSaysItself) {
  EXPECT_THAT(evaluate_with(R"("loud": {"select": "a", "case": "upper"})",
                            R"({"use": "loud", "case": "lower"})", "<r><a>X</a></r>"),
              ElementsAre("x"));
}

TEST(Definition, IsTakenInPartsOfAnExpressionToo) {
  EXPECT_THAT(evaluate_with(R"("loud": {"case": "upper"})",
                            R"({"join": [{"select": "a", "use": "loud"}, "b"]})",
                            "<r><a>x</a><b>y</b></r>"),
              ElementsAre("X y"));
}

TEST(Definition, ThatNothingUsesIsToldAndDoesNoHarm) {
  MappingFolder folder(text_of(
      R"("a": "b", "spare": "$inner", "inner": "c", "also": {"case": "upper"})", R"("$a")"));
  const auto mapping = folder.load();
  ASSERT_THAT(mapping, testing::IsOk());
  std::vector<std::string> told;
  for (const Error& unused : mapping->unused_definitions()) {
    EXPECT_EQ(unused.place.line, 1u);
    told.push_back(unused.message);
  }
  EXPECT_THAT(told,
              ElementsAre(HasSubstr("\"also\""), HasSubstr("\"inner\""), HasSubstr("\"spare\"")));
}

TEST(Definition, ChangesTheFingerprint) {
  MappingFolder one(text_of(R"("a": "b")", R"("$a")")), other(text_of(R"("a": "c")", R"("$a")"));
  EXPECT_NE(one.load()->fingerprint(), other.load()->fingerprint());
}

struct Wrong {
  std::string name;
  std::string define;
  std::string expression;
  std::string words;
};
void PrintTo(const Wrong& wrong, std::ostream* to) { *to << wrong.name; }

class WrongDefinition : public ::testing::TestWithParam<Wrong> {};

TEST_P(WrongDefinition, IsRefusedWithThePlaceOfTheWrongToken) {
  const Marked json = unmarked(text_of(GetParam().define, "\n" + GetParam().expression));
  MappingFolder folder(json.text);
  EXPECT_FALSE(folder.load().ok());
  expect_finding(folder.findings, json, GetParam().words);
}

INSTANTIATE_TEST_SUITE_P(
    Every, WrongDefinition,
    ::testing::Values(
        Wrong{"UnknownName", R"("nhs": "a")", R"("b[^$nsh]")", "did you mean \"nhs\""},
        Wrong{"UnknownUse", R"("date": {"case": "upper"})", R"({"select": "a", "use": ^"dat"})",
              "did you mean \"date\""},
        Wrong{"NameInADefinition", R"("nhs": "a", "b": "^$nsh")", R"("$b")",
              "did you mean \"nhs\""},
        Wrong{"BadPath", R"("nhs": "a[^")", R"("$nhs")", "XPath"},
        Wrong{"BadPathBehindAName", R"("nhs": "a/b/c")", R"("$nhs/x[^")", "XPath"},
        Wrong{"Circle", R"("a": ^"$b", "b": "$a")", R"("$a")", "circle"},
        Wrong{"CircleOfUses", R"("a": ^{"first": [{"use": "b"}]}, "b": {"first": [{"use": "a"}]})",
              R"({"use": "a"})", "circle"},
        Wrong{"ItsOwnCircle", R"("a": ^{"use": "a"})", R"({"select": "b", "use": "a"})", "circle"},
        Wrong{"PartAsPath", R"("date": {"case": "upper"})", R"("^$date")", "\"use\""},
        Wrong{"PathAsPart", R"("nhs": "a")", R"({"use": ^"nhs"})", "$nhs"},
        Wrong{"BadName", R"("1st": ^"a")", R"("b")", "begins with a letter"},
        Wrong{"TwoSources", R"("a": {"select": "b"})", R"(^{"value": "c", "use": "a"})",
              "exactly one of"},
        Wrong{"WrongPattern", R"("date": {"parse-date": ^"dd/mm/yyyy"})",
              R"({"select": "b", "use": "date"})", "date pattern"},
        Wrong{"ComparedWithNothing", R"("nhs": "a")", R"("b[$nhs = ^'']")", "not(PATH)"}),
    [](const auto& wrong) { return wrong.param.name; });

TEST(Definition, ThatGrowsWithoutEndIsRefused) {
  std::string paths = R"("p0": "aaaaaaaaaaaaaaaaaaaa")", parts = R"("e0": {"select": "a"})";
  for (int i = 1; i < 40; ++i) {
    const std::string before = std::to_string(i - 1), name = std::to_string(i);
    paths += ", \"p" + name + "\": \"$p" + before + " | $p" + before + "\"";
    parts += ", \"e" + name + "\": {\"first\": [{\"use\": \"e" + before + "\"}, {\"use\": \"e" +
             before + "\"}]}";
  }
  MappingFolder long_path(text_of(paths, R"("$p39")"));
  EXPECT_FALSE(long_path.load().ok());
  EXPECT_THAT(to_string(long_path.findings.front()), HasSubstr("characters"));
  MappingFolder large(text_of(parts, R"({"use": "e39"})"));
  EXPECT_FALSE(large.load().ok());
  EXPECT_THAT(to_string(large.findings.front()), HasSubstr("too large"));
}

TEST(Definition, SaysWhatIsWrongWithItOnce) {
  MappingFolder folder(
      defining(R"("date": {"parse-date": "dd"})",
               R"({"kind": "test.thing", "fields": {"text": {"select": "a", "use": "date"},
                                    "second": {"select": "b", "use": "date"}}})"));
  EXPECT_FALSE(folder.load().ok());
  EXPECT_THAT(folder.findings, ::testing::SizeIs(1));
}

}  // namespace
}  // namespace trellis::mapping
