#include "hub/alerts/rules.hpp"
#include "hub/alerts/suspicion.hpp"
#include "tests/hub/sharing/world.hpp"

namespace trellis::alerts {
namespace {

using model::Level;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using namespace trellis::testing;  // the world of these tests
using sharing::Agreement;
using sharing::Sourced;

Rule a_rule(std::string kind = "education.suspension") {
  Rule rule;
  rule.id = "rule";
  rule.title = "Suspended from school";
  rule.kinds = {std::move(kind)};
  rule.within_days = 60;
  rule.open_to = "youth_justice";
  rule.role = "yj_worker";
  rule.purpose = "youth_justice";
  rule.sentence = "Suspended on {day}, {sessions} sessions: {reason}.";
  return rule;
}

std::vector<Sourced> some_records() {
  return {held_by("schools", "education.suspension", "2026-06-01", {},
                  {{"category", "SUSP"}, {"sessions", "4"}, {"reason", "PP"}}),
          held_by("yjs", "youth_justice.programme", "2026-01-10")};
}

// The content of the only alert that the rule raises about the records.
std::optional<Content> content_of(const Rule& rule, const std::vector<Sourced>& held,
                                  const std::vector<Agreement>& agreements,
                                  const sharing::Protection& protection = {}) {
  const auto raised =
      evaluate(std::span(&rule, 1), ChildId(1), held, *testing::a_catalogue(), today);
  EXPECT_EQ(raised.size(), 1u);
  if (raised.empty()) return std::nullopt;
  const sharing::Policy policy = policy_of(agreements);
  const sharing::Asker recipient = {raised[0].role, raised[0].organisation, raised[0].purpose};
  const auto permissions = policy.permit(
      recipient, sharing::facts_of(held, protection, *testing::a_catalogue(), today), today);
  return content_for(rule, raised[0], held, permissions, policy, today);
}

Agreement with_level(Level level) {
  Agreement agreement = an_agreement();
  agreement.clauses = {{"9", {"education.suspension"}, level, {}}};
  return agreement;
}

TEST(Content, ShowsWhatTheAgreementPermits) {
  const auto content = content_of(a_rule(), some_records(), {with_level(Level::detail)});

  ASSERT_TRUE(content);
  EXPECT_EQ(content->title, "Suspended from school");
  EXPECT_EQ(content->sentence, "Suspended on 2026-06-01, 4 sessions: PP.");
  EXPECT_THAT(content->fields,
              ElementsAre(Pair("Category", "SUSP"), Pair("Sessions", "4"), Pair("Reason", "PP")));
  EXPECT_EQ(content->agreement, "schools-to-yjs");
  EXPECT_EQ(content->clause, "9");
  EXPECT_EQ(content->level, Level::detail);
}

TEST(Content, LeavesOutWhatTheLevelDoesNotShow) {
  const auto content = content_of(a_rule(), some_records(), {with_level(Level::summary)});

  ASSERT_TRUE(content);
  EXPECT_EQ(content->sentence, "Suspended on 2026-06-01, 4 sessions: (not shared).");
  EXPECT_THAT(content->fields, ElementsAre(Pair("Category", "SUSP"), Pair("Sessions", "4")));
}

TEST(Content, OfMereExistenceSaysOnlyWhomToAsk) {
  for (const Level level : {Level::exists, Level::identity}) {
    const auto content = content_of(a_rule(), some_records(), {with_level(level)});

    ASSERT_TRUE(content);
    EXPECT_EQ(content->sentence, "There is something to ask Eastmere Education about.");
    EXPECT_THAT(content->title, Not(HasSubstr("Suspended")));
    EXPECT_THAT(content->fields, IsEmpty());
    EXPECT_EQ(content->level, Level::exists);
  }
}

TEST(Content, WithoutAPermissionThereIsNone) {
  EXPECT_FALSE(content_of(a_rule(), some_records(), {}));
  EXPECT_FALSE(content_of(a_rule(), some_records(), {with_level(Level::none)}));
}

TEST(Content, TheRulesOwnTestTellsNothingThatIsNotPermitted) {
  Rule rule = a_rule();
  rule.when.parts = {{Condition::Test::equals, "reason", {"PP"}, 0, {}}};

  const auto summary = content_of(rule, some_records(), {with_level(Level::summary)});
  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->sentence, "There is something to ask Eastmere Education about.");
  EXPECT_EQ(content_of(rule, some_records(), {with_level(Level::detail)})->title, rule.title);
}

TEST(Content, TheServicesOwnRecordNeedsNoAgreement) {
  Rule rule = a_rule("youth_justice.outcome");
  rule.sentence = "Outcome: {type}.";
  const auto content =
      content_of(rule,
                 {held_by("yjs", "youth_justice.outcome", "2026-06-01", {}, {{"type", "RO"}}),
                  some_records()[1]},
                 {});

  ASSERT_TRUE(content);
  EXPECT_EQ(content->sentence, "Outcome: RO.");
  EXPECT_EQ(content->agreement, "");
}

TEST(Content, AnAlertToAnotherServiceMayNotTellThatTheChildIsOpen) {
  Rule rule = a_rule();
  rule.organisation = "schools";
  rule.role = "school_lead";
  EXPECT_FALSE(content_of(rule, some_records(), {}));

  Agreement may_know = an_agreement();
  may_know.id = "yjs-to-schools";
  may_know.providers = {"yjs"};
  may_know.recipients = {{"schools", {"school_lead"}}};
  may_know.clauses = {{"1", {"youth_justice.programme"}, Level::exists, {}}};
  EXPECT_TRUE(content_of(rule, some_records(), {may_know}));
}

TEST(Content, AChildWhoseWholeRecordIsRestrictedRaisesNothingElsewhere) {
  EXPECT_FALSE(content_of(a_rule(), some_records(), {with_level(Level::detail)},
                          {.location = true, .whole_record = true}));
}

TEST(Content, IsOnlyForTheRecipient) {
  const Rule rule = a_rule();
  const auto held = some_records();
  const auto raised =
      evaluate(std::span(&rule, 1), ChildId(1), held, *testing::a_catalogue(), today);
  const sharing::Policy policy = policy_of({with_level(Level::detail)});
  const auto facts = sharing::facts_of(held, {}, *testing::a_catalogue(), today);
  ASSERT_EQ(raised.size(), 1u);

  for (const sharing::Asker& other : {manager, sharing::Asker{"yj_worker", "yjs", "safeguarding"},
                                      sharing::Asker{"school_lead", "schools", "youth_justice"}})
    EXPECT_FALSE(
        content_for(rule, raised[0], held, policy.permit(other, facts, today), policy, today));
}

TEST(Content, NeverPresentsAnArrestAsGuilt) {
  Agreement agreement = an_agreement();
  agreement.providers = {"police"};
  agreement.signatures[0].organisation = "police";
  agreement.clauses = {{"1", {"police.arrest"}, Level::detail, {}}};
  Rule rule = a_rule("police.arrest");
  rule.sentence = "Arrested on {day}.";
  const auto content =
      content_of(rule,
                 {held_by("police", "police.arrest", "2026-06-01", {}, {{"offence", "Theft"}}),
                  some_records()[1]},
                 {agreement});

  ASSERT_TRUE(content);
  EXPECT_EQ(content->sentence,
            "Arrested on 2026-06-01. An arrest or an allegation is not a finding of guilt.");
}

TEST(Suspicion, FindsWordsOfGuilt) {
  EXPECT_EQ(word_of_guilt("The young Offender was seen"), "offender");
  EXPECT_EQ(word_of_guilt("Convicted of theft"), "convict");
  EXPECT_EQ(word_of_guilt("Arrested on suspicion of theft"), "");
}

TEST(Suspicion, FollowsTheSubjectsCategoryToo) {
  model::Observation observation;
  observation.kind = "youth_justice.outcome";
  EXPECT_FALSE(is_suspicion(observation));

  observation.subject_category = model::SubjectCategory::suspect;
  EXPECT_TRUE(is_suspicion(observation));
}

}  // namespace
}  // namespace trellis::alerts
