#include "hub/matching/identity/parting.hpp"

#include <algorithm>
#include <utility>

namespace trellis::matching {
namespace {

bool holds(const std::vector<SubjectId>& subjects, SubjectId subject) {
  return std::find(subjects.begin(), subjects.end(), subject) != subjects.end();
}

}  // namespace

// The subjects tied to each by must-links, and of the rest those that speak more for `leaves`.
Result<std::vector<SubjectId>> Parting::leaving(const std::vector<Known>& members, SubjectId stays,
                                                SubjectId leaves) {
  std::vector<std::vector<SubjectId>> groups;  // tied by must-links
  std::vector<SubjectId> seen;
  for (const Known& member : members) {
    if (holds(seen, member.subject.id)) continue;
    std::vector<SubjectId>& group = groups.emplace_back(1, member.subject.id);
    for (std::size_t i = 0; i < group.size(); ++i) {
      seen.push_back(group[i]);
      TRELLIS_LET(auto locks, links_.locks_of(group[i]));
      for (const StandingLock& lock : locks) {
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
      auto to_leaver = comparisons_.compare(group[i], leaves);
      auto to_stayer = comparisons_.compare(group[i], stays);
      if (to_leaver.ok() && to_stayer.ok()) pull += to_leaver->bits - to_stayer->bits;
    }
    if (pull > 0) gone.insert(gone.end(), group.begin(), group.end());
  }
  return gone;
}

// The child that `subject` was moved out of when children were joined, if it can stand again.
Result<ChildId> Parting::former_home(SubjectId subject, ChildId child) {
  TRELLIS_LET(auto events, links_.events_of(child));
  for (auto event = events.rbegin(); event != events.rend(); ++event) {
    for (const Move& move : event->moves) {
      if (move.subject != subject || move.to != child || move.from.none()) continue;
      TRELLIS_LET(auto into, links_.redirected(move.from));
      if (into == child) return move.from;
    }
  }
  return ChildId{};
}

Status Parting::plan_split(Event& event, ChildId child, SubjectId a, SubjectId b) {
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
  TRELLIS_LET(auto members, links_.members(child));
  TRELLIS_LET(auto gone, leaving(members, stays, leaves));
  if (!home->none()) {
    event.redirects.push_back({*home, child, {}});
  } else {
    home = links_.make_child(event.at);
    if (!home.ok()) return std::move(home).error();
  }
  for (const SubjectId subject : gone) event.moves.push_back({subject, child, *home});
  return done();
}

}  // namespace trellis::matching
