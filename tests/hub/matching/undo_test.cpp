#include <random>

#include <gmock/gmock.h>

#include "hub/matching/identity/identity.hpp"
#include "tests/support/matching.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/subject_builder.hpp"

namespace trellis::matching {
namespace {

using namespace testing;

const By steward{"steward", "looked at both files"};

SubjectBuilder ada() {
  return a_child("ada", "moss").born("2015-03-02").girl().living_at("AB1 2CD", "3 elm road");
}
SubjectBuilder leo() {
  return a_child("leo", "hartwright").born("2011-12-24").boy().living_at("ZE2 9XX");
}

}  // namespace

TEST(Undo, OfADecisionRestoresWhatWasBefore) {
  for (const Answer answer : {Answer::same, Answer::different}) {
    Registry registry;
    registry.settle(1, ada());
    const Settled asked = registry.settle(
        2, a_child("a", "moss").born("2015-03-02").girl().living_at("AB1 2CD", "3 elm road"));
    const std::string before = registry.picture(2);
    ASSERT_THAT(registry.identity.decisions().decide(asked.proposals[0], answer, steward), IsOk());
    ASSERT_NE(registry.picture(2), before);
    ASSERT_THAT(registry.identity.undoing().undo(asked.proposals[0], steward), IsOk());
    EXPECT_EQ(registry.picture(2), before);
  }
}

TEST(Undo, OfAnUndoMakesTheChangeAgain) {
  Registry registry;
  registry.settle(1, ada());
  registry.settle(2, leo());
  const auto merged = *registry.identity.decisions().must_link(SubjectId(1), SubjectId(2), steward);
  const std::string after = registry.picture(2);
  const auto undone = *registry.identity.undoing().undo(merged.event, steward);
  ASSERT_THAT(registry.identity.undoing().undo(undone.event, steward), IsOk());
  EXPECT_EQ(registry.picture(2), after);
  EXPECT_THAT(registry.identity.undoing().undo(merged.event, steward), IsError(Fault::conflict));
}

TEST(Undo, OfALinkOfTheModelKeepsItFromBeingMadeAgain) {
  Registry registry;
  const ChildId child = registry.settle(1, ada()).child;
  const Settled linked = registry.settle(2, ada());
  ASSERT_THAT(registry.identity.undoing().undo(linked.event, steward), IsOk());
  EXPECT_EQ(registry.child(1), child);
  EXPECT_NE(registry.child(2), child);
  registry.settle(2, ada().nhs("9990000018"));
  EXPECT_NE(registry.child(2), child);
}

TEST(Undo, LeavesThoseWhoCameLaterWhereTheyAre) {
  Registry registry;
  registry.settle(1, ada());
  const ChildId younger = registry.settle(2, leo()).child;
  const auto merged = *registry.identity.decisions().must_link(SubjectId(1), SubjectId(2), steward);
  const ChildId elder = registry.settle(3, ada()).child;
  ASSERT_THAT(registry.identity.undoing().undo(merged.event, steward), IsOk());
  EXPECT_EQ(registry.child(2), younger);
  EXPECT_EQ(registry.child(3), elder);
}

TEST(Undo, IsRefusedWhereLaterChangesStandOnIt) {
  Registry registry;
  registry.settle(1, ada());
  registry.settle(2, leo());
  registry.settle(3, a_child("mia", "marlowe").born("2009-06-06"));
  const auto first = *registry.identity.decisions().must_link(SubjectId(2), SubjectId(3), steward);
  const auto second = *registry.identity.decisions().must_link(SubjectId(1), SubjectId(2), steward);
  const std::string before = registry.picture(3);
  EXPECT_THAT(registry.identity.undoing().undo(first.event, steward), IsError(Fault::conflict));
  EXPECT_EQ(registry.picture(3), before);
  ASSERT_THAT(registry.identity.undoing().undo(second.event, steward), IsOk());
  EXPECT_THAT(registry.identity.undoing().undo(first.event, steward), IsOk());
}

TEST(Undo, HasNothingToDoForAnOwnChildOrAnOpenQuestion) {
  Registry registry;
  const Settled settled = registry.settle(1, ada());
  EXPECT_THAT(registry.identity.undoing().undo(settled.event, steward), IsError(Fault::conflict));
  EXPECT_THAT(registry.identity.undoing().undo(EventId(99), steward), IsError(Fault::not_found));
  EXPECT_THAT(registry.identity.undoing().undo(MatchId(99), steward), IsError(Fault::not_found));
  const Settled asked = registry.settle(
      2, a_child("a", "moss").born("2015-03-02").girl().living_at("AB1 2CD", "3 elm road"));
  EXPECT_THAT(registry.identity.undoing().undo(asked.proposals[0], steward),
              IsError(Fault::conflict));
}

TEST(Undo, OfEverythingInReverseEndsWhereItBegan) {
  std::mt19937 random(11);
  for (int round = 0; round < 60; ++round) {
    Registry registry;
    constexpr int subjects = 8;
    for (int id = 1; id <= subjects; ++id) registry.settle(id, id % 2 == 0 ? leo() : ada());
    const std::string before = registry.picture(subjects);
    std::vector<EventId> events;
    for (int i = 0; i < 12; ++i) {
      const SubjectId a(1 + static_cast<int>(random() % subjects));
      const SubjectId b(1 + static_cast<int>(random() % subjects));
      const auto changed = random() % 2 == 0
                               ? registry.identity.decisions().must_link(a, b, steward)
                               : registry.identity.decisions().never_link(a, b, steward);
      if (changed.ok() && !changed->event.none()) events.push_back(changed->event);
    }
    ASSERT_NE(registry.picture(subjects), before);
    for (auto event = events.rbegin(); event != events.rend(); ++event)
      ASSERT_THAT(registry.identity.undoing().undo(*event, steward), IsOk());
    EXPECT_EQ(registry.picture(subjects), before) << "round " << round;
  }
}

}  // namespace trellis::matching
