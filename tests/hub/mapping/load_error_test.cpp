#include "tests/hub/mapping/mapping_fixture.hpp"

namespace trellis::mapping {
namespace {

// `^` marks the place of the finding; it is not part of the file.
struct Case {
  std::string name;
  std::string json;
  std::string words;
  std::string codes{};  // codes/own.csv
};

void PrintTo(const Case& wrong, std::ostream* to) { *to << wrong.name; }

std::string thing(const std::string& rest) {
  return around(R"({"kind": "test.thing", )" + rest + "}");
}
std::string text_of(const std::string& expression) {
  return thing("\"fields\": {\"text\":\n " + expression + "}");
}
std::string field_of(const std::string& field, const std::string& expression) {
  return thing("\"fields\": {\"" + field + "\":\n " + expression + "}");
}
std::string headed(const std::string& rest) {
  return R"({"mapping": "small", "version": "1.0.0", "title": "t", "adapter": "x", "settings": {},
 "subject": "@id",
 )" + rest +
         R"(,
 "observations": [{"kind": "test.thing", "fields": {"text": "a"}}]})";
}

class WrongMapping : public ::testing::TestWithParam<Case> {};

TEST_P(WrongMapping, IsRefusedWithThePlaceOfTheWrongToken) {
  const Case& wrong = GetParam();
  const Marked json = unmarked(wrong.json);
  const Marked codes = unmarked(wrong.codes);
  MappingFolder folder(json.text);
  if (!codes.text.empty()) folder.add("codes/own.csv", codes.text);
  EXPECT_FALSE(folder.load().ok());
  expect_finding(folder.findings, json.line > 0 ? json : codes, wrong.words);
}

