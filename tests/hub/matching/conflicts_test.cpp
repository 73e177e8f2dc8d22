// What forbids a link is always shown, and overruled only by a person who names it.
#include <gmock/gmock.h>

#include "hub/matching/identity/identity.hpp"
#include "tests/support/matching.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/subject_builder.hpp"

namespace trellis::matching {
namespace {

using namespace testing;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const By steward{"steward", "looked at both files"};
const By steward_who_names_it{"steward", "looked at both files", {"nhs-number"}};

SubjectBuilder ida() {
  return a_child("ida", "thornfield").born("2014-06-17").girl().living_at("AB1 2CD", "3 elm road");
}

std::vector<std::string> names(const Result<std::vector<Conflict>>& conflicts) {
  std::vector<std::string> all;
  if (!conflicts.ok()) return {"none could be told"};
  for (const Conflict& each : *conflicts)
    all.push_back(name_of(each.obstacle) + " " + to_string(each.one) + " " + to_string(each.other));
  return all;
}

// A child of two subjects, the second with an NHS number, and a third with another that the first,
// which has none, is asked about.
class Conflicts : public ::testing::Test {
 protected:
  Conflicts() {
    registry.settle(1, ida());
    registry.settle(2, ida().nhs("9990000018"));
    const Settled third = registry.settle(3, ida().nhs("9990000026"));
    if (third.proposals.size() == 1) question = third.proposals[0];
  }
  ProposalState state(MatchId match) { return (*registry.links.proposal(match))->state; }

  Registry registry;
  MatchId question;
};

}  // namespace

TEST_F(Conflicts, AreShownBetweenAnyOfTheTwoChildrensSubjects) {
  ASSERT_EQ(registry.child(1), registry.child(2));
  ASSERT_NE(registry.child(1), registry.child(3));
  EXPECT_EQ(names(registry.identity.comparisons().conflicts(SubjectId(1), SubjectId(3))),
            std::vector<std::string>{"nhs-number 2 3"});
  EXPECT_EQ(names(registry.identity.comparisons().conflicts(SubjectId(3), SubjectId(1))),
            std::vector<std::string>{"nhs-number 3 2"});
  const auto explained = registry.identity.explanations().explain(SubjectId(1), SubjectId(3));
  ASSERT_THAT(explained, IsOk());
  EXPECT_EQ(explained->conflicts.size(), 1u);
}

TEST_F(Conflicts, RefuseAYesThatDoesNotNameThem) {
  ASSERT_FALSE(question.none());
  const auto refused = registry.identity.decisions().decide(question, Answer::same, steward);
  ASSERT_THAT(refused, IsError(Fault::conflict));
  EXPECT_THAT(refused.error().message, HasSubstr("nhs-number"));
  EXPECT_NE(registry.child(1), registry.child(3));
  EXPECT_EQ(state(question), ProposalState::open);

  const By other{"steward", "looked at both files", {"one-roll"}};
  EXPECT_THAT(registry.identity.decisions().decide(question, Answer::same, other),
              IsError(Fault::conflict));

  EXPECT_THAT(registry.identity.decisions().decide(question, Answer::same, steward_who_names_it),
              IsOk());
  EXPECT_EQ(registry.child(1), registry.child(3));
}

TEST_F(Conflicts, OfASourcesMergeAreAPersonsToDecide) {
  registry.settle(8, a_child("ola", "quist").born("2012-02-03").nhs("9990000034"));
  registry.settle(9, a_child("ola", "quist").born("2012-02-03").nhs("9990000042"));
  EXPECT_THAT(
      registry.identity.decisions().must_link(SubjectId(8), SubjectId(9), {"hospital", "merged"}),
      IsError(Fault::conflict));
  const auto asked = registry.identity.questions().ask_about_merge(SubjectId(8), SubjectId(9));
  ASSERT_THAT(asked, IsOk());
  ASSERT_FALSE(asked->none());
  EXPECT_EQ((*registry.links.proposal(*asked))->state, ProposalState::open);
  EXPECT_THAT(registry.identity.questions().ask_about_merge(SubjectId(9), SubjectId(8)),
              IsOkAnd(*asked));

  registry.settle(8, a_child("ola", "quist").born("2012-02-03").nhs("9990000034").boy());
  EXPECT_EQ(state(*asked), ProposalState::open) << "what a source said does not go stale";

  EXPECT_THAT(registry.identity.decisions().decide(*asked, Answer::different, steward), IsOk());
  EXPECT_THAT(registry.identity.questions().ask_about_merge(SubjectId(8), SubjectId(9)),
              IsOkAnd(MatchId{}));
}

TEST_F(Conflicts, AreNotSeenBetweenOneChildsEqualNumbers) {
  registry.settle(4, ida().nhs("9990000018"));
  EXPECT_EQ(registry.child(4), registry.child(2));
  EXPECT_THAT(names(registry.identity.comparisons().conflicts(SubjectId(4), SubjectId(2))),
              IsEmpty());
}

TEST(NeverLink, ClosesItsQuestionAndTheOthersBetweenTheTwoChildren) {
  Registry registry;
  registry.settle(1, ida());
  registry.settle(2, ida());
  const auto asked = registry.settle(
      3, a_child("i", "thornfield").born("2014-06-17").girl().living_at("AB1 2CD", "3 elm road"));
  ASSERT_EQ(asked.proposals.size(), 1u);
  const Proposal open = **registry.links.proposal(asked.proposals[0]);
  Proposal another = open;
  another.id = {};
  another.b = open.b == SubjectId(1) ? SubjectId(2) : SubjectId(1);
  const auto second = registry.links.put(another);
  ASSERT_THAT(second, IsOk());

  const auto changed = registry.identity.decisions().never_link(open.b, SubjectId(3), steward);
  ASSERT_THAT(changed, IsOk());
  EXPECT_EQ((*registry.links.proposal(open.id))->state, ProposalState::different);
  EXPECT_EQ((*registry.links.proposal(*second))->state, ProposalState::withdrawn);

  registry.settle(3, a_child("i", "thornfield").born("2014-06-17").girl().living_at("AB1 2CD"));
  EXPECT_THAT(*registry.links.open_proposals_of(SubjectId(3)), IsEmpty());

  EXPECT_THAT(registry.identity.undoing().undo(changed->event, steward), IsOk());
  EXPECT_EQ((*registry.links.proposal(open.id))->state, ProposalState::open);
}

}  // namespace trellis::matching
