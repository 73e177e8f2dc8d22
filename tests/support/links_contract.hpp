#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/matching/identity/ports.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::testing {

// What every store of links promises.
template <typename Maker>
class LinksContract : public ::testing::Test {
 protected:
  matching::Links& links() { return maker_.links(); }
  ChildId a_child() { return *links().make_child(Instant{}); }

  Maker maker_;
};
TYPED_TEST_SUITE_P(LinksContract);

TYPED_TEST_P(LinksContract, NeverGivesAChildIdTwice) {
  const ChildId first = this->a_child();
  const ChildId second = this->a_child();
  EXPECT_FALSE(first.none());
  EXPECT_LT(first, second);
}

TYPED_TEST_P(LinksContract, RedirectsAChildAndLetsItStandAgain) {
  const ChildId elder = this->a_child();
  const ChildId younger = this->a_child();
  EXPECT_THAT(this->links().redirected(younger), IsOkAnd(ChildId()));
  ASSERT_THAT(this->links().redirect(younger, elder), IsOk());
  EXPECT_THAT(this->links().redirected(younger), IsOkAnd(elder));
  ASSERT_THAT(this->links().redirect(younger, {}), IsOk());
  EXPECT_THAT(this->links().redirected(younger), IsOkAnd(ChildId()));
  EXPECT_THAT(this->links().redirected(ChildId(999)), IsError(Fault::not_found));
}

TYPED_TEST_P(LinksContract, KeepsSubjectsWithTheirFeatures) {
  const ChildId child = this->a_child();
  const ChildId other = this->a_child();
  const std::string packed("\x01\x00bytes", 7);
  ASSERT_THAT(this->links().put(matching::Known{{SubjectId(7), ConnectionId(2)}, child, packed}),
              IsOk());
  ASSERT_THAT(this->links().put(matching::Known{{SubjectId(5), ConnectionId(1)}, child, "x"}),
              IsOk());

  const auto found = *this->links().find(SubjectId(7));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->subject, (matching::Subject{SubjectId(7), ConnectionId(2)}));
  EXPECT_EQ(found->child, child);
  EXPECT_EQ(found->features, packed);
  EXPECT_FALSE(*this->links().find(SubjectId(6)));
  const auto members = *this->links().members(child);
  ASSERT_EQ(members.size(), 2u);
  EXPECT_EQ(members[0].subject.id, SubjectId(5));

  ASSERT_THAT(this->links().move(SubjectId(7), other), IsOk());
  EXPECT_EQ(this->links().members(child)->size(), 1u);
  EXPECT_EQ((*this->links().find(SubjectId(7)))->child, other);
}

TYPED_TEST_P(LinksContract, ListsSubjectsPageByPage) {
  const ChildId child = this->a_child();
  for (int id = 1; id <= 5; ++id)
    ASSERT_THAT(this->links().put(matching::Known{{SubjectId(id), ConnectionId(1)}, child, "x"}),
                IsOk());
  const auto page = *this->links().after(SubjectId(2), 2);
  ASSERT_EQ(page.size(), 2u);
  EXPECT_EQ(page[0].subject.id, SubjectId(3));
  EXPECT_EQ(page[1].subject.id, SubjectId(4));
}

