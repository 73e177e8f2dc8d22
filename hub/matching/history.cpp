#include "hub/matching/history.hpp"

#include <algorithm>
#include <set>

#include "hub/matching/identity.hpp"

namespace trellis::matching {
namespace {

// Leaves of an event what may be told; false where that is nothing.
template <typename IsHidden>
bool keep_open_part(Event& event, IsHidden is_hidden) {
  std::erase_if(event.moves, [&](const Move& move) { return is_hidden(move.subject); });
  std::erase_if(event.locks,
                [&](const LockChange& lock) { return is_hidden(lock.a) || is_hidden(lock.b); });
  const bool is_of_subject_hidden = is_hidden(event.subject);
  if (!is_of_subject_hidden && !is_hidden(event.other)) return true;
  if (event.moves.empty()) return false;
  if (is_of_subject_hidden) event.subject = {};
  event.other = {};
  event.reason.clear();
  event.evidence.clear();
  event.proposals.clear();
  return true;
}

}  // namespace

Result<std::vector<Event>> Identity::history(SubjectId subject) {
  if (const auto open = open_features(subject); !open.ok()) return open.error();
  const auto child = child_of(subject);
  if (!child.ok()) return child.error();
  std::map<SubjectId, bool> hidden;
  std::optional<Error> failed;
  const auto is_hidden = [&](SubjectId each) {
    if (each.none()) return false;
    const auto [known, is_new] = hidden.emplace(each, true);
    if (!is_new) return known->second;
    const auto may_be_told = may_be_named(each);
    if (!may_be_told.ok()) failed = may_be_told.error();
    return known->second = !may_be_told.ok() || !*may_be_told;
  };
  std::map<EventId, Event> events;
  std::set<ChildId> seen = {*child};
  std::vector<ChildId> waiting = {*child};
  while (!waiting.empty()) {
    const ChildId next = waiting.back();
    waiting.pop_back();
    auto found = links_.events_of(next);
    if (!found.ok()) return std::move(found).error();
    for (Event& event : *found) {
      if (events.count(event.id) > 0 || !keep_open_part(event, is_hidden)) continue;
      for (const Move& move : event.moves)
        for (const ChildId each : {move.from, move.to})
          if (!each.none() && seen.insert(each).second) waiting.push_back(each);
      events.emplace(event.id, std::move(event));
    }
  }
  if (failed) return *failed;
  std::vector<Event> in_order;
  for (auto& [id, event] : events) in_order.push_back(std::move(event));
  return in_order;
}

std::map<SubjectId, ChildId> standing_at(std::span<const Event> events, Instant at) {
  std::map<SubjectId, ChildId> standing;
  for (const Event& event : events) {
    if (event.at > at) continue;
    for (const Move& move : event.moves) {
      if (move.to.none())
        standing.erase(move.subject);
      else
        standing[move.subject] = move.to;
    }
  }
  return standing;
}

}  // namespace trellis::matching
