#include "hub/matching/identity/undoing.hpp"

#include <algorithm>
#include <utility>

#include "hub/matching/identity/locks.hpp"
#include "hub/matching/identity/seals.hpp"

namespace trellis::matching {
namespace {

Error stands_on_it() {
  return Error{Fault::conflict, "later changes stand on this event: undo those first"};
}

}  // namespace

Result<Changed> Undoing::undo(MatchId match, const By& by) {
  TRELLIS_LET(auto proposal, links_.proposal(match));
  if (!proposal) return Error{Fault::not_found, "there is no such match"};
  if (proposal->decided_by.none())
    return Error{Fault::conflict, "nobody has decided this match: there is nothing to undo"};
  return undo(proposal->decided_by, by);
}

Result<Changed> Undoing::undo(EventId id, const By& by) {
  if (by.actor.empty() || by.reason.empty())
    return Error{Fault::invalid, "an undo needs to say who wants it and why"};
  auto event = links_.event(id);
  if (!event.ok()) return std::move(event).error();
  if (!*event) return Error{Fault::not_found, "there is no such event"};
  auto undone = links_.undone_by(id);
  if (!undone.ok()) return std::move(undone).error();
  if (!undone->none())
    return Error{Fault::conflict, "this event was already undone by event " + to_string(*undone)};
  Event inverse = ledger_.event_of(Happening::undone, (*event)->subject, (*event)->other, by);
  inverse.undoes = id;
  inverse.child = (*event)->child;
  TRELLIS_TRY(plan_inverse(inverse, **event));
  TRELLIS_TRY(check_locks(links_, inverse));
  return ledger_.carry_out(std::move(inverse));
}

Status Undoing::plan_inverse(Event& inverse, const Event& event) {
  for (const Redirect& redirect : event.redirects) {
    TRELLIS_LET(auto now, links_.redirected(redirect.child));
    if (now != redirect.after) return stands_on_it();
    inverse.redirects.push_back({redirect.child, redirect.after, redirect.before});
  }
  for (const LockChange& lock : event.locks) {
    TRELLIS_LET(auto now, lock_between(links_, lock.a, lock.b));
    if (now != lock.after) return stands_on_it();
    inverse.locks.push_back({lock.a, lock.b, lock.after, lock.before});
  }
  for (const ProposalChange& change : event.proposals) {
    TRELLIS_LET(auto now, links_.proposal(change.match));
    if (!now || now->state != change.after) return stands_on_it();
    TRELLIS_LET(const auto may_be_asked, may_both_be_named(links_, now->a, now->b));
    inverse.proposals.push_back(
        {change.match, change.after, may_be_asked ? change.before : ProposalState::withdrawn});
  }
  TRELLIS_TRY(plan_moves_back(inverse, event));
  // Or the next record would make the same link again.
  const bool was_by_model = !event.model.empty() && !event.other.none() && !event.moves.empty();
  if (!was_by_model) return done();
  TRELLIS_LET(auto now, lock_between(links_, event.subject, event.other));
  if (!now) inverse.locks.push_back({event.subject, event.other, {}, Lock::never_link});
  return done();
}

// Where a move came from, if it can stand again.
Result<ChildId> Undoing::home_before(const Event& inverse, const Event& event, const Move& move) {
  ChildId back = move.from;
  if (back.none()) {
    if (event.other.none())
      return Error{Fault::conflict,
                   "this event only made the subject's own child: there is nothing to undo"};
    TRELLIS_LET(const auto made, links_.make_child(inverse.at));
    back = made;
  } else if (event.redirects.empty()) {
    TRELLIS_LET(const auto into, links_.redirected(back));
    if (!into.none()) return stands_on_it();
  }
  TRELLIS_LET(const auto there, links_.members(back));
  for (const Known& member : there) {
    TRELLIS_LET(const auto is_home_sealed, is_sealed(member));
    if (is_home_sealed) return stands_on_it();
  }
  return back;
}

Status Undoing::plan_moves_back(Event& inverse, const Event& event) {
  for (const Move& move : event.moves) {
    TRELLIS_LET(auto known, links_.find(move.subject));
    if (!known) return stands_on_it();
    TRELLIS_LET(const auto has_been_sealed, is_sealed(*known));
    if (has_been_sealed) continue;  // it stays where it is
    if (known->child != move.to) return stands_on_it();
    TRELLIS_LET(const auto back, home_before(inverse, event, move));
    inverse.moves.push_back({move.subject, move.to, back});
  }
  if (inverse.moves.empty()) return event.moves.empty() ? done() : stands_on_it();
  // A child that is left without subjects leads on to where they went.
  for (const Move& move : event.moves) {
    TRELLIS_LET(auto left, links_.members(move.to));
    const auto going = std::count_if(inverse.moves.begin(), inverse.moves.end(),
                                     [&](const Move& each) { return each.from == move.to; });
    const bool is_known = std::any_of(inverse.redirects.begin(), inverse.redirects.end(),
                                      [&](const Redirect& each) { return each.child == move.to; });
    if (static_cast<std::size_t>(going) == left.size() && !is_known)
      inverse.redirects.push_back({move.to, {}, inverse.moves.front().to});
  }
  return done();
}

}  // namespace trellis::matching
