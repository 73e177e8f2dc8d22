#include "hub/pipeline/restrictions.hpp"

using ::testing::ElementsAre;
using ::testing::IsEmpty;

namespace trellis::pipeline {
namespace {

using model::RestrictionScope;

Date day(std::string_view iso) { return *Date::parse(iso); }
const Date today = day("2026-03-02");

// One row of a subject's restrictions; its number is its place in the order of telling.
Restriction told(std::int64_t number, std::string_view from = {}, std::string_view until = {}) {
  Restriction one;
  one.id = RestrictionId(number);
  one.subject = SubjectId(1);
  one.record = RecordId(number);
  one.statement.scope = RestrictionScope::location;
  one.statement.wording = "loc";
  if (!from.empty()) one.statement.from = day(from);
  if (!until.empty()) one.statement.until = day(until);
  return one;
}

Restriction lift(std::int64_t number, std::string_view on = {}) {
  Restriction one = told(number, {}, on);
  one.statement.lifts = true;
  return one;
}

std::vector<std::int64_t> numbers(const std::vector<Restriction>& all) {
  std::vector<std::int64_t> found;
  for (const Restriction& one : standing(all, today)) found.push_back(one.id.number());
  return found;
}

model::Observation observed(std::vector<std::pair<std::string, std::string>> fields) {
  model::Observation observation;
  observation.kind = "person.restriction";
  for (auto& [name, text] : fields) observation.fields.push_back({name, {text, {}, {}, {}, {}}});
  return observation;
}

TEST(Statements, WithoutAnUnderstoodScopeCountAsTheWholeRecord) {
  for (const char* scope : {"", "Section 47", "adoption"}) {
    const Statement statement = statement_of(observed({{"scope", scope}, {"reason", "adopted"}}));
    EXPECT_EQ(statement.scope, std::nullopt) << scope;
    EXPECT_EQ(scope_of(statement), RestrictionScope::whole_record) << scope;
  }
  EXPECT_EQ(scope_of(statement_of(observed({}))), RestrictionScope::whole_record);
}

TEST(Statements, AreToldApartByScopeAndNeverByReason) {
  EXPECT_EQ(scope_of(statement_of(observed({{"scope", "whole record"}, {"reason", "adopted"}}))),
            RestrictionScope::whole_record);
  EXPECT_EQ(scope_of(statement_of(observed({{"scope", "location"}, {"reason", "adoption seal"}}))),
            RestrictionScope::location);
}

TEST(Statements, ReadWhatIsNotUnderstoodAsRestricting) {
  model::Observation observation = observed({{"scope", "location"}});
  observation.fields.push_back({"household", {{}, "perhaps", {}, "unknown", {}}});
  observation.fields.push_back({"lifted", {{}, "perhaps", {}, "unknown", {}}});
  observation.valid_from = day("2026-02-01");
  observation.valid_to = day("2025-02-01");  // an end before the beginning
  const Statement statement = statement_of(observation);
  EXPECT_TRUE(statement.is_for_household);
  EXPECT_FALSE(statement.lifts);
  EXPECT_TRUE(statement.until.none());

  EXPECT_FALSE(statement_of(observed({{"household", "false"}})).is_for_household);
  EXPECT_FALSE(statement_of(observed({{"scope", "location"}})).is_for_household);
}

TEST(Restrictions, HoldToTheEndOfTheirLastDayAndFromTheFirstWordOn) {
  EXPECT_THAT(numbers({told(1)}), ElementsAre(1));
  EXPECT_THAT(numbers({told(1, "2026-01-01", "2026-03-02")}), ElementsAre(1));
  EXPECT_THAT(numbers({told(1, "2026-01-01", "2026-03")}), ElementsAre(1));
  EXPECT_THAT(numbers({told(1, "2026-01-01", "2026-03-01")}), IsEmpty());
  EXPECT_THAT(numbers({told(1, "2027-01-01")}), ElementsAre(1));
}

TEST(Restrictions, EndWhereAPersonEndsThem) {
  Restriction ended = told(1);
  ended.ended = Ending{{}, "jo", "safe by now", "team manager"};
  EXPECT_THAT(numbers({ended, told(2)}), ElementsAre(2));
}

TEST(Restrictions, EndWhereTheSourceTakesThemBack) {
  EXPECT_THAT(numbers({told(1), lift(2)}), IsEmpty());
  EXPECT_THAT(numbers({told(1, "2026-01-01"), lift(2, "2026-02-01")}), IsEmpty());
  EXPECT_THAT(numbers({lift(1), told(2)}), ElementsAre(2));
  EXPECT_THAT(numbers({told(1), lift(2), told(3)}), ElementsAre(3));
  EXPECT_THAT(numbers({told(1), lift(2, "2026-03-03")}), ElementsAre(1));  // tomorrow
}

TEST(Restrictions, AreTakenBackByTheDayWhereMessagesComeInAnotherOrder) {
  EXPECT_THAT(numbers({lift(1, "2026-02-01"), told(2, "2026-01-01")}), IsEmpty());
  EXPECT_THAT(numbers({told(1, "2026-02-02"), lift(2, "2026-02-01")}), ElementsAre(1));
  EXPECT_THAT(numbers({lift(1, "2026-02-01"), told(2, "2026-02-01")}), ElementsAre(2));
}

TEST(Restrictions, AreNotTakenBackByAnotherWordPartOrScopeNorByWhatIsHeld) {
  Restriction word = lift(2), part = lift(3), scope = lift(4), held = lift(5), unread = lift(6);
  word.statement.wording = "dem";
  part.statement.about = "visit 7";
  scope.statement.scope = RestrictionScope::whole_record;
  held.held = HeldId(1);
  held.is_held_open = true;
  unread.statement.scope = std::nullopt;
  EXPECT_THAT(numbers({told(1), word, part, scope, held, unread}), ElementsAre(1));

  Restriction by_a_person = told(1);
  by_a_person.made_by = "jo";
  EXPECT_THAT(numbers({by_a_person, lift(2)}), ElementsAre(1));
}

TEST(Restrictions, OfARecordAreTakenBackByItsLaterVersionAndNotBySameBytes) {
  Restriction before = told(1), back = lift(2, "2026-02-01");
  back.record = before.record;
  EXPECT_THAT(numbers({before, back}), ElementsAre(1));  // one version says both
  back.digest[0] = 1;
  EXPECT_THAT(numbers({before, back}), IsEmpty());
  Restriction again = told(3, "2025-01-01");
  again.record = before.record;
  again.digest[0] = 2;
  EXPECT_THAT(numbers({before, back, again}), ElementsAre(3));
}

TEST(Restrictions, OfAHeldRecordHoldWhileItWaits) {
  Restriction held = told(1);
  held.record = {};
  held.held = HeldId(4);
  held.is_held_open = true;
  EXPECT_THAT(numbers({held}), ElementsAre(1));
  held.is_held_open = false;
  EXPECT_THAT(numbers({held}), IsEmpty());
}

}  // namespace
}  // namespace trellis::pipeline
