#include "hub/matching/identity/identity.hpp"

#include <random>

#include <gmock/gmock.h>

#include "hub/matching/identity/seals.hpp"
#include "tests/hub/matching/ada_and_leo.hpp"
#include "tests/support/matching.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/subject_builder.hpp"

namespace trellis::matching {
namespace {

using namespace testing;
using ::testing::IsEmpty;

}  // namespace

TEST(Identity, MakesAChildForANewcomer) {
  Registry registry;
  const Settled settled = registry.settle(1, ada());
  EXPECT_EQ(settled.decision, Decision::new_child);
  EXPECT_FALSE(settled.event.none());
  EXPECT_EQ(settled.moves, std::vector({Move{SubjectId(1), {}, settled.child}}));
  EXPECT_EQ(registry.child(1), settled.child);
}

TEST(Identity, LinksASubjectThatIsKnownAlreadyAndSaysOnWhatEvidence) {
  Registry registry;
  const ChildId child = registry.settle(1, ada()).child;
  const Settled settled = registry.settle(2, ada());
  EXPECT_EQ(settled.child, child);
  EXPECT_EQ(settled.decision, Decision::same_child);
  const Event event = **registry.links.event(settled.event);
  EXPECT_EQ(event.other, SubjectId(1));
  EXPECT_EQ(event.model, "default-1");
  const auto evidence = read_comparison(event.evidence);
  ASSERT_THAT(evidence, IsOk());
  EXPECT_GT(evidence->evidence.size(), 3u);
  EXPECT_EQ(registry.identity.children().subjects_of(child)->size(), 2u);
}

TEST(Identity, DoesNothingWhereNothingChanged) {
  Registry registry;
  const Settled first = registry.settle(1, ada());
  const Settled again = registry.settle(1, ada());
  EXPECT_EQ(again.child, first.child);
  EXPECT_TRUE(again.event.none());
  EXPECT_TRUE(again.moves.empty());
}

TEST(Identity, AsksAPersonWhereTheEvidenceIsNotEnough) {
  Registry registry;
  registry.settle(1, ada());
  const Settled settled = registry.settle(
      2, a_child("a", "moss").born("2015-03-02").girl().living_at("AB1 2CD", "3 elm road"));
  EXPECT_EQ(settled.decision, Decision::ask_a_person);
  EXPECT_NE(settled.child, registry.child(1));
  ASSERT_EQ(settled.proposals.size(), 1u);
  const Proposal proposal = **registry.links.proposal(settled.proposals[0]);
  EXPECT_EQ(proposal.a, SubjectId(2));
  EXPECT_EQ(proposal.b, SubjectId(1));
  EXPECT_THAT(read_comparison(proposal.evidence), IsOk());
}

TEST(Identity, LinksOnceASubjectSaysMore) {
  Registry registry;
  registry.settle(1, ada().nhs("9990000018"));
  registry.settle(2, leo());
  const ChildId own = registry.settle(3, a_child("", "moss").born("2015-03-02")).child;
  const Settled settled =
      registry.settle(3, a_child("", "moss").born("2015-03-02").nhs("9990000018"));
  EXPECT_EQ(settled.decision, Decision::same_child);
  EXPECT_EQ(settled.child, registry.child(1));
  EXPECT_THAT(registry.identity.children().resolve(own), IsOkAnd(registry.child(1)));
  EXPECT_EQ(settled.moves.size(), 1u);
}

TEST(Identity, DoesNotUnlinkSilentlyWhatNoLongerFits) {
  Registry registry;
  const ChildId child = registry.settle(1, ada()).child;
  registry.settle(2, ada());
  const Settled settled = registry.settle(2, leo());
  EXPECT_EQ(settled.child, child);
  EXPECT_EQ(settled.decision, Decision::ask_a_person);
  ASSERT_EQ(settled.proposals.size(), 1u);
  EXPECT_EQ((*registry.links.proposal(settled.proposals[0]))->why, Why::no_longer_fits);

  const Settled back = registry.settle(2, ada());
  EXPECT_TRUE(back.proposals.empty());
  EXPECT_EQ((*registry.links.proposal(settled.proposals[0]))->state, ProposalState::withdrawn);
}

TEST(Identity, ShowsALinkThatARollForbids) {
  Registry registry;
  const auto ada = [](const char* upn) {
    return a_child("ada", "moss").born("2015-03-02").living_at("AB1 2CD", "3 elm road").upn(upn);
  };
  registry.settle(1, ada("H801200001001").on_roll("urn 100001", "2019-09-02"));
  registry.settle(2, a_child("ada", "moss").born("2015-03-02").living_at("AB1 2CD", "3 elm road"));
  ASSERT_EQ(registry.child(1), registry.child(2));
  const Settled settled =
      registry.settle(2, ada("T801200001002").on_roll("urn 100001", "2019-09-02"));
  EXPECT_EQ(registry.child(1), registry.child(2));
  ASSERT_EQ(settled.proposals.size(), 1u);
  EXPECT_EQ((*registry.links.proposal(settled.proposals[0]))->why, Why::no_longer_fits);
}

TEST(Identity, KeepsALinkBetweenTheTwoThresholds) {  // join high, break low
  Registry registry;
  registry.settle(1, ada());
  registry.settle(2, ada());
  const Settled settled =
      registry.settle(2, a_child("ada", "moss").born("2015-03-12").girl().living_at("ZE2 9XX"));
  EXPECT_EQ(settled.child, registry.child(1));
}

TEST(Identity, NeedsMoreToJoinTwoKeysOfOneSource) {
  Registry registry;
  registry.settle(1, ada(), 7);
  const Settled settled = registry.settle(2, a_child("ada", "moss").born("2015-03-02").girl(), 7);
  EXPECT_NE(settled.child, registry.child(1));
  const Settled number = registry.settle(3, ada().nhs("9990000018"), 8);
  EXPECT_EQ(number.child, registry.child(1));
  const Settled strong = registry.settle(4, ada().nhs("9990000018"), 8);
  EXPECT_EQ(strong.child, registry.child(1));
}

TEST(Identity, SetsASealedSubjectApart) {
  Registry registry;
  registry.settle(1, ada());
  registry.settle(2, ada());
  const ChildId before = registry.child(2);
  const Settled settled = registry.settle(2, ada().sealed());
  EXPECT_NE(settled.child, before);
  EXPECT_NE(registry.child(2), registry.child(1));
  EXPECT_TRUE(registry.identity.questions().proposals(ProposalState::open)->empty());
  EXPECT_THAT(registry.identity.explanations().explain(SubjectId(1), SubjectId(2)),
              IsError(Fault::not_found));
}

TEST(Identity, FollowsAMergeOfTheSource) {
  Registry registry;
  const ChildId elder = registry.settle(1, ada()).child;
  const ChildId younger = registry.settle(2, leo()).child;
  const auto changed = registry.identity.decisions().must_link(
      SubjectId(2), SubjectId(1), {"import", "the source merged them"});
  ASSERT_THAT(changed, IsOk());
  EXPECT_EQ(changed->moves, std::vector({Move{SubjectId(2), younger, elder}}));
  EXPECT_EQ(registry.child(2), elder);
  EXPECT_THAT(registry.identity.children().resolve(younger), IsOkAnd(elder));
  EXPECT_TRUE(
      registry.identity.decisions().must_link(SubjectId(1), SubjectId(2), steward)->event.none());
}

TEST(Identity, HoldsAMustLinkForASubjectThatIsYetToCome) {
  Registry registry;
  registry.settle(1, ada());
  ASSERT_THAT(registry.identity.decisions().must_link(SubjectId(1), SubjectId(2), steward), IsOk());
  EXPECT_EQ(registry.settle(2, leo()).child, registry.child(1));
}

TEST(Identity, TakesApartWhatMustNeverBeOne) {
  Registry registry;
  registry.settle(1, ada());
  registry.settle(2, ada());
  const auto changed =
      registry.identity.decisions().never_link(SubjectId(1), SubjectId(2), steward);
  ASSERT_THAT(changed, IsOk());
  EXPECT_NE(registry.child(1), registry.child(2));
  registry.settle(2, ada().nhs("9990000018"));
  EXPECT_NE(registry.child(1), registry.child(2));
}

TEST(Identity, GivesAnEarlierIdBackToTheOneWhoLeaves) {
  Registry registry;
  registry.settle(1, ada());
  const ChildId younger = registry.settle(2, leo()).child;
  registry.settle(3, leo());
  const auto joined = registry.identity.decisions().decide(MatchId(1), Answer::same, steward);
  EXPECT_THAT(joined, IsError(Fault::not_found));
  const auto merged = registry.identity.decisions().must_link(SubjectId(1), SubjectId(2), steward);
  ASSERT_THAT(merged, IsOk());
  ASSERT_THAT(registry.identity.decisions().never_link(SubjectId(3), SubjectId(1), steward),
              IsOk());
  EXPECT_EQ(registry.child(3), younger);
  EXPECT_EQ(registry.child(2), registry.child(1));  // the must-link holds
  EXPECT_THAT(registry.identity.children().resolve(younger), IsOkAnd(younger));
}

TEST(Identity, AnswersAConflictOfLocksAndChangesNothing) {
  Registry registry;
  registry.settle(1, ada());
  registry.settle(2, ada());
  registry.settle(3, leo());
  ASSERT_THAT(registry.identity.decisions().must_link(SubjectId(1), SubjectId(2), steward), IsOk());
  ASSERT_THAT(registry.identity.decisions().never_link(SubjectId(2), SubjectId(3), steward),
              IsOk());
  const std::string before = registry.picture(3);
  EXPECT_THAT(registry.identity.decisions().never_link(SubjectId(1), SubjectId(2), steward),
              IsError(Fault::conflict));
  EXPECT_THAT(registry.identity.decisions().must_link(SubjectId(2), SubjectId(3), steward),
              IsError(Fault::conflict));
  EXPECT_THAT(registry.identity.decisions().must_link(SubjectId(1), SubjectId(3), steward),
              IsError(Fault::conflict));
  EXPECT_EQ(registry.picture(3), before);
}

TEST(Identity, RefusesToPartWhatAChainOfMustLinksTies) {
  Registry registry;
  for (int id = 1; id <= 3; ++id) registry.settle(id, ada());
  ASSERT_THAT(registry.identity.decisions().must_link(SubjectId(1), SubjectId(2), steward), IsOk());
  ASSERT_THAT(registry.identity.decisions().must_link(SubjectId(2), SubjectId(3), steward), IsOk());
  EXPECT_THAT(registry.identity.decisions().never_link(SubjectId(1), SubjectId(3), steward),
              IsError(Fault::conflict));
}

TEST(Identity, WantsAReasonAndTwoSubjects) {
  Registry registry;
  registry.settle(1, ada());
  EXPECT_THAT(registry.identity.decisions().must_link(SubjectId(1), SubjectId(1), steward),
              IsError(Fault::invalid));
  EXPECT_THAT(registry.identity.decisions().never_link(SubjectId(1), SubjectId(2), {"steward", ""}),
              IsError(Fault::invalid));
}

TEST(Identity, CarriesOutAPersonsDecisionOnce) {
  Registry registry;
  registry.settle(1, ada());
  const Settled asked = registry.settle(
      2, a_child("a", "moss").born("2015-03-02").girl().living_at("AB1 2CD", "3 elm road"));
  ASSERT_EQ(asked.proposals.size(), 1u);
  ASSERT_THAT(registry.identity.decisions().decide(asked.proposals[0], Answer::same, steward),
              IsOk());
  EXPECT_EQ(registry.child(2), registry.child(1));
  EXPECT_THAT(registry.identity.decisions().decide(asked.proposals[0], Answer::different, steward),
              IsError(Fault::conflict));
}

TEST(Identity, DoesNotAskAgainWhatAPersonCalledDifferent) {
  Registry registry;
  registry.settle(1, ada());
  const auto maybe = [] {
    return a_child("a", "moss").born("2015-03-02").girl().living_at("AB1 2CD", "3 elm road");
  };
  const Settled asked = registry.settle(2, maybe());
  ASSERT_THAT(registry.identity.decisions().decide(asked.proposals[0], Answer::different, steward),
              IsOk());
  const Settled again = registry.settle(2, maybe().phone("7700900123"));
  EXPECT_TRUE(again.proposals.empty());
  EXPECT_NE(again.child, registry.child(1));
}

TEST(Locks, AlwaysHold) {
  std::mt19937 random(13);
  Registry registry;
  constexpr int subjects = 12;
  for (int id = 1; id <= subjects; ++id) registry.settle(id, id % 2 == 0 ? ada() : leo());
  for (int i = 0; i < 600; ++i) {
    const SubjectId a(1 + static_cast<int>(random() % subjects));
    const SubjectId b(1 + static_cast<int>(random() % subjects));
    switch (random() % 4) {
      case 0:
        (void)registry.identity.decisions().must_link(a, b, steward);
        break;
      case 1:
        (void)registry.identity.decisions().never_link(a, b, steward);
        break;
      case 2:
        (void)registry.identity.undoing().undo(EventId(1 + static_cast<int>(random() % 200)),
                                               steward);
        break;
      default:
        registry.settle(static_cast<int>(a.number()),
                        random() % 2 == 0
                            ? ada().phone(std::to_string(7700900100 + random() % 50))
                            : leo().phone(std::to_string(7700900100 + random() % 50)));
    }
    for (const auto found = registry.links.locks(); const StandingLock& lock : *found) {
      const auto one = registry.identity.children().child_of(lock.a);
      const auto other = registry.identity.children().child_of(lock.b);
      if (!one.ok() || !other.ok()) continue;
      EXPECT_EQ(*one == *other, lock.kind == Lock::must_link) << "step " << i;
    }
  }
}

TEST(Identity, JoinsTwoOthersOnceWhoStoodBetweenThemHasGone) {
  Registry registry;
  const auto moss = [] {
    return testing::a_child("ada", "moss").born("2015-03-02").girl().living_at("AB1 2CD");
  };
  registry.settle(1, moss().nhs("9990000018"));
  registry.settle(2, moss().nhs("9990000026"));
  registry.settle(3, moss());
  ASSERT_NE(registry.child(3), registry.child(1));
  const Settled settled = registry.settle(
      2, testing::a_child("zoe", "quill").born("2012-08-09").girl().nhs("9990000026"));
  EXPECT_EQ(registry.child(3), registry.child(1));
  ASSERT_EQ(settled.others.size(), 1u);
  EXPECT_FALSE(settled.others[0].event.none());
  EXPECT_EQ(settled.others[0].moves.size(), 1u);
}

TEST(Identity, IsTheSameAfterARestart) {
  Registry registry;
  registry.settle(1, ada());
  registry.settle(2, leo());
  ASSERT_THAT(registry.identity.decisions().never_link(SubjectId(3), SubjectId(1), steward),
              IsOk());
  auto fresh = shipped_engine();
  Identity again(*fresh.engine, registry.links, registry.clock, fresh.rules);
  ASSERT_THAT(again.load(), IsOk());
  const auto settled = again.settling().settle({SubjectId(4), ConnectionId(4)}, ada(), "import");
  ASSERT_THAT(settled, IsOk());
  EXPECT_EQ(settled->child, registry.child(1));
  EXPECT_NE(again.settling().settle({SubjectId(3), ConnectionId(3)}, ada(), "import")->child,
            registry.child(1));
}

TEST(Identity, ForgetsWhatWasRolledBack) {
  Registry registry;
  registry.settle(1, ada());
  const LinksFake before = registry.links;
  registry.settle(2, leo());
  registry.links = before;
  ASSERT_THAT(registry.identity.refresh(SubjectId(2)), IsOk());
  EXPECT_EQ(registry.settle(3, leo()).decision, Decision::new_child);
}

}  // namespace trellis::matching
