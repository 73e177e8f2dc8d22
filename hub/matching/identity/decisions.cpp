#include "hub/matching/identity/decisions.hpp"

#include <utility>

#include "hub/matching/identity/locks.hpp"
#include "hub/matching/identity/plans.hpp"
#include "hub/matching/identity/seals.hpp"

namespace trellis::matching {
namespace {

Status check_said(SubjectId a, SubjectId b, const By& by) {
  if (a == b) return Error{Fault::invalid, "a lock needs two different subjects"};
  if (by.actor.empty() || by.reason.empty())
    return Error{Fault::invalid, "a decision needs to say who made it and why"};
  return done();
}

}  // namespace

Result<Changed> Decisions::must_link(SubjectId a, SubjectId b, const By& by) {
  TRELLIS_TRY(check_said(a, b, by));
  TRELLIS_TRY(comparisons_.check_despite(a, b, by));
  return link(ledger_.event_of(Happening::locked, a, b, by), a, b);
}

Result<Changed> Decisions::never_link(SubjectId a, SubjectId b, const By& by) {
  TRELLIS_TRY(check_said(a, b, by));
  return part(ledger_.event_of(Happening::locked, a, b, by), a, b);
}

Result<Changed> Decisions::decide(MatchId match, Answer answer, const By& by) {
  TRELLIS_LET(auto found, links_.proposal(match));
  if (!found) return Error{Fault::not_found, "there is no such match"};
  const Proposal& proposal = *found;
  if (proposal.state != ProposalState::open)
    return Error{Fault::conflict, "this match is no longer open: it was decided or withdrawn"};
  TRELLIS_TRY(check_said(proposal.a, proposal.b, by));
  Event event = ledger_.event_of(Happening::decided, proposal.a, proposal.b, by);
  event.evidence = proposal.evidence;
  const bool is_same = answer == Answer::same;
  if (is_same) TRELLIS_TRY(comparisons_.check_despite(proposal.a, proposal.b, by));
  event.proposals.push_back(
      {match, ProposalState::open, is_same ? ProposalState::same : ProposalState::different});
  return is_same ? link(std::move(event), proposal.a, proposal.b)
                 : part(std::move(event), proposal.a, proposal.b);
}

Result<Changed> Decisions::link(Event event, SubjectId a, SubjectId b) {
  auto lock = lock_between(links_, a, b);
  if (!lock.ok()) return std::move(lock).error();
  if (*lock == Lock::never_link)
    return Error{Fault::conflict, "a never-link stands between the two: undo it first"};
  TRELLIS_LET(auto left, links_.find(a));
  TRELLIS_LET(auto right, links_.find(b));
  // A lock of who is sealed holds once it is open again.
  TRELLIS_LET(const auto may_join, may_both_be_named(links_, a, b));
  const bool are_apart = may_join && left && right && left->child != right->child;
  if (*lock == Lock::must_link && !are_apart && event.proposals.empty()) return Changed{};

  if (!*lock) event.locks.push_back({a, b, {}, Lock::must_link});
  if (left) event.child = left->child;
  if (are_apart) TRELLIS_TRY(plan_join(links_, event, left->child, right->child));
  TRELLIS_TRY(plan_closing(links_, event));
  return ledger_.carry_out(std::move(event));
}

Result<Changed> Decisions::part(Event event, SubjectId a, SubjectId b) {
  TRELLIS_LET(auto lock, lock_between(links_, a, b));
  if (lock == Lock::must_link)
    return Error{Fault::conflict, "a must-link stands between the two: undo it first"};
  TRELLIS_LET(auto left, links_.find(a));
  TRELLIS_LET(auto right, links_.find(b));
  const bool are_together = left && right && left->child == right->child;
  if (left) event.child = left->child;
  if (are_together) TRELLIS_TRY(parting_.plan_split(event, left->child, a, b));
  TRELLIS_TRY(plan_closing_apart(links_, event, a, b));
  if (lock == Lock::never_link && !are_together && event.proposals.empty()) return Changed{};

  if (!lock) event.locks.push_back({a, b, {}, Lock::never_link});
  return ledger_.carry_out(std::move(event));
}

}  // namespace trellis::matching
