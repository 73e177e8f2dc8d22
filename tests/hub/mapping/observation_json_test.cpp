#include "hub/mapping/observation_json.hpp"

#include <gmock/gmock.h>

#include "tests/support/result_matchers.hpp"

namespace trellis::mapping {
namespace {

model::Observation suspension() {
  model::Observation observation;
  observation.kind = "education.suspension";
  observation.valid_from = *Date::parse("2026-01-12");
  observation.valid_to = *Date::parse("2026-01");
  observation.path = "/row[2]/\"category\"";
  observation.assertion = model::Assertion::reported;
  observation.subject_category = model::SubjectCategory::victim;
  observation.regime = model::Regime::law_enforcement;
  observation.sensitivity = model::Sensitivity::sealed;
  observation.fields = {
      {"category", {"SUSP", "FIXD", "school_exclusion_category", "", std::nullopt}},
      {"reason", {"PP", "", "", "", std::nullopt}},
      {"reason", {"VA", "va", "", "", std::nullopt}},
      {"urn", {"100", "1\t0\"0\\\n\x01 \xC5\x81", "urn_school", "", model::Verdict::bad_shape}},
      {"sessions", {"", "9", "", "not-asked", std::nullopt}}};
  return observation;
}

std::string json_of(const model::Observation& observation) {
  std::string json;
  append_json(json, observation);
  return json;
}

TEST(ObservationJson, ComesBackAsItWent) {
  EXPECT_THAT(parse_observation(json_of(suspension())), testing::IsOkAnd(suspension()));
  EXPECT_THAT(from_json(to_json(suspension())), testing::IsOkAnd(suspension()));
}

TEST(ObservationJson, LeavesOutWhatIsEmptyOrUsual) {
  model::Observation observation;
  observation.kind = "person.birth";
  observation.fields = {{"date", {"2012-03-04", "", "", "", std::nullopt}}};
  EXPECT_EQ(json_of(observation), R"({"kind":"person.birth","fields":{"date":"2012-03-04"}})");
  EXPECT_THAT(parse_observation(json_of(observation)), testing::IsOkAnd(observation));
}

TEST(ObservationJson, EscapesAtEveryPlaceOfATextOfAnyLength) {
  for (const char special : {'"', '\\', '\n', '\x1F', ' ', '\x7F'}) {
    for (std::size_t length = 1; length < 20; ++length) {
      for (std::size_t at = 0; at < length; ++at) {
        std::string text(length, 'a');
        text[at] = special;
        model::Observation observation;
        observation.kind = "person.note";
        observation.fields = {{"text", {text, "", "", "", std::nullopt}}};
        ASSERT_THAT(parse_observation(json_of(observation)), testing::IsOkAnd(observation))
            << length << " " << at;
      }
    }
  }
}

TEST(ObservationJson, WritesARepeatedFieldAsAnArray) {
  EXPECT_THAT(json_of(suspension()),
              ::testing::HasSubstr(R"("reason":["PP",{"text":"VA","received":"va"}])"));
}

TEST(ObservationJson, IsJsonForEveryone) {
  const auto json = formats::Json::parse(json_of(suspension()));
  ASSERT_THAT(json, testing::IsOk());
  EXPECT_EQ((*json)["fields"]["urn"]["verdict"].string(), "bad_shape");
  EXPECT_EQ((*json)["path"].string(), "/row[2]/\"category\"");
}

TEST(ObservationJson, ReadsWhatOthersWrite) {
  const auto read = parse_observation(
      " { \"fields\" : { \"a\" : [ \"\\u0141\\ud83d\\ude00\\/\" ] , \"b\" : { } } , \"kind\" : "
      "\"x.y\" } \n");
  ASSERT_THAT(read, testing::IsOk());
  EXPECT_EQ(read->fields.at(0).value.text, "\xC5\x81\xF0\x9F\x98\x80/");
  EXPECT_EQ(read->fields.at(1).value, model::Value{});
}

TEST(ObservationJson, RefusesWhatIsNone) {
  for (const char* json : {"",
                           "{}",
                           "[]",
                           "null",
                           "{\"kind\":\"\"}",
                           "{\"kind\":\"a.b\"",
                           "{\"kind\":\"a.b\"}x",
                           "{\"kind\":7}",
                           "{\"kind\":\"a.b\",}",
                           "{\"kind\":\"a.b\",\"other\":\"x\"}",
                           "{\"kind\":\"a.b\",\"regime\":\"none\"}",
                           "{\"kind\":\"a.b\",\"valid_from\":\"then\"}",
                           "{\"kind\":\"a.b\",\"fields\":[]}",
                           "{\"kind\":\"a.b\",\"fields\":{\"f\":[]}}",
                           "{\"kind\":\"a.b\",\"fields\":{\"f\":1}}",
                           "{\"kind\":\"a.b\",\"fields\":{\"f\":{\"verdict\":\"good\"}}}",
                           "{\"kind\":\"a\\x\"}",
                           "{\"kind\":\"a\\u12\"}",
                           "{\"kind\":\"\\ud800\"}",
                           "{\"kind\":\"\\ude00\"}",
                           "{\"kind\":\"a\nb\"}",
                           "{\"kind\":\"\xFF\"}",
                           "{\"kind\":\"a\\"}) {
    EXPECT_THAT(parse_observation(json), testing::IsError(Fault::invalid)) << json;
  }
}

}  // namespace
}  // namespace trellis::mapping
