#include "hub/alerts/reduced.hpp"

#include "tests/hub/sharing/world.hpp"

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;

namespace trellis::alerts {
namespace {

using namespace trellis::testing;
using model::Level;
using sharing::Protection;

// Told at detail under the agreement between schools and youth justice.
NewAlert an_alert() {
  NewAlert alert;
  alert.raised.rule = "suspended";
  alert.raised.organisation = "yjs";
  alert.raised.role = "yj_worker";
  alert.raised.purpose = "youth_justice";
  alert.raised.happened = day("2026-06-01");
  alert.provider = "schools";
  alert.kind = "education.suspension";
  alert.content = {"Suspended",
                   "Suspended on 2026-06-01 by Hilltop: PP.",
                   {{"Reason", "PP"}, {"Establishment", "Hilltop"}},
                   Level::detail,
                   "schools-to-yjs",
                   "3"};
  return alert;
}

Rule a_rule() {
  Rule rule;
  rule.id = "suspended";
  rule.title = "Suspended";
  rule.sentence = "Suspended on {day} by {establishment}: {reason}.";
  return rule;
}

std::optional<Content> told(const Protection& protection, sharing::Agreement agreement,
                            const Rule* rule, const NewAlert& alert = an_alert()) {
  const sharing::Policy policy = policy_of({std::move(agreement)});
  return told_today(
      alert, rule,
      policy.permit(worker, sharing::facts_of({}, protection, *testing::a_catalogue(), today),
                    today),
      policy);
}

TEST(ToldToday, IsWhatWasRaisedWhileNothingChanged) {
  const Rule rule = a_rule();
  const auto content = told({}, an_agreement(), &rule);

  ASSERT_TRUE(content);
  EXPECT_EQ(content->sentence, an_alert().content.sentence);
  EXPECT_EQ(content->fields, an_alert().content.fields);
}

TEST(ToldToday, IsNothingOnceTheWholeRecordIsRestrictedOrTheAgreementEnded) {
  const Rule rule = a_rule();
  EXPECT_FALSE(told({.whole_record = true}, an_agreement(), &rule));
  sharing::Agreement ended = an_agreement();
  ended.end = day("2026-06-14");
  EXPECT_FALSE(told({}, ended, &rule));
}

TEST(ToldToday, HasNoPlaceOnceTheLocationIsRestricted) {
  const Rule rule = a_rule();
  const auto content = told({.location = true}, an_agreement(), &rule);

  ASSERT_TRUE(content);
  EXPECT_THAT(content->fields, ElementsAre(Pair("Reason", "PP")));
  EXPECT_EQ(content->sentence, "Suspended on 2026-06-01 by (not shared): PP.");
}

TEST(ToldToday, SaysOnlyThatThereIsSomethingWhereTheRuleIsGoneOrLooksAtWhatIsHidden) {
  Rule looks = a_rule();
  looks.when = {Condition::Test::exists, "establishment", {}, 0, {}};
  for (const Rule* rule : {static_cast<const Rule*>(nullptr), static_cast<const Rule*>(&looks)}) {
    const auto content = told({.location = true}, an_agreement(), rule);
    ASSERT_TRUE(content);
    EXPECT_THAT(content->fields, IsEmpty());
    EXPECT_THAT(content->sentence, Not(HasSubstr("Hilltop")));
    EXPECT_EQ(content->level, Level::exists);
  }
}

TEST(ToldToday, IsLessWhereTheAgreementGivesLess) {
  const Rule rule = a_rule();
  sharing::Agreement less = an_agreement();
  less.clauses[2].level = Level::exists;
  const auto content = told({}, less, &rule);

  ASSERT_TRUE(content);
  EXPECT_THAT(content->fields, IsEmpty());
  EXPECT_THAT(content->sentence, HasSubstr("something to ask"));
}

}  // namespace
}  // namespace trellis::alerts