TYPED_TEST_P(LinksContract, TellsWhatHasChangedSinceASnapshot) {
  matching::Links& links = this->links();
  const ChildId child = this->a_child(), other = this->a_child();
  EXPECT_EQ(links.snapshot()->name, "");
  ASSERT_THAT(links.put(matching::Known{{SubjectId(5), ConnectionId(1)}, child, "x"}), IsOk());
  ASSERT_THAT(links.put(matching::Known{{SubjectId(7), ConnectionId(1)}, child, "y"}), IsOk());
  const auto seen = links.position()->change;
  ASSERT_THAT(links.replace_snapshot("", {"one", seen}), IsOk());
  EXPECT_EQ(links.snapshot()->name, "one");
  EXPECT_EQ(links.snapshot()->change, seen);
  EXPECT_EQ(links.position()->change, seen);
  EXPECT_THAT(*links.changes_after(seen, 10), ::testing::IsEmpty());

  ASSERT_THAT(links.move(SubjectId(7), other), IsOk());
  ASSERT_THAT(links.put(matching::Known{{SubjectId(9), ConnectionId(1)}, child, "z"}), IsOk());
  const auto changes = *links.changes_after(seen, 10);
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(changes[0].subject, SubjectId(7));
  EXPECT_EQ(changes[0].now->child, other);
  EXPECT_EQ(changes[1].now->features, "z");
  EXPECT_EQ(links.changes_after(seen, 1)->size(), 1u);
  EXPECT_EQ(links.changes_after(changes[0].id, 10)->size(), 1u);

  ASSERT_THAT(links.replace_snapshot("one", {"two", changes[1].id}), IsOk());
  EXPECT_THAT(links.replace_snapshot("one", {"late", changes[1].id}), IsError(Fault::conflict));
  EXPECT_EQ(links.snapshot()->name, "two");
  const auto left = *links.changes_after({}, 10);
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left[0].id, changes[1].id);
  ASSERT_THAT(links.move(SubjectId(5), other), IsOk());
  EXPECT_GT(links.position()->change, changes[1].id);
}

TYPED_TEST_P(LinksContract, GivesAnEventBackWhole) {
  const ChildId elder = this->a_child();
  const ChildId younger = this->a_child();
  matching::Event event;
  event.at = Instant(std::chrono::seconds(5));
  event.what = matching::Happening::decided;
  event.subject = SubjectId(1);
  event.other = SubjectId(2);
  event.child = elder;
  event.actor = "steward";
  event.reason = "saw the birth certificate";
  event.model = "m";
  event.evidence = "{}";
  event.moves = {{SubjectId(2), younger, elder}};
  event.redirects = {{younger, {}, elder}};
  event.locks = {{SubjectId(1), SubjectId(2), {}, matching::Lock::must_link}};
  event.proposals = {{MatchId(9), matching::ProposalState::open, matching::ProposalState::same}};
  const auto id = *this->links().append(event);

  const auto found = *this->links().event(id);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->at, event.at);
  EXPECT_EQ(found->what, event.what);
  EXPECT_EQ(found->subject, event.subject);
  EXPECT_EQ(found->other, event.other);
  EXPECT_EQ(found->child, elder);
  EXPECT_EQ(found->actor, event.actor);
  EXPECT_EQ(found->reason, event.reason);
  EXPECT_EQ(found->moves, event.moves);
  EXPECT_EQ(found->redirects, event.redirects);
  EXPECT_EQ(found->locks, event.locks);
  EXPECT_EQ(found->proposals, event.proposals);
  EXPECT_EQ(this->links().events_of(younger)->size(), 1u);
  for (const matching::LockChange& lock : event.locks)
    for (const SubjectId each : {lock.a, lock.b})
      EXPECT_EQ(this->links().locks_told_of(each)->size(), 1u);
  EXPECT_TRUE(this->links().locks_told_of(SubjectId(54321))->empty());
  EXPECT_FALSE(*this->links().event(matching::EventId(12345)));
}

TYPED_TEST_P(LinksContract, GivesTheMoveOfAPlacedSubjectBack) {
  matching::Event event;
  event.subject = SubjectId(4);
  event.child = this->a_child();
  event.moves = {{SubjectId(4), {}, event.child}};
  const auto id = *this->links().append(event);
  EXPECT_EQ((*this->links().event(id))->moves, event.moves);
}

TYPED_TEST_P(LinksContract, KnowsWhichEventUndidAnother) {
  const auto first = *this->links().append(matching::Event{});
  EXPECT_THAT(this->links().undone_by(first), IsOkAnd(matching::EventId()));
  matching::Event undo;
  undo.what = matching::Happening::undone;
  undo.undoes = first;
  const auto second = *this->links().append(undo);
  EXPECT_THAT(this->links().undone_by(first), IsOkAnd(second));
}

