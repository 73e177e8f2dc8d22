#include "hub/model/observation.hpp"

#include <gmock/gmock.h>

namespace trellis::model {
namespace {

using ::testing::IsNull;

Observation a_suspension() {
  Observation observation;
  observation.kind = "education.suspension";
  observation.fields = {{"reason", {"DA", "da", "school_exclusion_reason", {}, {}}},
                        {"reason", {"DM", {}, "school_exclusion_reason", {}, {}}},
                        {"sessions", {"6", {}, {}, {}, {}}}};
  return observation;
}

TEST(Observation, GivesTheFirstFieldOfAName) {
  const Observation observation = a_suspension();

  ASSERT_NE(observation.find("reason"), nullptr);
  EXPECT_EQ(observation.find("reason")->text, "DA");
  EXPECT_EQ(observation.text("sessions"), "6");
}

TEST(Observation, GivesNothingForAFieldItDoesNotHave) {
  EXPECT_THAT(a_suspension().find("category"), IsNull());
  EXPECT_EQ(a_suspension().text("category"), "");
  EXPECT_EQ(a_suspension().text("Reason"), "");
}

TEST(Observation, IsAValueThatComparesByWhatItSays) {
  Observation other = a_suspension();
  EXPECT_EQ(other, a_suspension());

  other.fields[0].value.received = "DA";
  EXPECT_NE(other, a_suspension());
}

template <typename Enum, typename Parse>
void expect_round_trip(int count, Parse parse) {
  for (int number = 0; number < count; ++number) {
    const auto value = static_cast<Enum>(number);
    EXPECT_FALSE(to_string(value).empty()) << number;
    EXPECT_EQ(parse(to_string(value)), std::optional(value)) << to_string(value);
  }
  EXPECT_TRUE(to_string(static_cast<Enum>(count)).empty()) << "a value without a word was added";
  EXPECT_EQ(parse(""), std::nullopt);
  EXPECT_EQ(parse("Valid "), std::nullopt);
}

TEST(Observation, WritesAndReadsEveryWordOfItsEnumerations) {
  expect_round_trip<Assertion>(4, parse_assertion);
  expect_round_trip<SubjectCategory>(6, parse_subject_category);
  expect_round_trip<Regime>(2, parse_regime);
  expect_round_trip<Sensitivity>(3, parse_sensitivity);
  expect_round_trip<Verdict>(5, parse_verdict);
  expect_round_trip<Level>(5, parse_level);
}

TEST(Observation, UsesTheWordsOfTheDesign) {
  EXPECT_EQ(to_string(Assertion::professional_opinion), "professional_opinion");
  EXPECT_EQ(to_string(Regime::law_enforcement), "law_enforcement");
  EXPECT_EQ(to_string(Verdict::bad_check), "bad_check");
  EXPECT_LT(Level::none, Level::exists);
  EXPECT_LT(Level::summary, Level::detail);
}

}  // namespace
}  // namespace trellis::model
