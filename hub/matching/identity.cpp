#include "hub/matching/identity.hpp"

#include <algorithm>
#include <utility>

namespace trellis::matching {
namespace {

constexpr int most_hops = 10'000;

}  // namespace

Status Identity::load(const SnapshotSettings& snapshots) {
  const auto position = load_engine(engine_, links_, snapshots);
  if (!position.ok()) return position.error();
  following_.start_from(*position);
  return done();
}

Status Identity::refresh(SubjectId subject) {
  auto known = links_.find(subject);
  if (!known.ok()) return std::move(known).error();
  engine_.forget(subject);
  if (*known) {
    const auto features = unpack((*known)->features);
    if (!features.ok()) return features.error();
    engine_.remember(subject, (*known)->child, *features);
  }
  for (const auto& [a, b] : touched_locks_)
    if (a == subject || b == subject) engine_.unlock(a, b);
  auto locks = links_.locks_of(subject);
  if (!locks.ok()) return std::move(locks).error();
  for (const StandingLock& lock : *locks) engine_.lock(lock.a, lock.b, lock.kind);
  return done();
}

Result<ChildId> Identity::child_of(SubjectId subject) {
  auto known = links_.find(subject);
  if (!known.ok()) return std::move(known).error();
  if (!*known) return Error{Fault::not_found, "there is no such subject"};
  return (*known)->child;
}

Result<ChildId> Identity::resolve(ChildId child) {
  for (int hop = 0; hop < most_hops; ++hop) {
    auto next = links_.redirected(child);
    if (!next.ok() || next->none()) return next.ok() ? Result<ChildId>(child) : next;
    child = *next;
  }
  return Error{Fault::conflict, "the redirects of this child go round in a circle"};
}

Result<std::vector<SubjectId>> Identity::subjects_of(ChildId child) {
  auto standing = resolve(child);
  if (!standing.ok()) return std::move(standing).error();
  auto members = links_.members(*standing);
  if (!members.ok()) return std::move(members).error();
  std::vector<SubjectId> subjects;
  subjects.reserve(members->size());
  for (const Known& member : *members) subjects.push_back(member.subject.id);
  return subjects;
}

Result<std::vector<Proposal>> Identity::proposals(ProposalState state, MatchId last,
                                                  std::size_t limit) {
  return links_.proposals(state, last, limit);
}

Result<std::optional<Lock>> Identity::lock_between(SubjectId a, SubjectId b) {
  auto locks = links_.locks_of(a);
  if (!locks.ok()) return std::move(locks).error();
  for (const StandingLock& lock : *locks)
    if ((lock.a == a && lock.b == b) || (lock.a == b && lock.b == a))
      return std::optional<Lock>(lock.kind);
  return std::optional<Lock>();
}

Event Identity::event_of(Happening what, SubjectId subject, SubjectId other, const By& by) const {
  Event event;
  event.at = clock_.now();
  event.what = what;
  event.subject = subject;
  event.other = other;
  event.actor = by.actor;
  event.reason = by.reason;
  return event;
}

// Applies the event's lists to the store, keeps the event, tells the engine. Moves from no child
// are already put.
Result<Changed> Identity::carry_out(Event event) {
  for (const Move& move : event.moves) {
    if (!move.from.none()) TRELLIS_TRY(links_.move(move.subject, move.to));
    if (move.subject == event.subject) event.child = move.to;
  }
  for (const Redirect& redirect : event.redirects)
    TRELLIS_TRY(links_.redirect(redirect.child, redirect.after));
  for (const LockChange& lock : event.locks)
    TRELLIS_TRY(links_.set_lock(lock.a, lock.b, lock.after));
  auto id = links_.append(event);
  if (!id.ok()) return std::move(id).error();
  for (const ProposalChange& change : event.proposals) {
    auto proposal = links_.proposal(change.match);
    if (!proposal.ok()) return std::move(proposal).error();
    if (!*proposal) return Error{Fault::not_found, "there is no such match"};
    (*proposal)->state = change.after;
    (*proposal)->decided_by = change.after == ProposalState::open ? EventId{} : *id;
    auto kept = links_.put(**proposal);
    if (!kept.ok()) return std::move(kept).error();
  }
  TRELLIS_TRY(tell_engine(event));
  return Changed{*id, std::move(event.moves)};
}

Status Identity::tell_engine(const Event& event) {
  for (const Move& move : event.moves) {
    if (move.from.none()) continue;  // the one who put it told the engine
    auto known = links_.find(move.subject);
    if (!known.ok()) return std::move(known).error();
    if (!*known) return Error{Fault::not_found, "there is no such subject"};
    const auto features = unpack((*known)->features);
    if (!features.ok()) return features.error();
    engine_.remember(move.subject, move.to, *features);
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

}  // namespace trellis::matching
