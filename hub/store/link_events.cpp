#include "hub/store/link_events.hpp"

#include <initializer_list>

#include "hub/store/columns.hpp"
#include "hub/store/database.hpp"

namespace trellis::store {
namespace {

using namespace matching;

enum class What : std::int64_t { move, redirect, lock, proposal };

bool is_plain_placing(const Event& event) {
  return event.what == Happening::placed && event.moves.size() == 1 &&
         event.moves[0] == Move{event.subject, {}, event.child} && event.redirects.empty() &&
         event.locks.empty() && event.proposals.empty();
}

Status add_change(Database& database, EventId event, What what, std::int64_t a, std::int64_t b,
                  std::int64_t before, std::int64_t after) {
  TRELLIS_TRY(
      database.run("INSERT INTO match_change (event_id, what, a, b, before, after) VALUES "
                   "($1, $2, $3, $4, $5, $6)",
                   {event.number(), static_cast<std::int64_t>(what), a, b, before, after}));
  return done();
}

Status add_changes(Database& database, EventId id, const Event& event) {
  for (const Move& move : event.moves)
    TRELLIS_TRY(add_change(database, id, What::move, move.subject.number(), 0, move.from.number(),
                           move.to.number()));
  for (const Redirect& each : event.redirects)
    TRELLIS_TRY(add_change(database, id, What::redirect, each.child.number(), 0,
                           each.before.number(), each.after.number()));
  for (const LockChange& each : event.locks)
    TRELLIS_TRY(add_change(database, id, What::lock, each.a.number(), each.b.number(),
                           number_of(each.before), number_of(each.after)));
  for (const ProposalChange& each : event.proposals)
    TRELLIS_TRY(add_change(database, id, What::proposal, each.match.number(), 0,
                           static_cast<std::int64_t>(each.before),
                           static_cast<std::int64_t>(each.after)));
  return done();
}

Event event_in(const Row& row) {
  Event event;
  event.id = EventId(row.whole(0));
  event.at = instant(row.whole(1));
  event.what = static_cast<Happening>(row.whole(2));
  event.subject = SubjectId(row.whole(3));
  event.other = SubjectId(row.whole(4));
  event.child = ChildId(row.whole(5));
  event.actor = row.text(6);
  event.reason = row.text(7);
  event.model = row.text(8);
  event.evidence = row.text(9);
  event.undoes = EventId(row.whole(10));
  return event;
}

void add_change_in(const Row& row, Event& event) {
  const std::int64_t a = row.whole(1);
  const std::int64_t before = row.whole(3);
  const std::int64_t after = row.whole(4);
  switch (static_cast<What>(row.whole(0))) {
    case What::move:
      event.moves.push_back({SubjectId(a), ChildId(before), ChildId(after)});
      break;
    case What::redirect:
      event.redirects.push_back({ChildId(a), ChildId(before), ChildId(after)});
      break;
    case What::lock:
      event.locks.push_back(
          {SubjectId(a), SubjectId(row.whole(2)), lock_of(before), lock_of(after)});
      break;
    case What::proposal:
      event.proposals.push_back(
          {MatchId(a), static_cast<ProposalState>(before), static_cast<ProposalState>(after)});
      break;
  }
}

Result<Event> whole_event(Database& database, const Row& row) {
  Event event = event_in(row);
  TRELLIS_LET(
      auto changes,
      database.rows(
          "SELECT what, a, b, before, after FROM match_change WHERE event_id = $1 ORDER BY id",
          {event.id.number()}));
  for (const Row& change : changes) add_change_in(change, event);
  if (event.what == Happening::placed && event.moves.empty())
    event.moves.push_back({event.subject, {}, event.child});
  return event;
}

Result<std::vector<Event>> whole_events(Database& database, const char* query,
                                        std::initializer_list<Bind> values) {
  TRELLIS_LET(auto rows, database.rows(query, values));
  std::vector<Event> events;
  for (const Row& row : rows) {
    TRELLIS_LET(auto event, whole_event(database, row));
    events.push_back(std::move(event));
  }
  return events;
}

Bind id_or_null(std::int64_t number) { return number == 0 ? Bind(nullptr) : Bind(number); }

}  // namespace

std::int64_t number_of(std::optional<Lock> lock) {
  if (!lock) return 0;
  return *lock == Lock::must_link ? 1 : 2;
}

std::optional<Lock> lock_of(std::int64_t number) {
  if (number == 0) return std::nullopt;
  return number == 1 ? Lock::must_link : Lock::never_link;
}

Result<EventId> append_event(Database& database, const Event& event) {
  TRELLIS_TRY(database.run(
      "INSERT INTO match_event (at, what, subject_id, other_id, child_id, actor, reason, model, "
      "evidence, undoes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      {microseconds(event.at), static_cast<std::int64_t>(event.what),
       id_or_null(event.subject.number()), id_or_null(event.other.number()),
       id_or_null(event.child.number()), event.actor, event.reason, event.model, event.evidence,
       id_or_null(event.undoes.number())}));
  const EventId id(database.last_id());
  if (!is_plain_placing(event)) TRELLIS_TRY(add_changes(database, id, event));
  return id;
}

Result<std::optional<Event>> find_event(Database& database, EventId id) {
  TRELLIS_LET(auto row, database.row("SELECT id, at, what, subject_id, other_id, child_id, actor, "
                                     "reason, model, evidence, undoes "
                                     "FROM match_event WHERE id = $1",
                                     {id.number()}));
  if (!row) return std::optional<Event>();
  TRELLIS_LET(auto event, whole_event(database, *row));
  return std::optional<Event>(std::move(event));
}

Result<std::vector<LockChange>> lock_changes_after(Database& database, EventId last) {
  TRELLIS_LET(auto rows, database.rows("SELECT a, b, before, after FROM match_change WHERE "
                                       "event_id > $1 AND what = 2 ORDER BY id",
                                       {last.number()}));
  std::vector<LockChange> changes;
  for (const Row& row : rows)
    changes.push_back({SubjectId(row.whole(0)), SubjectId(row.whole(1)), lock_of(row.whole(2)),
                       lock_of(row.whole(3))});
  return changes;
}

Result<std::vector<Event>> events_of(Database& database, ChildId child) {
  return whole_events(
      database,
      "SELECT id, at, what, subject_id, other_id, child_id, actor, reason, model, evidence, undoes "
      "FROM match_event WHERE id IN (SELECT id FROM match_event WHERE child_id = $1 UNION SELECT "
      "event_id FROM match_change WHERE before = $2 AND what <= 1 UNION SELECT event_id FROM "
      "match_change WHERE after = $3 AND what <= 1) ORDER BY id",
      {child.number(), child.number(), child.number()});
}

Result<std::vector<Event>> locks_told_of(Database& database, SubjectId subject) {
  return whole_events(
      database,
      "SELECT id, at, what, subject_id, other_id, child_id, actor, reason, model, evidence, undoes "
      "FROM match_event WHERE id IN (SELECT event_id FROM match_change WHERE a = $1 AND what = 2 "
      "UNION SELECT event_id FROM match_change WHERE b = $2 AND what = 2) ORDER BY id",
      {subject.number(), subject.number()});
}

}  // namespace trellis::store
