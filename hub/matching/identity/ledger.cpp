#include "hub/matching/identity/ledger.hpp"

#include <algorithm>

namespace trellis::matching {

Event Ledger::event_of(Happening what, SubjectId subject, SubjectId other, const By& by) const {
  Event event;
  event.at = clock_.now();
  event.what = what;
  event.subject = subject;
  event.other = other;
  event.actor = by.actor;
  event.reason = by.reason;
  return event;
}

Result<Changed> Ledger::carry_out(Event event) {
  for (const Move& move : event.moves) {
    if (!move.from.none()) TRELLIS_TRY(links_.move(move.subject, move.to));
    if (move.subject == event.subject) event.child = move.to;
  }
  for (const Redirect& redirect : event.redirects)
    TRELLIS_TRY(links_.redirect(redirect.child, redirect.after));
  for (const LockChange& lock : event.locks)
    TRELLIS_TRY(links_.set_lock(lock.a, lock.b, lock.after));
  TRELLIS_LET(auto id, links_.append(event));
  for (const ProposalChange& change : event.proposals) {
    TRELLIS_LET(auto proposal, links_.proposal(change.match));
    if (!proposal) return Error{Fault::not_found, "there is no such match"};
    proposal->state = change.after;
    proposal->decided_by = change.after == ProposalState::open ? EventId{} : id;
    TRELLIS_TRY(links_.put(*proposal));
  }
  TRELLIS_TRY(tell_engine(event));
  return Changed{id, std::move(event.moves)};
}

Status Ledger::tell_engine(const Event& event) {
  for (const Move& move : event.moves) {
    if (move.from.none()) continue;  // the one who put it told the engine
    TRELLIS_LET(auto known, links_.find(move.subject));
    if (!known) return Error{Fault::not_found, "there is no such subject"};
    TRELLIS_LET(const auto features, unpack(known->features));
    engine_.remember(move.subject, move.to, features);
  }
  for (const LockChange& lock : event.locks) {
    touched_locks_.insert(std::minmax(lock.a, lock.b));
    if (lock.after)
      engine_.lock(lock.a, lock.b, *lock.after);
    else
      engine_.unlock(lock.a, lock.b);
  }
  return done();
}

Status Ledger::refresh(SubjectId subject) {
  TRELLIS_LET(auto known, links_.find(subject));
  engine_.forget(subject);
  if (known) {
    TRELLIS_LET(const auto features, unpack(known->features));
    engine_.remember(subject, known->child, features);
  }
  for (const auto& [a, b] : touched_locks_)
    if (a == subject || b == subject) engine_.unlock(a, b);
  TRELLIS_LET(auto locks, links_.locks_of(subject));
  for (const StandingLock& lock : locks) engine_.lock(lock.a, lock.b, lock.kind);
  return done();
}

}  // namespace trellis::matching
