#include "hub/matching/identity/seals.hpp"

#include <gmock/gmock.h>

#include "hub/matching/identity/identity.hpp"
#include "tests/hub/matching/ada_and_leo.hpp"
#include "tests/support/matching.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/subject_builder.hpp"

namespace trellis::matching {
namespace {

using namespace testing;
using ::testing::IsEmpty;

}  // namespace

TEST(Identity, LeavesASealedSubjectAloneWhateverItsSourceMerges) {
  Registry registry;
  registry.settle(1, ada());
  registry.settle(2, leo().sealed());
  const ChildId sealed = registry.child(2);
  ASSERT_THAT(registry.identity.decisions().must_link(SubjectId(1), SubjectId(2), steward), IsOk());
  EXPECT_EQ(registry.child(2), sealed);
  EXPECT_NE(registry.child(1), sealed);
  registry.settle(1, ada().nhs("9990000018"));
  EXPECT_NE(registry.child(1), sealed);
  registry.settle(3, ada().nhs("9990000018"));
  EXPECT_EQ(registry.child(3), registry.child(1));
  const auto explained = registry.identity.explanations().explain_child_of(SubjectId(1));
  EXPECT_FALSE(explained->nearest.has_value());
  EXPECT_TRUE(explained->said.empty());

  registry.settle(2, leo());  // open again
  EXPECT_EQ(registry.child(2), registry.child(1));
}

TEST(Identity, AnUndoBringsNobodyToWhoIsSealed) {
  Registry registry;
  registry.settle(1, ada());
  registry.settle(2, ada());
  const auto parted = registry.identity.decisions().never_link(SubjectId(1), SubjectId(2), steward);
  ASSERT_THAT(parted, IsOk());
  registry.settle(1, ada().sealed());
  EXPECT_THAT(registry.identity.undoing().undo(parted->event, steward), IsError(Fault::conflict));
  EXPECT_NE(registry.child(2), registry.child(1));
}

TEST(Identity, AnUndoLeavesWhoIsSealedWhereItIs) {
  Registry registry;
  registry.settle(1, ada());
  registry.settle(2, leo());
  registry.settle(3, leo().nhs("9990000018"));
  ASSERT_EQ(registry.child(3), registry.child(2));
  const auto joined = registry.identity.decisions().must_link(SubjectId(1), SubjectId(2), steward);
  ASSERT_THAT(joined, IsOk());
  registry.settle(3, leo().nhs("9990000018").sealed());
  const ChildId alone = registry.child(3);
  ASSERT_THAT(registry.identity.undoing().undo(joined->event, steward), IsOk());
  EXPECT_NE(registry.child(2), registry.child(1));
  EXPECT_EQ(registry.child(3), alone);
  EXPECT_NE(registry.child(2), alone);
}

TEST(Identity, AnUndoAsksNothingAboutWhoIsSealed) {
  Registry registry;
  registry.settle(1, ada());
  const Settled asked = registry.settle(
      2, a_child("a", "moss").born("2015-03-02").girl().living_at("AB1 2CD", "3 elm road"));
  ASSERT_EQ(asked.proposals.size(), 1u);
  ASSERT_THAT(registry.identity.decisions().decide(asked.proposals[0], Answer::different, steward),
              IsOk());
  registry.settle(2, a_child("a", "moss").sealed());
  ASSERT_THAT(registry.identity.undoing().undo(asked.proposals[0], steward), IsOk());
  EXPECT_THAT(*registry.identity.questions().proposals(ProposalState::open), IsEmpty());
}

TEST(Identity, AMergeHoldsOnceBothAreOpenAlsoInOneSource) {
  Registry registry;
  registry.settle(1, ada(), 7);
  registry.settle(2, ada().nhs("9990000018"), 8);
  registry.settle(3, leo().sealed(), 7);
  ASSERT_THAT(registry.identity.decisions().must_link(SubjectId(3), SubjectId(2), steward), IsOk());
  ASSERT_NE(registry.child(3), registry.child(2));
  registry.settle(3, leo(), 7);
  EXPECT_EQ(registry.child(3), registry.child(2));
}

TEST(Identity, DoesNotUndoTheSealOfASource) {
  Registry registry;
  registry.settle(1, ada());
  registry.settle(2, ada());
  ASSERT_EQ(registry.child(2), registry.child(1));
  const EventId seal = registry.settle(2, ada().sealed()).event;
  ASSERT_FALSE(seal.none());
  EXPECT_THAT(registry.identity.undoing().undo(seal, steward), IsError(Fault::conflict));
  EXPECT_NE(registry.child(2), registry.child(1));
}

TEST(Identity, ExplainsASealedSubjectAsOneThatIsNotThere) {
  Registry registry;
  registry.settle(1, ada());
  registry.settle(2, ada().sealed());
  const auto unknown = registry.identity.explanations().explain(SubjectId(1), SubjectId(9));
  const auto sealed = registry.identity.explanations().explain(SubjectId(1), SubjectId(2));
  EXPECT_EQ(to_string(sealed.error()), to_string(unknown.error()));
  EXPECT_EQ(to_string(registry.identity.explanations().explain_child_of(SubjectId(2)).error()),
            to_string(registry.identity.explanations().explain_child_of(SubjectId(9)).error()));
  EXPECT_FALSE(*may_be_named(registry.links, SubjectId(2)));
  EXPECT_FALSE(*may_be_named(registry.links, SubjectId(9)));
  const auto open = registry.identity.explanations().explain_child_of(SubjectId(1));
  EXPECT_EQ(open->members.size(), 1u);
  EXPECT_FALSE(open->nearest.has_value());
}

}  // namespace trellis::matching