INSTANTIATE_TEST_SUITE_P(
    EveryLoadError, WrongMapping,
    ::testing::Values(
        Case{"NoJson", R"({"mapping": ^})", ""},
        Case{"UnknownKey", "{\"mapping\": \"small\",\n \"tittle\": ^\"x\"}",
             "did you mean \"title\""},
        Case{"MissingKey", R"(^{"mapping": "small"})", "version"},
        Case{"WrongType", R"({"mapping": ^7})", "text"},
        Case{"BadVersion", R"({"version": ^"one"})", "must look like"},
        Case{"OtherName",
             "{\"mapping\": ^\"other\", \"version\": \"1.0.0\", \"title\": \"t\", \"adapter\": "
             "\"x\", "
             "\"settings\": {}, \"subject\": \"@id\","
             "\"observations\": [{\"kind\": \"test.thing\", \"fields\": {\"text\": \"a\"}}]}",
             "named after its folder"},
        Case{"UnknownKind", around(R"({"kind": ^"test.thin", "fields": {}})"),
             "did you mean \"test.thing\""},
        Case{"UnknownField", field_of("txt", R"(^"a")"), "did you mean \"text\""},
        Case{"UnknownExpressionKey", text_of(R"({"selct": ^"a"})"), "did you mean \"select\""},
        Case{"BadPath", text_of(R"("a[^")"), "XPath"},
        Case{"BadPathInside", text_of(R"({"select": "a/b/^("})"), "XPath"},
        Case{"ForEachWithoutNodes", thing(R"~("for-each": ^"count(a)", "fields": {"text": "a"})~"),
             "must select elements"},
        Case{"RecordWithoutNodes", headed(R"("record": ^"1 + 1")"), "must select elements"},
        Case{"BadWhen", thing(R"("when": "a = ^", "fields": {"text": "a"})"), "XPath"},
        Case{"BadSkipPath", headed(R"("skip-when": [{"path": "a[^", "say": "x"}])"), "XPath"},
        Case{"SkipWithoutReason", headed(R"("skip-when": [^{"path": "a"}])"), "say"},
        Case{"BadRequirePath", headed(R"("require": [{"path": "a[^", "say": "x"}])"), "XPath"},
        Case{"RequireWithoutSentence", headed(R"("require": [^{"path": "a"}])"), "say"},
        Case{"TwoSources", text_of(R"(^{"select": "a", "value": "b"})"), "exactly one of"},
        Case{"NoSource", text_of(R"(^{"case": "upper"})"), "exactly one of"},
        Case{"WithWithoutJoin", text_of(R"({"select": "a", "with": ^"-"})"), "belongs to `join`"},
        Case{"UnknownCase", text_of(R"({"select": "a", "case": ^"uper"})"), "did you mean upper"},
        Case{"UnknownReason", text_of(R"({"select": "a", "absent": {"9": ^"unknow"}})"),
             "did you mean unknown"},
        Case{"UnknownList", text_of(R"({"select": "a", "look-up": ^"color"})"),
             "did you mean \"colour\""},
        Case{"PatternWithoutYear", text_of(R"({"select": "a", "parse-date": ^"DD/MM"})"),
             "one year"},
        Case{"PatternOfAnother", text_of(R"({"select": "a", "parse-date": ^"dd/mm/YYYY"})"),
             "can never match"},
        Case{"PatternWithATime",
             text_of(R"({"select": "a", "parse-date": ["YYYY", ^"YYYY-MM-DD hh"]})"),
             "can never match"},
        Case{"PatternWithTwoMonths", text_of(R"({"select": "a", "parse-date": ^"YYYY-MM-MM"})"),
             "one year"},
        Case{"PatternThatTrimBreaks", text_of(R"({"select": "a", "parse-date": ^"DD/MM/YYYY "})"),
             "can never match"},
        Case{"PatternThatSplitBreaks",
             text_of(R"({"select": "a", "split": "/", "parse-date": ^"DD/MM/YYYY"})"),
             "can never match"},
        Case{"PatternThatCaseBreaks",
             text_of(R"({"select": "a", "case": "lower", "parse-date": ^"YYYY-MM-DDT00*"})"),
             "can never match"},
        Case{"ComparedWithNothing", thing(R"("when": "End = ^''", "fields": {"text": "a"})"),
             "not(PATH)"},
        Case{"ComparedWithNothingTheOtherWay",
             thing(R"~("when": "not(^'' = p/@End)", "fields": {"text": "a"})~"), "not(PATH)"},
        Case{"TimePatternWithoutHour", text_of(R"({"select": "a", "parse-time": ^"DD/MM/YYYY"})"),
             "hh"},
        Case{"TimePatternWithoutDay",
             text_of(R"({"select": "a", "parse-time": ["excel", ^"MM/YYYY hh:mm"]})"),
             "whole date"},
        Case{"ZoneWithoutTime", text_of(R"({"select": "a", "zone": ^"utc"})"), "parse-time"},
        Case{"UnknownZone", text_of(R"({"select": "a", "parse-time": "excel", "zone": ^"utz"})"),
             "did you mean utc"},
        Case{"BadExpression", text_of(R"~({"select": "a", "replace": {"pattern": ^"(a"}})~"),
             "regular expression"},
        Case{"BackReference", text_of(R"~({"select": "a", "replace": [{"pattern": ^"(a)\\1"}]})~"),
             "regular expression"},
        Case{"TooLargeAnExpression",
             text_of(R"({"select": "a", "replace": {"pattern": ^"((a{100}){100}){100}"}})"),
             "regular expression"},
        Case{"UnknownGroup",
             text_of(R"({"select": "a", "replace": {"pattern": ^"a", "with": "\\1"}})"),
             "stands for the pattern"},
        Case{"OtherwiseOfNoList",
             field_of("colour", R"({"select": "a", "look-up": "colour", "otherwise": ^"RAD"})"),
             "did you mean \"RED\""},
        Case{"OtherwiseWithoutLookUp", text_of(R"({"select": "a", "otherwise": ^"x"})"), "look-up"},
        Case{"SecondUnknownList", text_of(R"({"select": "a", "look-up": ["colour", ^"color"]})"),
             "did you mean \"colour\""},
        Case{"StarInside", text_of(R"({"select": "a", "parse-date": [^"YYYY*MM"]})"),
             "only at its end"},
        Case{"ConstantOfNoList", field_of("colour", R"({"value": ^"BLUE"})"),
             "not a code of \"colour\""},
        Case{"DefaultOfNoList", field_of("colour", R"({"select": "a", "default": ^"RAD"})"),
             "did you mean \"RED\""},
        Case{"ConstantNoDate", field_of("date", R"({"value": ^"soon"})"), "YYYY-MM-DD"},
        Case{"ConstantNoNumber", field_of("number", R"({"value": ^"few"})"), "whole number"},
        Case{"ConstantNoBoolean", field_of("flag", R"({"first": ["a", {"value": ^7}]})"),
             "true, false"},
        Case{"NoSystem", around(R"({"kind": "person.identifier", "fields": {"value": ^"a"}})"),
             "`system`"},
        Case{
            "UnknownSystem",
            around(
                R"({"kind": "person.identifier", "fields": {"system": {"value": ^"nhs_numbr"}, "value": "a"}})"),
            "did you mean \"nhs_number\""},
        Case{"UnknownAssertion", thing(R"("assertion": ^"opinion", "fields": {"text": "a"})"),
             "professional_opinion"},
        Case{"ListMapsOutside", field_of("colour", R"({"select": "a", "look-up": ^"own"})"),
             "maps to \"BLUE\"", "code,label,maps_to\n1,One,BLUE\n"},
        Case{"ListUnknownColumn", text_of("\"a\""), "did you mean \"maps_to\"",
             "code,label,^mapsto\n"},
        Case{"ListWithoutHeader", text_of("\"a\""), "columns code and label", "\n^code\n1\n"},
        Case{"ListTwice", text_of("\"a\""), "stands twice", "code,label\n1,One\n^1,Uno\n"},
        Case{"ListBadDate", text_of("\"a\""), "YYYY-MM-DD",
             "code,label,maps_to,from\n1,One,,^1/4/2020\n"},
        Case{"ListNoCode", text_of("\"a\""), "no code", "code,label\n^,One\n"},
        Case{"ListOpenQuote", text_of("\"a\""), "quote", "code,label\n1,^\"One\n"}),
    [](const auto& wrong) { return wrong.param.name; });

TEST(WrongMappings, TellAllTheirFindingsAtOnce) {
  MappingFolder folder(around(R"({"kind": "test.nothing", "fields": {}},
    {"kind": "test.thing", "fields": {"nope": "a", "text": "b["}})"));
  EXPECT_FALSE(folder.load().ok());
  EXPECT_THAT(folder.findings, ::testing::SizeIs(3));
}

TEST(Mapping, MayHaveComments) {
  MappingFolder folder("// what this is\n" + text_of("\"a\" /* why */"));
  EXPECT_THAT(folder.load(), testing::IsOk());
}

TEST(Mapping, ThatIsNotThereIsAnError) {
  testing::TemporaryFolder empty;
  std::vector<Error> findings;
  EXPECT_FALSE(Mapping::load(empty.path(), small_catalogue(), findings).ok());
  EXPECT_THAT(findings, ::testing::SizeIs(1));
}

}  // namespace
}  // namespace trellis::mapping