TYPED_TEST_P(LinksContract, KeepsOneLockForAPairInEitherOrder) {
  ASSERT_THAT(this->links().set_lock(SubjectId(2), SubjectId(1), matching::Lock::never_link),
              IsOk());
  ASSERT_THAT(this->links().set_lock(SubjectId(1), SubjectId(2), matching::Lock::must_link),
              IsOk());
  const auto locks = *this->links().locks_of(SubjectId(2));
  ASSERT_EQ(locks.size(), 1u);
  EXPECT_EQ(locks[0].kind, matching::Lock::must_link);
  EXPECT_EQ(this->links().locks()->size(), 1u);
  ASSERT_THAT(this->links().set_lock(SubjectId(2), SubjectId(1), std::nullopt), IsOk());
  EXPECT_TRUE(this->links().locks_of(SubjectId(1))->empty());
}

TYPED_TEST_P(LinksContract, KeepsProposalsAndTheirState) {
  matching::Proposal proposal;
  proposal.a = SubjectId(1);
  proposal.b = SubjectId(2);
  proposal.why = matching::Why::no_longer_fits;
  proposal.bits = -2.5;
  proposal.evidence = "{}";
  const MatchId id = *this->links().put(proposal);
  EXPECT_EQ(this->links().open_proposals_of(SubjectId(1))->size(), 1u);
  EXPECT_EQ(this->links().open_proposals_of(SubjectId(2))->size(), 1u);
  EXPECT_EQ(this->links().proposals(matching::ProposalState::open, {}, 10)->size(), 1u);
  EXPECT_TRUE(this->links().proposals(matching::ProposalState::open, id, 10)->empty());

  proposal = **this->links().proposal(id);
  EXPECT_EQ(proposal.why, matching::Why::no_longer_fits);
  EXPECT_EQ(proposal.bits, -2.5);
  proposal.state = matching::ProposalState::different;
  EXPECT_THAT(this->links().put(proposal), IsOkAnd(id));
  EXPECT_TRUE(this->links().open_proposals_of(SubjectId(1))->empty());
  EXPECT_EQ(this->links().proposals(matching::ProposalState::different, {}, 10)->size(), 1u);
}

TYPED_TEST_P(LinksContract, TellsWhatLocksHaveChangedSinceAnEvent) {
  matching::Links& links = this->links();
  matching::Event event;
  event.what = matching::Happening::locked;
  event.locks.push_back({SubjectId(1), SubjectId(2), {}, matching::Lock::must_link});
  ASSERT_THAT(links.append(event), IsOk());
  const auto seen = links.position()->event;
  EXPECT_THAT(*links.lock_changes_after(seen), ::testing::IsEmpty());

  const matching::LockChange lifted{SubjectId(1), SubjectId(2), matching::Lock::must_link, {}};
  const matching::LockChange never{SubjectId(3), SubjectId(4), {}, matching::Lock::never_link};
  event.locks = {lifted, never};
  ASSERT_THAT(links.append(event), IsOk());
  EXPECT_THAT(*links.lock_changes_after(seen), ::testing::ElementsAre(lifted, never));
  EXPECT_EQ(links.lock_changes_after({})->size(), 3u);
}

TYPED_TEST_P(LinksContract, KeepsTheNewestWeightsOfNames) {
  matching::Links& links = this->links();
  EXPECT_THAT(links.name_epoch(), IsOkAnd(0));
  EXPECT_EQ(links.name_weights()->epoch, 0);
  ASSERT_THAT(links.put(matching::NameWeights{1, "some"}), IsOk());
  ASSERT_THAT(links.put(matching::NameWeights{2, std::string(5000, 'x')}), IsOk());
  EXPECT_THAT(links.name_epoch(), IsOkAnd(2));
  EXPECT_EQ(links.name_weights()->weights, std::string(5000, 'x'));
}

REGISTER_TYPED_TEST_SUITE_P(LinksContract, NeverGivesAChildIdTwice,
                            RedirectsAChildAndLetsItStandAgain, KeepsSubjectsWithTheirFeatures,
                            ListsSubjectsPageByPage, TellsWhatHasChangedSinceASnapshot,
                            GivesAnEventBackWhole, GivesTheMoveOfAPlacedSubjectBack,
                            KnowsWhichEventUndidAnother, KeepsOneLockForAPairInEitherOrder,
                            KeepsProposalsAndTheirState, TellsWhatLocksHaveChangedSinceAnEvent,
                            KeepsTheNewestWeightsOfNames);

}  // namespace trellis::testing
