#include "hub/alerts/rules.hpp"

#include <algorithm>
#include <random>

#include "tests/hub/sharing/world.hpp"

namespace trellis::alerts {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using namespace trellis::testing;  // the world of these tests: held_by, today, ...
using sharing::Sourced;
using Check = Condition::Test;

const ChildId child(7);

Condition that(Check test, std::string field, std::vector<std::string> values = {},
               double number = 0) {
  return {test, std::move(field), std::move(values), number, {}};
}

Rule a_rule() {
  Rule rule;
  rule.id = "suspension";
  rule.title = "Suspended from school";
  rule.kinds = {"education.suspension"};
  rule.within_days = 60;
  rule.open_to = "youth_justice";
  rule.role = "yj_worker";
  rule.purpose = "youth_justice";
  rule.severity = Severity::prompt;
  rule.answer_by_days = 2;
  rule.sentence = "Suspended on {day}.";
  return rule;
}

Sourced open_programme(std::string organisation = "yjs") {
  return held_by(std::move(organisation), "youth_justice.programme", "2026-01-10");
}

Sourced a_suspension(std::string_view on = "2026-06-01") {
  return held_by("schools", "education.suspension", on, {}, {{"category", "SUSP"}});
}

std::vector<Raised> raise(const std::vector<Rule>& rules, const std::vector<Sourced>& held,
                          Date on = today) {
  return evaluate(rules, child, held, *testing::a_catalogue(), on);
}

TEST(Rule, RaisesForWhoeverIsOpenToTheChild) {
  const auto raised = raise({a_rule()}, {a_suspension(), open_programme()});

  ASSERT_THAT(raised, SizeIs(1));
  EXPECT_EQ(raised[0].organisation, "yjs");
  EXPECT_EQ(raised[0].role, "yj_worker");
  EXPECT_EQ(raised[0].purpose, "youth_justice");
  EXPECT_EQ(raised[0].child, child);
  EXPECT_EQ(raised[0].observation, 0u);
  EXPECT_EQ(raised[0].happened, day("2026-06-01"));
  EXPECT_EQ(raised[0].due, day("2026-06-17"));
}

TEST(Rule, IsSilentAboutAChildWhoIsNotOpen) {
  Sourced ended = open_programme();
  ended.observation.valid_to = day("2026-06-14");

  EXPECT_THAT(raise({a_rule()}, {a_suspension()}), IsEmpty());
  EXPECT_THAT(raise({a_rule()}, {a_suspension(), ended}), IsEmpty());
}

TEST(Rule, RaisesAnEarlierEventWhenTheChildBecomesOpenWhileItIsNews) {
  EXPECT_THAT(raise({a_rule()}, {a_suspension("2026-04-16"), open_programme()}), SizeIs(1));
  EXPECT_THAT(raise({a_rule()}, {a_suspension("2026-04-15"), open_programme()}), IsEmpty());
}

TEST(Rule, TakesAnEventOfTheNearFutureButNotAMistypedYear) {
  EXPECT_THAT(raise({a_rule()}, {a_suspension("2026-06-20"), open_programme()}), SizeIs(1));
  EXPECT_THAT(raise({a_rule()}, {a_suspension("2062-06-01"), open_programme()}), IsEmpty());
}

TEST(Rule, IsSilentAboutAnEventWithoutADay) {
  EXPECT_THAT(raise({a_rule()}, {a_suspension(""), open_programme()}), IsEmpty());
}

TEST(Rule, FindsTheDayInAFieldWhereTheMappingSetNone) {
  const auto raised =
      raise({a_rule()},
            {held_by("schools", "education.suspension", {}, {}, {{"start_date", "2026-06-03"}}),
             open_programme()});

  ASSERT_THAT(raised, SizeIs(1));
  EXPECT_EQ(raised[0].happened, day("2026-06-03"));
}

TEST(Rule, CountsASummaryFromTheEndOfItsPeriod) {
  Rule rule = a_rule();
  rule.kinds = {"education.attendance_summary"};
  rule.within_days = 30;
  const std::vector<Sourced> held = {
      held_by("schools", "education.attendance_summary", "2026-04-01", "2026-05-31"),
      open_programme()};
  EXPECT_THAT(raise({rule}, held), IsEmpty());

  rule.counted_from_end = true;
  ASSERT_THAT(raise({rule}, held), SizeIs(1));
  EXPECT_EQ(raise({rule}, held)[0].happened, day("2026-05-31"));
}

TEST(Rule, GivesEachOpenServiceAnAlertOfItsOwn) {
  const auto raised =
      raise({a_rule()}, {a_suspension(), open_programme("yjs"), open_programme("police")});

  ASSERT_THAT(raised, SizeIs(2));
  EXPECT_NE(raised[0].key, raised[1].key);
}

TEST(Rule, TellsANamedOrganisationOnlyAboutAnOpenChild) {
  Rule rule = a_rule();
  rule.organisation = "care";

  EXPECT_THAT(raise({rule}, {a_suspension()}), IsEmpty());
  EXPECT_EQ(raise({rule}, {a_suspension(), open_programme()}).at(0).organisation, "care");
  rule.open_to.clear();
  EXPECT_THAT(raise({rule}, {a_suspension()}), SizeIs(1));
}

TEST(Key, IsTheSameTomorrowAndForACorrectedRecord) {
  const auto before = raise({a_rule()}, {a_suspension(), open_programme()});
  Sourced corrected = a_suspension();
  corrected.observation.fields[0].value.text = "LNCH";
  corrected.record = "R2";
  const auto after = raise({a_rule()}, {corrected, open_programme()}, day("2026-06-16"));

  ASSERT_THAT(after, SizeIs(1));
  EXPECT_EQ(after[0].key, before[0].key);
}

TEST(Key, DiffersByRuleSourcePersonKindDayAndIdentity) {
  Rule other_rule = a_rule();
  other_rule.id = "other";
  Rule by_category = a_rule();
  by_category.identity = {"category"};
  Sourced other_source = a_suspension();
  other_source.connection = "schools-2";
  Sourced other_person = a_suspension();
  other_person.subject = "S2";
  Sourced lunchtime = a_suspension();
  lunchtime.observation.fields[0].value.text = "LNCH";
  std::set<std::string> keys;
  const auto add = [&](const Rule& rule, const Sourced& held) {
    for (const Raised& raised : raise({rule}, {held, open_programme()})) keys.insert(raised.key);
  };

  add(a_rule(), a_suspension());
  add(other_rule, a_suspension());
  add(a_rule(), other_source);
  add(a_rule(), other_person);
  add(a_rule(), a_suspension("2026-06-02"));
  add(by_category, a_suspension());
  add(by_category, lunchtime);

  EXPECT_EQ(keys.size(), 7u);
}

TEST(Key, DoesNotMixUpWhereOnePartEndsAndTheNextBegins) {
  Sourced one = a_suspension();
  one.connection = "a";
  one.subject = "bc";
  Sourced other = a_suspension();
  other.connection = "ab";
  other.subject = "c";

  const auto raised = raise({a_rule()}, {one, other, open_programme()});
  ASSERT_THAT(raised, SizeIs(2));
}

TEST(Key, HoldsNothingOfThePerson) {
  Sourced held = a_suspension();
  held.subject = "9990000018";

  EXPECT_EQ(raise({a_rule()}, {held, open_programme()}).at(0).key.find("9990000018"),
            std::string::npos);
}

TEST(Evaluation, GivesTheSameAnswerInWhateverOrderRecordsCame) {
  Rule by_category = a_rule();
  by_category.id = "by-category";
  by_category.identity = {"category"};
  std::vector<Rule> rules = {a_rule(), by_category};
  std::vector<Sourced> held = {open_programme(), open_programme("police")};
  for (int i = 0; i < 12; ++i) {
    Sourced suspension = a_suspension("2026-06-0" + std::to_string(1 + i % 4));
    suspension.record = "R" + std::to_string(i);
    suspension.observation.fields[0].value.text = i % 3 == 0 ? "LNCH" : "SUSP";
    held.push_back(suspension);
  }
  const auto told = [&](const std::vector<Sourced>& in) {
    std::vector<std::string> all;
    for (const Raised& raised : raise(rules, in))
      all.push_back(raised.key + raised.organisation + raised.happened.text() +
                    in[raised.observation].record);
    return all;
  };

  const auto first = told(held);
  EXPECT_THAT(first, SizeIs(2u * (4u + 8u)));
  std::mt19937 engine(5);
  for (int i = 0; i < 50; ++i) {
    std::shuffle(held.begin(), held.end(), engine);
    std::shuffle(rules.begin(), rules.end(), engine);
    ASSERT_EQ(told(held), first);
  }
}

TEST(Evaluation, RaisesAnEventThatStandsInTwoRecordsOnce) {
  Sourced again = a_suspension();
  again.record = "R2";

  EXPECT_THAT(raise({a_rule()}, {a_suspension(), again, open_programme()}), SizeIs(1));
}

TEST(AgingOut, AnEndingWithoutChargeLeavesTheListsThoughTheRuleDoesNotSaySo) {
  Rule rule = a_rule();
  rule.kinds = {"police.crime_outcome"};
  rule.within_days = 365;
  const auto outcome = [&](const char* code, const char* on) {
    return raise({rule}, {held_by("police", "police.crime_outcome", on, {}, {{"outcome", code}}),
                          open_programme()});
  };

  EXPECT_EQ(outcome("22", "2026-06-01").at(0).ages_out, day("2026-08-30"));  // 90 days on
  EXPECT_THAT(outcome("22", "2026-03-17"), SizeIs(1));                       // 90 days ago
  EXPECT_THAT(outcome("22", "2026-03-16"), IsEmpty());
  EXPECT_THAT(outcome("16", "2026-03-16"), IsEmpty());
  EXPECT_TRUE(outcome("1", "2026-03-16").at(0).ages_out.none());  // charged
  EXPECT_TRUE(outcome("8", "2026-03-16").at(0).ages_out.none());  // community resolution
}

TEST(AgingOut, TheRuleMayBeStricter) {
  Rule rule = a_rule();
  rule.ages_out_days = 5;

  EXPECT_EQ(raise({rule}, {a_suspension("2026-06-11"), open_programme()}).at(0).ages_out,
            day("2026-06-16"));
  EXPECT_THAT(raise({rule}, {a_suspension("2026-06-09"), open_programme()}), IsEmpty());
}

bool holds(const Condition& condition, std::vector<std::pair<std::string, std::string>> fields) {
  return condition.holds(held_by("schools", "k.k", {}, {}, std::move(fields)).observation);
}

TEST(Condition, ComparesWordsWithoutCaseAndAsReceived) {
  EXPECT_TRUE(holds(that(Check::equals, "f", {"susp"}), {{"f", "SUSP"}}));
  EXPECT_TRUE(holds(that(Check::in, "f", {"a", "x as received"}), {{"f", "x"}}));
  EXPECT_TRUE(holds(that(Check::in, "f", {"a", "b"}), {{"f", "x"}, {"f", "b"}}));
  EXPECT_FALSE(holds(that(Check::in, "f", {"a", "b"}), {{"f", "x"}, {"g", "a"}}));
  EXPECT_FALSE(holds(that(Check::equals, "f", {"a"}), {}));
}

TEST(Condition, ComparesNumbersAndNothingElse) {
  EXPECT_TRUE(holds(that(Check::below, "f", {}, 90), {{"f", "89.9"}}));
  EXPECT_FALSE(holds(that(Check::below, "f", {}, 90), {{"f", "90"}}));
  EXPECT_FALSE(holds(that(Check::below, "f", {}, 90), {{"f", "few"}}));
  EXPECT_FALSE(holds(that(Check::below, "f", {}, 90), {{"f", "12 of 20"}}));
  EXPECT_FALSE(holds(that(Check::below, "f", {}, 90), {}));
  EXPECT_TRUE(holds(that(Check::at_least, "f", {}, 90), {{"f", " 90 "}}));
  EXPECT_FALSE(holds(that(Check::at_least, "f", {}, 90), {{"f", "89.999"}}));
}

TEST(Condition, KnowsWhetherAFieldIsThere) {
  EXPECT_TRUE(holds(that(Check::exists, "f"), {{"f", "x"}}));
  EXPECT_FALSE(holds(that(Check::exists, "f"), {{"f", ""}}));
  EXPECT_FALSE(holds(that(Check::exists, "f"), {{"g", "x"}}));
}

TEST(Condition, ReckonsAbsenceFromSessions) {
  const Condition absent = that(Check::share_above, "possible", {"authorised", "unauthorised"}, 10);

  EXPECT_TRUE(holds(absent, {{"possible", "100"}, {"authorised", "6"}, {"unauthorised", "5"}}));
  EXPECT_FALSE(holds(absent, {{"possible", "100"}, {"authorised", "6"}, {"unauthorised", "4"}}));
  EXPECT_TRUE(holds(absent, {{"possible", "100"}, {"unauthorised", "11"}}));
  EXPECT_FALSE(holds(absent, {{"possible", "0"}, {"unauthorised", "11"}}));
  EXPECT_FALSE(holds(absent, {{"possible", "100"}}));
  EXPECT_FALSE(holds(absent, {{"unauthorised", "11"}}));
  EXPECT_THAT(absent.fields(), ElementsAre("possible", "authorised", "unauthorised"));
}

TEST(Condition, GroupsWithAnyAndAll) {
  const Condition both = {
      Check::all, {}, {}, 0, {that(Check::exists, "f"), that(Check::exists, "g")}};
  const Condition either = {
      Check::any, {}, {}, 0, {that(Check::exists, "f"), that(Check::exists, "g")}};

  EXPECT_TRUE(holds(both, {{"f", "1"}, {"g", "1"}}));
  EXPECT_FALSE(holds(both, {{"f", "1"}}));
  EXPECT_TRUE(holds(either, {{"g", "1"}}));
  EXPECT_FALSE(holds(either, {}));
  EXPECT_TRUE(holds(Condition(), {}));
  EXPECT_THAT(either.fields(), ElementsAre("f", "g"));
}

}  // namespace
}  // namespace trellis::alerts
