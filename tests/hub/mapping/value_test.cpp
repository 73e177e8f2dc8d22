#include "tests/hub/mapping/mapping_fixture.hpp"

namespace trellis::mapping {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

Mapped typed_as(const std::string& field, const std::string& text) {
  return evaluate(R"("v")", "<p id='1'><v>" + text + "</v></p>", field);
}

TEST(DateField, MustBeIsoWithoutAPattern) {
  EXPECT_THAT(texts(typed_as("date", "2012-03")), ElementsAre("2012-03"));
  EXPECT_THAT(rules(typed_as("date", "04/03/2012")), ElementsAre("bad-date"));
  EXPECT_THAT(rules(typed_as("date", "2012-02-30")), ElementsAre("bad-date"));
}

TEST(InstantField, AcceptsOffsetsLondonTimeAndTheCompactForm) {
  EXPECT_THAT(texts(typed_as("instant", "2026-01-31T09:05:00+01:00")),
              ElementsAre("2026-01-31T08:05:00.000000Z"));
  EXPECT_THAT(texts(typed_as("instant", "2026-07-01T10:05:00")),
              ElementsAre("2026-07-01T09:05:00.000000Z"));
  EXPECT_THAT(texts(typed_as("instant", "2026-01-01 10:05")),
              ElementsAre("2026-01-01T10:05:00.000000Z"));
  EXPECT_THAT(texts(typed_as("instant", "202607011005")),
              ElementsAre("2026-07-01T09:05:00.000000Z"));
  EXPECT_THAT(texts(typed_as("instant", "20260701100530+0000")),
              ElementsAre("2026-07-01T10:05:30.000000Z"));
}

TEST(InstantField, KeepsADayADay) {
  EXPECT_THAT(texts(typed_as("instant", "20260701")), ElementsAre("2026-07-01"));
}

TEST(InstantField, RefusesWhatIsNoTime) {
  for (const char* text :
       {"soon", "2026-07-01T25:00:00", "202613011005", "2026", "20260701100", "9999999999999999"}) {
    EXPECT_THAT(rules(typed_as("instant", text)), ElementsAre("bad-date")) << text;
  }
}

TEST(BooleanField, TakesTheUsualWordsInAnyCase) {
  for (const char* text : {"true", "1", "YES", "y"})
    EXPECT_THAT(texts(typed_as("flag", text)), ElementsAre("true"));
  for (const char* text : {"False", "0", "no", "N"})
    EXPECT_THAT(texts(typed_as("flag", text)), ElementsAre("false"));
  EXPECT_THAT(rules(typed_as("flag", "perhaps")), ElementsAre("bad-boolean"));
}

TEST(NumberFields, RefuseWhatIsNoNumber) {
  EXPECT_THAT(texts(typed_as("number", "012")), ElementsAre("12"));
  EXPECT_THAT(texts(typed_as("number", "12.0")), ElementsAre("12"));
  EXPECT_THAT(rules(typed_as("number", "12.5")), ElementsAre("bad-number"));
  EXPECT_THAT(rules(typed_as("number", "99999999999999999999")), ElementsAre("bad-number"));
  EXPECT_THAT(texts(typed_as("decimal", "93.5 %")), ElementsAre("93.5"));
  EXPECT_THAT(rules(typed_as("decimal", "nan")), ElementsAre("bad-number"));
  EXPECT_THAT(rules(typed_as("decimal", "1e999")), ElementsAre("bad-number"));
}

TEST(BadValues, AreKeptAsReceived) {
  const auto value = value_of(typed_as("number", "many"));
  EXPECT_EQ(value.text, "");
  EXPECT_EQ(value.received, "many");
  EXPECT_EQ(value.absent, "unknown");
}

TEST(CodeField, IsLookedUpInTheListOfTheModel) {
  EXPECT_EQ(value_of(typed_as("colour", "red")),
            (model::Value{"RED", "red", "colour", "", std::nullopt}));
  EXPECT_EQ(value_of(typed_as("colour", "SCARLET")).text, "RED");
}

TEST(CodeField, NamesAnUnknownCodeOnlyWhereItLooksLikeOne) {
  EXPECT_THAT(typed_as("colour", "PUCE").issues.at(0).sentence, HasSubstr("PUCE"));
  for (const char* text : {"Ann Example", "a very long free text", "N&#233;e"}) {
    const auto mapped = typed_as("colour", text);
    EXPECT_THAT(rules(mapped), ElementsAre("unknown-code"));
    EXPECT_THAT(mapped.issues[0].sentence, Not(HasSubstr(text)));
  }
}

TEST(IdentifierField, GetsItsVerdictAndItsCanonicalForm) {
  const auto value = value_of(typed_as("postcode", "wa6 7nz"));
  EXPECT_EQ(value.text, "WA6 7NZ");
  EXPECT_EQ(value.received, "wa6 7nz");
  EXPECT_EQ(value.system, "postcode");
  EXPECT_EQ(value.verdict, model::Verdict::valid);
}

constexpr const char* nhs_number_mapping =
    R"({"kind": "person.identifier", "fields": {"value": "v", "system": {"value": "nhs_number"}}})";

TEST(IdentifierField, TakesItsKindFromTheFieldSystemWhereverThatStands) {
  MappingFolder folder(around(nhs_number_mapping));
  const auto mapped = map(folder, "<p id='1'><v>999 000 0018</v></p>");
  const auto& observation = mapped.observations.at(0);
  EXPECT_EQ(observation.text("value"), "9990000018");
  EXPECT_EQ(observation.find("value")->verdict, model::Verdict::valid);
  EXPECT_EQ(observation.find("value")->system, "nhs_number");
}

TEST(IdentifierField, KeepsAWrongNumberAndSaysSoWithoutQuotingIt) {
  MappingFolder folder(around(nhs_number_mapping));
  const auto wrong_check = map(folder, "<p id='1'><v>9990000019</v></p>");
  EXPECT_THAT(rules(wrong_check), ElementsAre("bad-check"));
  EXPECT_EQ(wrong_check.observations.at(0).text("value"), "9990000019");
  EXPECT_THAT(wrong_check.issues[0].sentence, Not(HasSubstr("9990000019")));
  EXPECT_EQ(wrong_check.issues[0].severity, Severity::warning);
  EXPECT_TRUE(wrong_check.is_readable());
  const auto wrong_shape = map(folder, "<p id='1'><v>see file</v></p>");
  EXPECT_THAT(rules(wrong_shape), ElementsAre("bad-shape"));
  EXPECT_EQ(wrong_shape.observations.at(0).text("value"), "see file");
  for (const char* none : {"n/a", "N/A", "NULL", "-", "not known", "UNK", "tbc"})
    EXPECT_THAT(map(folder, "<p id='1'><v>" + std::string(none) + "</v></p>").observations,
                IsEmpty())
        << none << " is no number";
}

TEST(IdentifierField, OfAKindThatTheRecordInventsIsKeptAsOneOfItsOwn) {
  MappingFolder folder(
      around(R"({"kind": "person.identifier", "fields": {"system": "s", "value": "v"}})"));
  const auto mapped = map(folder, "<p id='1'><s>library card</s><v>77</v></p>");
  EXPECT_THAT(rules(mapped), ElementsAre("unknown-identifier"));
  EXPECT_EQ(mapped.observations.at(0).find("value")->system, "local_id");
}

TEST(OneValue, IsKeptWhereSeveralStand) {
  const auto mapped = evaluate(R"("a")", "<p id='1'><a>x</a><a>y</a><a>z</a></p>");
  EXPECT_THAT(texts(mapped), ElementsAre("x"));
  EXPECT_THAT(rules(mapped), ElementsAre("too-many-values"));
}

TEST(OneValue, MayBeRepeatedByTheSource) {
  const auto mapped = evaluate(R"("a")", "<p id='1'><a>x</a><a>x</a></p>");
  EXPECT_THAT(texts(mapped), ElementsAre("x"));
  EXPECT_THAT(mapped.issues, IsEmpty());
}

TEST(Issues, NeverHoldAValueOfTheRecord) {
  MappingFolder folder(around(
      R"({"kind": "test.thing", "fields": {"date": "v", "number": "v", "decimal": "v", "flag": "v",
          "instant": "v", "colour": "v", "postcode": "v"}})"));
  const auto mapped = map(folder, "<p id='1'><v>Ottoline Quimby</v></p>");
  EXPECT_EQ(mapped.issues.size(), 7U);
  for (const auto& issue : mapped.issues) {
    EXPECT_THAT(issue.sentence, Not(HasSubstr("Quimby"))) << issue.rule;
    EXPECT_EQ(issue.place.path, "/p/v");
    EXPECT_EQ(issue.place.line, 1U);
  }
}

}  // namespace
}  // namespace trellis::mapping
