#include "hub/formats/json.hpp"

#include "tests/support/result_matchers.hpp"
#include "tests/support/temporary.hpp"

namespace trellis::formats {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::IsError;
using testing::IsOk;
using testing::SaysWhy;

Place place_of_error(std::string_view text) {
  const auto parsed = Json::parse(text, "f.json");
  return parsed.ok() ? Place{} : parsed.error().place;
}

TEST(Json, KeepsThePlaceOfEveryValue) {
  const auto parsed =
      Json::parse("{\n  \"a\": [1, \"é\", true],\n  // why\n  \"b\": {}\n}", "f.json");

  ASSERT_THAT(parsed, IsOk());
  EXPECT_EQ(parsed->place(), (Place{"f.json", 1, 1, {}}));
  EXPECT_EQ((*parsed)["a"].place(), (Place{"f.json", 2, 8, {}}));
  EXPECT_EQ((*parsed)["a"].items()[1].place(), (Place{"f.json", 2, 12, {}}));
  EXPECT_EQ((*parsed)["a"].items()[2].place(), (Place{"f.json", 2, 17, {}}));
  EXPECT_EQ((*parsed)["b"].place(), (Place{"f.json", 4, 8, {}}));
}

TEST(Json, KeepsPlacesAfterCommentsAndEscapedQuotes) {
  const auto parsed = Json::parse("[ /* [1, \"2 */ \"a\\\"b,]\", // x]\r\n\t-1.5e3]");

  ASSERT_THAT(parsed, IsOk());
  EXPECT_EQ(parsed->items()[0].place().column, 16u);
  EXPECT_EQ(parsed->items()[0].string(), "a\"b,]");
  EXPECT_EQ(parsed->items()[1].place(), (Place{"", 2, 2, {}}));
  EXPECT_EQ(parsed->items()[1].number(), -1500.0);
  EXPECT_EQ(parsed->items()[1].whole(), -1500);
}

TEST(Json, KeepsTheOrderOfMembers) {
  const auto parsed = Json::parse(R"({"z":1,"a":2,"m":{"y":1,"b":null}})");

  ASSERT_THAT(parsed, IsOk());
  EXPECT_EQ(parsed->dump(), R"({"z":1,"a":2,"m":{"y":1,"b":null}})");
}

TEST(Json, RefusesADuplicateKeyAtItsPlace) {
  EXPECT_THAT(Json::parse("{\"a\":1,\n \"a\":2}"), SaysWhy("twice"));
  EXPECT_EQ(place_of_error("{\"a\":1,\n \"a\":2}"), (Place{"f.json", 2, 2, {}}));
}

TEST(Json, AllowsTheSameKeyInDifferentObjects) {
  EXPECT_THAT(Json::parse(R"({"a":{"a":1},"b":[{"a":1},{"a":2}]})"), IsOk());
}

TEST(Json, RefusesSixtyFiveLevels) {
  EXPECT_THAT(Json::parse(std::string(64, '[') + std::string(64, ']')), IsOk());
  EXPECT_THAT(Json::parse(std::string(65, '[') + std::string(65, ']')), SaysWhy("64 levels"));
  EXPECT_THAT(Json::parse(std::string(200'000, '[')), SaysWhy("64 levels"));
  EXPECT_EQ(place_of_error(std::string(200'000, '[')).column, 65u);
}

TEST(Json, RefusesTrailingText) {
  EXPECT_THAT(Json::parse("{} x"), IsError(Fault::invalid));
  EXPECT_EQ(place_of_error("{}\n{}"), (Place{"f.json", 2, 1, {}}));
}

TEST(Json, RefusesNulBytesAndWrongUtf8AtTheirPlace) {
  EXPECT_THAT(Json::parse(std::string_view("[1,\0]", 5)), SaysWhy("NUL"));
  EXPECT_EQ(place_of_error(std::string_view("[1]\n\0", 5)), (Place{"f.json", 2, 1, {}}));
  EXPECT_THAT(Json::parse("[\"\xC3(\"]"), SaysWhy("UTF-8"));
  EXPECT_EQ(place_of_error("[\"ab\xFF\"]").column, 5u);
}

TEST(Json, RefusesNothingAtAll) {
  EXPECT_THAT(Json::parse(""), SaysWhy("empty"));
  EXPECT_THAT(Json::parse(" \n"), SaysWhy("empty"));
}

TEST(Json, PointsAtTheTokenThatIsWrong) {
  EXPECT_EQ(place_of_error("{\n\"a\" 1}"), (Place{"f.json", 2, 5, {}}));
  EXPECT_EQ(place_of_error("[1,\n  2,\n]"), (Place{"f.json", 3, 1, {}}));
  EXPECT_EQ(place_of_error("[\n\"unclosed").line, 2u);
  EXPECT_EQ(place_of_error("[tru]").line, 1u);
}

TEST(Json, NeverQuotesTheInputInAnError) {
  for (const char* text : {"[\"secret", "{\"secret\": secret}", "[1 \"secret\"]", "[1e99999]"}) {
    const auto parsed = Json::parse(text);
    ASSERT_FALSE(parsed.ok());
    EXPECT_THAT(parsed.error().message, ::testing::Not(HasSubstr("secret")));
    EXPECT_THAT(parsed.error().message, ::testing::Not(HasSubstr("1e9")));
  }
}

TEST(Json, ReadsAFileWithAByteOrderMark) {
  const testing::TemporaryFolder folder;
  const auto file = folder.write("a.json", "\xEF\xBB\xBF{\"a\": 1}");

  const auto parsed = Json::read_file(file);

  ASSERT_THAT(parsed, IsOk());
  EXPECT_EQ((*parsed)["a"].place(), (Place{file, 1, 7, {}}));
  EXPECT_THAT(Json::read_file(folder.file("none.json")), IsError(Fault::not_found));
}

TEST(Json, KeepsBigWholeNumbersExact) {
  const auto parsed =
      Json::parse("[9223372036854775807, -9223372036854775808, 0.5, 9007199254740993]");

  ASSERT_THAT(parsed, IsOk());
  EXPECT_EQ(parsed->items()[0].whole(), INT64_MAX);
  EXPECT_EQ(parsed->items()[1].whole(), INT64_MIN);
  EXPECT_EQ(parsed->items()[2].whole(7), 7);
  EXPECT_EQ(parsed->dump(), "[9223372036854775807,-9223372036854775808,0.5,9007199254740993]");
}

TEST(Json, WritesWhatItReads) {
  const std::string text =
      "{\n  \"a\": [\n    1,\n    \"\\\"\\\\\\n\\u0001é\"\n  ],\n  \"e\": [],\n  \"o\": {}\n}";
  const auto parsed = Json::parse(text);

  ASSERT_THAT(parsed, IsOk());
  EXPECT_EQ(parsed->dump(2), text);
}

TEST(Json, GrowsFromNull) {
  Json value;
  value.set("a", 1);
  value.set("b", "x");
  value.set("a", 2);
  Json list;
  list.push(true);
  value.set("c", list);

  EXPECT_EQ(value.dump(), R"({"a":2,"b":"x","c":[true]})");
  EXPECT_EQ(value["none"]["deeper"].string_or("-"), "-");
}

Json schema() {
  return *Json::parse(R"({
    "type": "object", "additionalProperties": false, "required": ["name"],
    "definitions": {"port": {"type": "integer", "minimum": 1, "maximum": 65535}},
    "properties": {
      "name": {"type": "string", "pattern": "^[a-z-]+$"},
      "mode": {"enum": ["strict", "lenient"]},
      "ports": {"type": "array", "items": {"$ref": "#/definitions/port"}},
      "select": {"anyOf": [
        {"type": "string"},
        {"type": "object", "additionalProperties": false, "properties": {"look-up": {"type": "string"}}}]}
    }})");
}

std::vector<std::string> findings(std::string_view text) {
  std::vector<std::string> sentences;
  for (const auto& error : check_schema(*Json::parse(text, "f"), schema())) {
    sentences.push_back(to_string(error));
  }
  return sentences;
}

TEST(JsonSchema, FindsNothingInAFileThatFits) {
  EXPECT_THAT(findings(R"({"name":"a","ports":[80],"mode":"strict","select":{"look-up":"x"}})"),
              ElementsAre());
}

TEST(JsonSchema, NamesAnUnknownKeyAndTheNearestOne) {
  EXPECT_THAT(findings("{\"name\":\"a\",\n \"moed\": \"strict\",\n \"zzzzzzzz\": 1}"),
              ElementsAre(::testing::AllOf(HasSubstr("f:2:10"), HasSubstr("\"moed\""),
                                           HasSubstr("did you mean \"mode\"?")),
                          ::testing::AllOf(HasSubstr("f:3:14"), HasSubstr("name, mode, ports"))));
}

TEST(JsonSchema, FollowsReferencesAndItems) {
  EXPECT_THAT(findings("{\"name\":\"a\", \"ports\": [80,\n \"x\", 0]}"),
              ElementsAre(::testing::AllOf(HasSubstr("f:2:2"), HasSubstr("a whole number")),
                          ::testing::AllOf(HasSubstr("f:2:7"), HasSubstr("must be a number"))));
}

TEST(JsonSchema, NamesAMissingKeyAndTheChoices) {
  EXPECT_THAT(findings("{\"mode\": \"strikt\"}"),
              ElementsAre(HasSubstr("\"name\" is missing"), HasSubstr("did you mean strict?")));
}

TEST(JsonSchema, ExplainsTheBranchThatWasMeant) {
  EXPECT_THAT(findings("{\"name\":\"a\", \"select\": {\"lookup\": \"x\"}}"),
              ElementsAre(::testing::AllOf(HasSubstr("\"lookup\""), HasSubstr("look-up"))));
}

TEST(JsonSchema, DoesNotThrowOnASchemaThatIsNone) {
  const auto errors = check_schema(Json::object(), *Json::parse(R"({"type": 7})"));

  ASSERT_EQ(errors.size(), 1u);
  EXPECT_THAT(errors[0].message, HasSubstr("Schema"));
}

}  // namespace
}  // namespace trellis::formats
