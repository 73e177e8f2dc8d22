#include <algorithm>
#include <string>
#include <utility>

#include "hub/matching/identity.hpp"
#include "hub/matching/seals.hpp"

// The half of Identity that does what people and sources say, and takes it back.
namespace trellis::matching {
namespace {

bool holds(const std::vector<SubjectId>& subjects, SubjectId subject) {
  return std::find(subjects.begin(), subjects.end(), subject) != subjects.end();
}

Error stands_on_it() {
  return Error{Fault::conflict, "later changes stand on this event: undo those first"};
}

Status check_said(SubjectId a, SubjectId b, const By& by) {
  if (a == b) return Error{Fault::invalid, "a lock needs two different subjects"};
  if (by.actor.empty() || by.reason.empty())
    return Error{Fault::invalid, "a decision needs to say who made it and why"};
  return done();
}

}  // namespace

Result<Changed> Identity::must_link(SubjectId a, SubjectId b, const By& by) {
  TRELLIS_TRY(check_said(a, b, by));
  TRELLIS_TRY(check_despite(a, b, by));
  return link(event_of(Happening::locked, a, b, by), a, b);
}

Result<Changed> Identity::never_link(SubjectId a, SubjectId b, const By& by) {
  TRELLIS_TRY(check_said(a, b, by));
  return part(event_of(Happening::locked, a, b, by), a, b);
}

Result<Changed> Identity::decide(MatchId match, Answer answer, const By& by) {
  auto found = links_.proposal(match);
  if (!found.ok()) return std::move(found).error();
  if (!*found) return Error{Fault::not_found, "there is no such match"};
  const Proposal& proposal = **found;
  if (proposal.state != ProposalState::open)
    return Error{Fault::conflict, "this match is no longer open: it was decided or withdrawn"};
  TRELLIS_TRY(check_said(proposal.a, proposal.b, by));
  Event event = event_of(Happening::decided, proposal.a, proposal.b, by);
  event.evidence = proposal.evidence;
  const bool is_same = answer == Answer::same;
  if (is_same) TRELLIS_TRY(check_despite(proposal.a, proposal.b, by));
  event.proposals.push_back(
      {match, ProposalState::open, is_same ? ProposalState::same : ProposalState::different});
  return is_same ? link(std::move(event), proposal.a, proposal.b)
                 : part(std::move(event), proposal.a, proposal.b);
}

Result<Changed> Identity::link(Event event, SubjectId a, SubjectId b) {
  auto lock = lock_between(a, b);
  if (!lock.ok()) return std::move(lock).error();
  if (*lock == Lock::never_link)
    return Error{Fault::conflict, "a never-link stands between the two: undo it first"};
  auto left = links_.find(a);
  if (!left.ok()) return std::move(left).error();
  auto right = links_.find(b);
  if (!right.ok()) return std::move(right).error();
  // A lock of who is sealed holds once it is open again.
  const auto may_join = may_both_be_named(links_, a, b);
  if (!may_join.ok()) return may_join.error();
  const bool are_apart = *may_join && *left && *right && (*left)->child != (*right)->child;
  if (*lock == Lock::must_link && !are_apart && event.proposals.empty()) return Changed{};

  if (!*lock) event.locks.push_back({a, b, {}, Lock::must_link});
  if (*left) event.child = (*left)->child;
  if (are_apart) TRELLIS_TRY(plan_join(event, (*left)->child, (*right)->child));
  TRELLIS_TRY(plan_closing(event));
  return carry_out(std::move(event));
}

Result<Changed> Identity::part(Event event, SubjectId a, SubjectId b) {
  auto lock = lock_between(a, b);
  if (!lock.ok()) return std::move(lock).error();
  if (*lock == Lock::must_link)
    return Error{Fault::conflict, "a must-link stands between the two: undo it first"};
  auto left = links_.find(a);
  if (!left.ok()) return std::move(left).error();
  auto right = links_.find(b);
  if (!right.ok()) return std::move(right).error();
  const bool are_together = *left && *right && (*left)->child == (*right)->child;
  if (*left) event.child = (*left)->child;
  if (are_together) TRELLIS_TRY(plan_split(event, (*left)->child, a, b));
  TRELLIS_TRY(plan_closing_apart(event, a, b));
  if (*lock == Lock::never_link && !are_together && event.proposals.empty()) return Changed{};

  if (!*lock) event.locks.push_back({a, b, {}, Lock::never_link});
  return carry_out(std::move(event));
}

// The younger child's subjects go to the elder, and its id redirects there.
Status Identity::plan_join(Event& event, ChildId one, ChildId other) {
  const auto [elder, younger] = std::minmax(one, other);
  auto staying = links_.members(elder);
  if (!staying.ok()) return std::move(staying).error();
  auto moving = links_.members(younger);
  if (!moving.ok()) return std::move(moving).error();
  std::vector<SubjectId> there;
  for (const Known& member : *staying) there.push_back(member.subject.id);
  for (const Known& member : *moving) {
    auto locks = links_.locks_of(member.subject.id);
    if (!locks.ok()) return std::move(locks).error();
    for (const StandingLock& lock : *locks)
      if (lock.kind == Lock::never_link && (holds(there, lock.a) || holds(there, lock.b)))
        return Error{Fault::conflict,
                     "joining these children would break the never-link between subjects " +
                         to_string(lock.a) + " and " + to_string(lock.b) + ": undo it first"};
    event.moves.push_back({member.subject.id, younger, elder});
  }
  event.redirects.push_back({younger, {}, elder});
  return done();
}

// The subjects tied to each by must-links, and of the rest those that speak more for `leaves`.
Result<std::vector<SubjectId>> Identity::leaving(const std::vector<Known>& members, SubjectId stays,
                                                 SubjectId leaves) {
  std::vector<std::vector<SubjectId>> groups;  // tied by must-links
  std::vector<SubjectId> seen;
  for (const Known& member : members) {
    if (holds(seen, member.subject.id)) continue;
    std::vector<SubjectId>& group = groups.emplace_back(1, member.subject.id);
    for (std::size_t i = 0; i < group.size(); ++i) {
      seen.push_back(group[i]);
      auto locks = links_.locks_of(group[i]);
      if (!locks.ok()) return std::move(locks).error();
      for (const StandingLock& lock : *locks) {
        const SubjectId other = lock.a == group[i] ? lock.b : lock.a;
        const bool is_here = std::any_of(members.begin(), members.end(), [&](const Known& each) {
          return each.subject.id == other;
        });
        if (lock.kind == Lock::must_link && is_here && !holds(group, other)) group.push_back(other);
      }
    }
  }
  std::vector<SubjectId> gone;
  for (const std::vector<SubjectId>& group : groups) {
    const bool has_leaver = holds(group, leaves);
    if (holds(group, stays)) {
      if (has_leaver)
        return Error{Fault::conflict, "must-links tie the two together: undo one of them first"};
      continue;
    }
    double pull = has_leaver ? 1 : 0;
    for (std::size_t i = 0; i < group.size() && !has_leaver; ++i) {
      auto to_leaver = compare(group[i], leaves);
      auto to_stayer = compare(group[i], stays);
      if (to_leaver.ok() && to_stayer.ok()) pull += to_leaver->bits - to_stayer->bits;
    }
    if (pull > 0) gone.insert(gone.end(), group.begin(), group.end());
  }
  return gone;
}

// The child that `subject` was moved out of when children were joined, if it can stand again.
Result<ChildId> Identity::former_home(SubjectId subject, ChildId child) {
  auto events = links_.events_of(child);
  if (!events.ok()) return std::move(events).error();
  for (auto event = events->rbegin(); event != events->rend(); ++event) {
    for (const Move& move : event->moves) {
      if (move.subject != subject || move.to != child || move.from.none()) continue;
      auto into = links_.redirected(move.from);
      if (!into.ok()) return std::move(into).error();
      if (*into == child) return move.from;
    }
  }
  return ChildId{};
}

// Whoever came from a joined child goes back to it; otherwise the younger subject leaves to a child
// of its own.
Status Identity::plan_split(Event& event, ChildId child, SubjectId a, SubjectId b) {
  SubjectId stays = std::min(a, b);
  SubjectId leaves = std::max(a, b);
  auto home = former_home(leaves, child);
  if (!home.ok()) return std::move(home).error();
  if (home->none()) {
    auto other_home = former_home(stays, child);
    if (!other_home.ok()) return std::move(other_home).error();
    if (!other_home->none()) {
      std::swap(stays, leaves);
      home = std::move(other_home);
    }
  }
  auto members = links_.members(child);
  if (!members.ok()) return std::move(members).error();
  auto gone = leaving(*members, stays, leaves);
  if (!gone.ok()) return std::move(gone).error();
  if (!home->none()) {
    event.redirects.push_back({*home, child, {}});
  } else {
    home = links_.make_child(event.at);
    if (!home.ok()) return std::move(home).error();
  }
  for (const SubjectId subject : *gone) event.moves.push_back({subject, child, *home});
  return done();
}

// No lock that holds now may be broken by the event's moves, unless the event lifts it.
Status Identity::check_locks(const Event& event) {
  for (const Move& move : event.moves) {
    auto locks = links_.locks_of(move.subject);
    if (!locks.ok()) return std::move(locks).error();
    for (const StandingLock& lock : *locks) {
      const SubjectId other = lock.a == move.subject ? lock.b : lock.a;
      const bool is_lifted =
          std::any_of(event.locks.begin(), event.locks.end(), [&](const LockChange& change) {
            return std::minmax(change.a, change.b) == std::minmax(lock.a, lock.b);
          });
      auto known = links_.find(other);
      if (!known.ok()) return std::move(known).error();
      if (is_lifted || !*known) continue;
      ChildId after = (*known)->child;
      for (const Move& each : event.moves)
        if (each.subject == other) after = each.to;
      const bool was_together = (*known)->child == move.from;
      const bool is_together = after == move.to;
      if (was_together != is_together && was_together == (lock.kind == Lock::must_link))
        return Error{Fault::conflict, "this would break the lock between subjects " +
                                          to_string(lock.a) + " and " + to_string(lock.b) +
                                          ": undo it first"};
    }
  }
  return done();
}

Result<Changed> Identity::undo(MatchId match, const By& by) {
  auto proposal = links_.proposal(match);
  if (!proposal.ok()) return std::move(proposal).error();
  if (!*proposal) return Error{Fault::not_found, "there is no such match"};
  if ((*proposal)->decided_by.none())
    return Error{Fault::conflict, "nobody has decided this match: there is nothing to undo"};
  return undo((*proposal)->decided_by, by);
}

Result<Changed> Identity::undo(EventId id, const By& by) {
  if (by.actor.empty() || by.reason.empty())
    return Error{Fault::invalid, "an undo needs to say who wants it and why"};
  auto event = links_.event(id);
  if (!event.ok()) return std::move(event).error();
  if (!*event) return Error{Fault::not_found, "there is no such event"};
  auto undone = links_.undone_by(id);
  if (!undone.ok()) return std::move(undone).error();
  if (!undone->none())
    return Error{Fault::conflict, "this event was already undone by event " + to_string(*undone)};
  Event inverse = event_of(Happening::undone, (*event)->subject, (*event)->other, by);
  inverse.undoes = id;
  inverse.child = (*event)->child;
  TRELLIS_TRY(plan_inverse(inverse, **event));
  TRELLIS_TRY(check_locks(inverse));
  return carry_out(std::move(inverse));
}

Status Identity::plan_inverse(Event& inverse, const Event& event) {
  for (const Redirect& redirect : event.redirects) {
    auto now = links_.redirected(redirect.child);
    if (!now.ok()) return std::move(now).error();
    if (*now != redirect.after) return stands_on_it();
    inverse.redirects.push_back({redirect.child, redirect.after, redirect.before});
  }
  for (const LockChange& lock : event.locks) {
    auto now = lock_between(lock.a, lock.b);
    if (!now.ok()) return std::move(now).error();
    if (*now != lock.after) return stands_on_it();
    inverse.locks.push_back({lock.a, lock.b, lock.after, lock.before});
  }
  for (const ProposalChange& change : event.proposals) {
    auto now = links_.proposal(change.match);
    if (!now.ok()) return std::move(now).error();
    if (!*now || (*now)->state != change.after) return stands_on_it();
    const auto may_be_asked = may_both_be_named(links_, (*now)->a, (*now)->b);
    if (!may_be_asked.ok()) return may_be_asked.error();
    inverse.proposals.push_back(
        {change.match, change.after, *may_be_asked ? change.before : ProposalState::withdrawn});
  }
  TRELLIS_TRY(plan_moves_back(inverse, event));
  // Or the next record would make the same link again.
  const bool was_by_model = !event.model.empty() && !event.other.none() && !event.moves.empty();
  if (!was_by_model) return done();
  auto now = lock_between(event.subject, event.other);
  if (!now.ok()) return std::move(now).error();
  if (!*now) inverse.locks.push_back({event.subject, event.other, {}, Lock::never_link});
  return done();
}

Status Identity::plan_moves_back(Event& inverse, const Event& event) {
  for (const Move& move : event.moves) {
    auto known = links_.find(move.subject);
    if (!known.ok()) return std::move(known).error();
    if (!*known) return stands_on_it();
    const auto has_been_sealed = is_sealed(**known);
    if (!has_been_sealed.ok()) return has_been_sealed.error();
    if (*has_been_sealed) continue;  // it stays where it is
    if ((*known)->child != move.to) return stands_on_it();
    ChildId back = move.from;
    if (back.none()) {
      if (event.other.none())
        return Error{Fault::conflict,
                     "this event only made the subject's own child: there is nothing to undo"};
      auto made = links_.make_child(inverse.at);
      if (!made.ok()) return std::move(made).error();
      back = *made;
    } else if (event.redirects.empty()) {
      auto into = links_.redirected(back);
      if (!into.ok()) return std::move(into).error();
      if (!into->none()) return stands_on_it();
    }
    auto there = links_.members(back);
    if (!there.ok()) return std::move(there).error();
    for (const Known& member : *there) {
      const auto is_home_sealed = is_sealed(member);
      if (!is_home_sealed.ok()) return is_home_sealed.error();
      if (*is_home_sealed) return stands_on_it();
    }
    inverse.moves.push_back({move.subject, move.to, back});
  }
  if (inverse.moves.empty()) return event.moves.empty() ? done() : stands_on_it();
  // A child that is left without subjects leads on to where they went.
  for (const Move& move : event.moves) {
    auto left = links_.members(move.to);
    if (!left.ok()) return std::move(left).error();
    const auto going = std::count_if(inverse.moves.begin(), inverse.moves.end(),
                                     [&](const Move& each) { return each.from == move.to; });
    const bool is_known = std::any_of(inverse.redirects.begin(), inverse.redirects.end(),
                                      [&](const Redirect& each) { return each.child == move.to; });
    if (static_cast<std::size_t>(going) == left->size() && !is_known)
      inverse.redirects.push_back({move.to, {}, inverse.moves.front().to});
  }
  return done();
}

}  // namespace trellis::matching
