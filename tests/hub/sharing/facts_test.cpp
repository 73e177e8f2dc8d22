#include "hub/sharing/facts.hpp"

#include "tests/hub/sharing/world.hpp"

namespace trellis::sharing {
namespace {

using testing::day;
using ::testing::ElementsAre;
using testing::held_by;
using ::testing::IsEmpty;
using testing::today;

std::vector<std::string> open_to(std::vector<Sourced> held) {
  return facts_of(held, {}, *testing::a_catalogue(), today).open_to;
}

TEST(Facts, AProgrammeIsOpenThroughItsLastDay) {
  EXPECT_THAT(open_to({held_by("yjs", "youth_justice.programme", "2026-01-01")}),
              ElementsAre("youth_justice"));
  EXPECT_THAT(open_to({held_by("yjs", "youth_justice.programme", "2026-01-01", "2026-06-15")}),
              ElementsAre("youth_justice"));
  EXPECT_THAT(open_to({held_by("yjs", "youth_justice.programme", "2026-01-01", "2026-06-14")}),
              IsEmpty());
}

TEST(Facts, AProgrammeIsNotOpenBeforeItBegins) {
  EXPECT_THAT(open_to({held_by("yjs", "youth_justice.programme", "2026-06-16")}), IsEmpty());
  EXPECT_THAT(open_to({held_by("yjs", "youth_justice.programme", "2026-06-15")}),
              ElementsAre("youth_justice"));
}

TEST(Facts, AnEndThatStandsInAFieldClosesTheEpisodeToo) {
  EXPECT_THAT(open_to({held_by("care", "social_care.episode", "2026-01-01", {},
                               {{"closure_date", "2026-05-01"}})}),
              IsEmpty());
}

TEST(Facts, AReferralWithoutFurtherActionOpensNothing) {
  EXPECT_THAT(open_to({held_by("care", "social_care.episode", "2026-01-01", {},
                               {{"no_further_action", "true"}})}),
              IsEmpty());
}

TEST(Facts, OtherKindsOpenNoService) {
  EXPECT_THAT(open_to({held_by("schools", "education.suspension", "2026-06-01")}), IsEmpty());
}

TEST(Facts, AKindOpensTheServiceThatTheCatalogueSays) {
  model::KindDefinition tenancy = testing::a_kind("housing.tenancy", {}, {});
  tenancy.opens = "housing";
  const auto catalogue = model::Catalogue::make({tenancy}, {});
  const std::vector<Sourced> held = {held_by("homes", "housing.tenancy", "2026-01-01"),
                                     held_by("yjs", "youth_justice.programme", "2026-01-01")};

  EXPECT_THAT(facts_of(held, {}, *catalogue, today).open_to, ElementsAre("housing"));
  EXPECT_THAT(catalogue->services(), ElementsAre("housing"));
}

TEST(Facts, ServicesNameWhoseRecordSaysSo) {
  const std::vector<Sourced> held = {held_by("yjs", "youth_justice.programme", "2026-01-01"),
                                     held_by("yjs", "youth_justice.programme", "2026-02-01")};

  EXPECT_THAT(open_services(held, *testing::a_catalogue(), today),
              ElementsAre(OpenService{"youth_justice", "yjs", "youth_justice.programme"}));
}

TEST(Facts, AllHoldersKnowTheChild) {
  const std::vector<Sourced> held = {held_by("yjs", "person.name", {}),
                                     held_by("care", "person.name", {}),
                                     held_by("yjs", "person.birth", {})};

  EXPECT_THAT(facts_of(held, {}, *testing::a_catalogue(), today).known_to,
              ElementsAre("care", "yjs"));
}

TEST(Facts, TheMostExactAndThenTheLatestBirthDateCounts) {
  const std::vector<Sourced> held = {
      held_by("care", "person.birth", {}, {}, {{"date", "2011-03"}}),
      held_by("yjs", "person.birth", {}, {}, {{"date", "2010-03-02"}}),
      held_by("schools", "person.birth", {}, {}, {{"date", "2010-03-20"}}),
      held_by("police", "person.birth", {}, {}, {{"date", "not a date"}})};

  EXPECT_EQ(facts_of(held, {}, *testing::a_catalogue(), today).birth, day("2010-03-20"));
}

TEST(Facts, TheMostRestrictiveOfAllRestrictionsProtects) {
  using model::RestrictionScope;
  const auto facts = [](std::vector<RestrictionScope> scopes) {
    Protection protection;
    for (const RestrictionScope scope : scopes) protection.add(scope);
    return facts_of({}, protection, *testing::a_catalogue(), today);
  };

  EXPECT_FALSE(facts({}).sealed || facts({}).protected_location);
  EXPECT_FALSE(facts({RestrictionScope::location}).sealed);
  EXPECT_TRUE(facts({RestrictionScope::location}).protected_location);
  for (const auto& scopes : {std::vector{RestrictionScope::whole_record},
                             {RestrictionScope::adoption_seal},
                             {RestrictionScope::location, RestrictionScope::whole_record},
                             {RestrictionScope::whole_record, RestrictionScope::location}}) {
    EXPECT_TRUE(facts(scopes).sealed);
    EXPECT_TRUE(facts(scopes).protected_location);
  }
}

}  // namespace
}  // namespace trellis::sharing
