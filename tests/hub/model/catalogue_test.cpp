#include "hub/model/catalogue.hpp"

#include <gmock/gmock.h>

#include "tests/support/result_matchers.hpp"

namespace trellis::model {
namespace {

using ::testing::ElementsAre;
using ::testing::IsNull;
using trellis::testing::IsError;
using trellis::testing::IsOk;
using trellis::testing::SaysWhy;

FieldDefinition a_field(std::string name, FieldType type, std::string codes = {}) {
  FieldDefinition field;
  field.name = std::move(name);
  field.type = type;
  field.codes = std::move(codes);
  return field;
}

KindDefinition a_kind(std::string name, std::vector<FieldDefinition> fields = {}) {
  KindDefinition kind;
  kind.name = std::move(name);
  kind.fields = std::move(fields);
  return kind;
}

Date on(std::string_view text) { return *Date::parse(text); }

CodeList needs() {
  return {"cin_primary_need",
          {{"N1", "Abuse or neglect", {}, {}, on("2025-03-31")},
           {"N1", "Abuse, neglect and exploitation", {}, on("2025-04-01"), {}},
           {"N8", "Absent parenting", {}, {}, {}},
           {"n8", "A code of small letters", {}, {}, {}},
           {"H5", "Ended some day in 2024", "K3", {}, on("2024")}}};
}

TEST(Catalogue, FindsItsKindsAndLists) {
  const auto catalogue = Catalogue::make(
      {a_kind("social_care.need", {a_field("need", FieldType::code, "cin_primary_need"),
                                   a_field("child", FieldType::identifier, "upn")}),
       a_kind("person.birth", {a_field("date", FieldType::date)})},
      {needs()});

  ASSERT_THAT(catalogue, IsOk());
  EXPECT_THAT(catalogue->kind_names(), ElementsAre("person.birth", "social_care.need"));
  ASSERT_NE(catalogue->kind("social_care.need"), nullptr);
  EXPECT_EQ(catalogue->kind("social_care.need")->domain(), "social_care");
  EXPECT_EQ(catalogue->kind("social_care.need")->find("need")->codes, "cin_primary_need");
  EXPECT_THAT(catalogue->kind("social_care.need")->find("nothing"), IsNull());
  EXPECT_NE(catalogue->codes("cin_primary_need"), nullptr);
  EXPECT_THAT(catalogue->kind("person.death"), IsNull());
  EXPECT_THAT(catalogue->codes("cin_primary"), IsNull());
}

TEST(Catalogue, RefusesAKindThatStandsTwice) {
  const auto catalogue = Catalogue::make({a_kind("person.birth"), a_kind("person.birth")}, {});

  EXPECT_THAT(catalogue, IsError(Fault::conflict));
  EXPECT_THAT(catalogue, SaysWhy("person.birth"));
}

TEST(Catalogue, RefusesAListThatStandsTwice) {
  const auto catalogue = Catalogue::make({}, {needs(), needs()});

  EXPECT_THAT(catalogue, IsError(Fault::conflict));
  EXPECT_THAT(catalogue, SaysWhy("cin_primary_need"));
}

TEST(Catalogue, NamesTheNearestListWhereACodeListIsUnknown) {
  const auto catalogue = Catalogue::make(
      {a_kind("social_care.need", {a_field("need", FieldType::code, "cin_primary_needs")})},
      {needs()});

  EXPECT_THAT(catalogue, IsError(Fault::invalid));
  EXPECT_THAT(catalogue, SaysWhy("field \"need\""));
  EXPECT_THAT(catalogue, SaysWhy("did you mean \"cin_primary_need\"?"));
}

TEST(Catalogue, RefusesAnUnknownKindOfIdentifier) {
  const auto catalogue = Catalogue::make(
      {a_kind("person.pupil", {a_field("number", FieldType::identifier, "nhs_nummer")})}, {});

  EXPECT_THAT(catalogue, SaysWhy("did you mean \"nhs_number\"?"));
}

TEST(Catalogue, WantsSomethingThatNamesTheKindOfAnIdentifier) {
  const FieldDefinition value = a_field("value", FieldType::identifier);

  EXPECT_THAT(Catalogue::make({a_kind("person.identifier", {value})}, {}), SaysWhy("system"));
  EXPECT_THAT(Catalogue::make(
                  {a_kind("person.identifier", {a_field("system", FieldType::text), value})}, {}),
              IsOk());
}

TEST(Catalogue, RefusesNamesThatNoMappingCouldUse) {
  EXPECT_THAT(Catalogue::make({a_kind("birth")}, {}), SaysWhy("domain.kind"));
  EXPECT_THAT(Catalogue::make({a_kind("person.")}, {}), SaysWhy("domain.kind"));
  EXPECT_THAT(Catalogue::make({a_kind("person.birth", {a_field("date", FieldType::date),
                                                       a_field("date", FieldType::text)})},
                              {}),
              SaysWhy("twice"));
  EXPECT_THAT(Catalogue::make({a_kind("person.birth", {a_field("", FieldType::date)})}, {}),
              SaysWhy("needs a name"));
}

TEST(CodeList, PrefersTheExactCodeAndThenIgnoresCase) {
  EXPECT_EQ(needs().find("n8")->label, "A code of small letters");
  EXPECT_EQ(needs().find("n1")->code, "N1");
  EXPECT_THAT(needs().find("N99"), IsNull());
  EXPECT_THAT(needs().find(""), IsNull());
}

TEST(CodeList, TakesTheNewestWhereNoDayIsGiven) {
  EXPECT_EQ(needs().find("N1")->label, "Abuse, neglect and exploitation");
}

TEST(CodeList, TakesWhatWasInForceOnTheDay) {
  EXPECT_EQ(needs().find("N1", on("2025-03-31"))->label, "Abuse or neglect");
  EXPECT_EQ(needs().find("N1", on("2025-04-01"))->label, "Abuse, neglect and exploitation");
}

TEST(CodeList, KnowsNoCodeThatHadEnded) {
  EXPECT_EQ(needs().find("H5", on("2024-12-31"))->maps_to, "K3");
  EXPECT_THAT(needs().find("H5", on("2025-01-01")), IsNull());
}

TEST(CodeList, TakesACodeThatMayHaveBeenInForceOnADayThatIsNotExact) {
  EXPECT_EQ(needs().find("N1", on("2025"))->label, "Abuse, neglect and exploitation");
  EXPECT_EQ(needs().find("N1", on("2025-03"))->label, "Abuse or neglect");
}

TEST(FieldTypes, ReadWhatTheyWrite) {
  for (int number = 0; number < 8; ++number) {
    const auto type = static_cast<FieldType>(number);
    EXPECT_EQ(parse_field_type(to_string(type)), std::optional(type)) << number;
  }
  EXPECT_EQ(parse_field_type("number"), std::nullopt);
}

}  // namespace
}  // namespace trellis::model
