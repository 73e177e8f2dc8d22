#include "hub/matching/identity/history.hpp"

#include <optional>
#include <set>

#include "hub/matching/identity/children.hpp"
#include "hub/matching/identity/seals.hpp"

namespace trellis::matching {
namespace {

// What may be told of events: of a sealed subject nothing.
class Teller {
 public:
  explicit Teller(Links& links) : links_(links) {}

  Status add(Result<std::vector<Event>> found) {
    if (!found.ok()) return std::move(found).error();
    for (Event& event : *found)
      if (events_.count(event.id) == 0 && keep_open_part(event))
        events_.emplace(event.id, std::move(event));
    return failed_ ? Status(*failed_) : done();
  }
  // The children from which somebody came to this one.
  std::set<ChildId> origins_of(ChildId child) const {
    std::set<ChildId> origins;
    for (const auto& [id, event] : events_)
      for (const Move& move : event.moves)
        if (move.to == child && !move.from.none()) origins.insert(move.from);
    return origins;
  }
  std::vector<Event> told() && {
    std::vector<Event> told;
    for (auto& [id, event] : events_) told.push_back(std::move(event));
    return told;
  }

 private:
  bool is_hidden(SubjectId subject) {
    if (subject.none()) return false;
    const auto [known, is_new] = hidden_.emplace(subject, true);
    if (!is_new) return known->second;
    const auto may_be_told = may_be_named(links_, subject);
    if (!may_be_told.ok()) failed_ = may_be_told.error();
    return known->second = !may_be_told.ok() || !*may_be_told;
  }

  // Of an event that somebody hidden had a part in, bare moves of the others are left; false where
  // there are none.
  bool keep_open_part(Event& event) {
    std::erase_if(event.moves, [&](const Move& move) { return is_hidden(move.subject); });
    std::erase_if(event.locks,
                  [&](const LockChange& lock) { return is_hidden(lock.a) || is_hidden(lock.b); });
    if (!is_hidden(event.subject) && !is_hidden(event.other)) return true;
    if (event.moves.empty()) return false;
    Event bare;
    bare.id = event.id;
    bare.at = event.at;
    bare.subject = event.moves.front().subject;
    bare.child = event.moves.front().to;
    bare.moves = std::move(event.moves);
    event = std::move(bare);
    return true;
  }

  Links& links_;
  std::map<EventId, Event> events_;
  std::map<SubjectId, bool> hidden_;
  std::optional<Error> failed_;
};

}  // namespace

Result<std::vector<Event>> Children::history(SubjectId subject) {
  if (const auto open = open_features(links_, subject); !open.ok()) return open.error();
  TRELLIS_LET(const auto child, child_of(subject));
  Teller teller(links_);
  TRELLIS_TRY(teller.add(links_.locks_told_of(subject)));
  std::set<ChildId> seen = {child};
  std::vector<ChildId> waiting = {child};
  while (!waiting.empty()) {
    const ChildId next = waiting.back();
    waiting.pop_back();
    TRELLIS_TRY(teller.add(links_.events_of(next)));
    for (const ChildId origin : teller.origins_of(next))
      if (seen.insert(origin).second) waiting.push_back(origin);
  }
  return std::move(teller).told();
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
