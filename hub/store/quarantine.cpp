#include "hub/store/quarantine.hpp"

#include <limits>

#include "hub/store/columns.hpp"
#include "hub/store/compression.hpp"
#include "hub/store/database.hpp"

namespace trellis::store {

namespace {

using queue::Held;
using queue::HeldState;

constexpr std::uint64_t most_bytes = std::uint64_t{1} << 30;

const std::string columns =
    "SELECT id, connection_id, import_id, stage, reason, rule, place_file, place_line, "
    "place_column, "
    "place_path, source_key, media_type, digest, state, attempts, held_at, closed_at, closed_by, "
    "closing_reason";

const std::string condition =
    " FROM held WHERE ($1 = 0 OR connection_id = $1) AND ($2 = 0 OR import_id = $2) AND ($3 = '' "
    "OR stage = $3)";
const std::string with_state = condition + " AND state = $4";

struct Values {
  std::int64_t connection, import;
  std::string_view stage, state;
};

Values values_of(const queue::HeldFilter& filter) {
  return {filter.connection ? filter.connection->number() : 0,
          filter.import ? filter.import->number() : 0,
          filter.stage ? queue::to_string(*filter.stage) : std::string_view(),
          filter.state ? queue::to_string(*filter.state) : std::string_view()};
}

Result<Held> held_in(const Row& row) {
  Held held;
  held.id = HeldId(row.whole(0));
  held.connection = ConnectionId(row.whole(1));
  held.import = ImportId(row.whole(2));
  auto stage = queue::parse_stage(row.text(3));
  if (!stage) return std::move(stage).error();
  held.stage = *stage;
  held.reason = row.text(4);
  held.rule = row.text(5);
  held.place = {row.text(6), static_cast<std::uint64_t>(row.whole(7)),
                static_cast<std::uint64_t>(row.whole(8)), row.text(9)};
  held.source_key = row.text(10);
  held.media_type = row.text(11);
  held.digest = digest_in(row, 12);
  auto state = queue::parse_held_state(row.text(13));
  if (!state) return std::move(state).error();
  held.state = *state;
  held.attempts = row.whole(14);
  held.held_at = instant(row.whole(15));
  if (const auto closed = row.maybe_whole(16)) held.closed_at = instant(*closed);
  held.closed_by = row.text(17);
  held.closing_reason = row.text(18);
  return held;
}

Error not_found(HeldId id) {
  return {Fault::not_found, "the quarantine has no entry " + to_string(id)};
}

Result<queue::Placed> insert(Database& database, const Held& held, const std::string& identity,
                             const Digest& digest) {
  const std::string raw = compress(held.bytes);
  const auto line = static_cast<std::int64_t>(held.place.line);
  const auto column = static_cast<std::int64_t>(held.place.column);
  const Bind import = held.import.none() ? Bind(nullptr) : Bind(held.import.number());
  auto inserted = database.run(
      "INSERT INTO held (connection_id, import_id, identity, digest, stage, reason, rule, "
      "place_file, "
      "place_line, place_column, place_path, source_key, media_type, raw, held_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
      {held.connection.number(), import, identity, blob(digest), queue::to_string(held.stage),
       held.reason, held.rule, held.place.file, line, column, held.place.path, held.source_key,
       held.media_type, Blob{raw}, microseconds(held.held_at)});
  if (!inserted) return std::move(inserted).error();
  return queue::Placed{HeldId(database.last_id()), true};
}

Result<queue::Placed> held_again(Database& database, HeldId id, const Held& held) {
  const Bind import = held.import.none() ? Bind(nullptr) : Bind(held.import.number());
  TRELLIS_TRY(
      database.run("UPDATE held SET stage = $1, reason = $2, rule = $3, state = 'waiting', "
                   "closed_at = NULL, closed_by = '', closing_reason = '', import_id = $4, "
                   "place_file = CASE $5 WHEN '' THEN place_file ELSE $5 END, "
                   "place_line = CASE $5 WHEN '' THEN place_line ELSE $6 END, "
                   "place_column = CASE $5 WHEN '' THEN place_column ELSE $7 END, "
                   "place_path = CASE $5 WHEN '' THEN place_path ELSE $8 END "
                   "WHERE id = $9 AND state <> 'skipped'",
                   {queue::to_string(held.stage), held.reason, held.rule, import, held.place.file,
                    static_cast<std::int64_t>(held.place.line),
                    static_cast<std::int64_t>(held.place.column), held.place.path, id.number()}));
  return queue::Placed{id, false};
}

class Quarantine final : public queue::Quarantine {
 public:
  explicit Quarantine(Database& database) : database_(database) {}

  Result<queue::Placed> add(const queue::Held& held) override;
  Result<std::vector<queue::Held>> list(const queue::HeldFilter& filter,
                                        const queue::HeldPage& page) override;
  Result<std::int64_t> count(const queue::HeldFilter& filter) override;
  Result<queue::Held> show(HeldId id) override;
  Status count_attempt(HeldId id) override;
  Status close(HeldId id, queue::HeldState how, std::string_view who, std::string_view reason,
               Instant now) override;
  Result<bool> any_waits(ConnectionId connection) override;
  Result<std::vector<HeldId>> close_passed(const queue::Passed& passed, std::string_view who,
                                           std::string_view reason, Instant now) override;

 private:
  Database& database_;
};

Result<queue::Placed> Quarantine::add(const Held& held) {
  auto transaction = Transaction::begin(database_);
  if (!transaction) return std::move(transaction).error();
  const std::string identity = queue::dedupe_key(held);
  const Digest digest = sha256(held.bytes);
  auto known = database_.row(
      "SELECT id FROM held WHERE connection_id = $1 AND identity = $2 AND digest = $3",
      {held.connection.number(), identity, blob(digest)});
  if (!known) return std::move(known).error();
  auto placed = *known ? held_again(database_, HeldId((*known)->whole(0)), held)
                       : insert(database_, held, identity, digest);
  if (!placed) return placed;
  TRELLIS_TRY(transaction->commit());
  return placed;
}

Result<std::vector<Held>> Quarantine::list(const queue::HeldFilter& filter,
                                           const queue::HeldPage& page) {
  static const std::string any = columns + condition + " AND id > $4 ORDER BY id LIMIT $5";
  static const std::string of_state = columns + with_state + " AND id > $5 ORDER BY id LIMIT $6";
  const Values values = values_of(filter);
  auto rows = filter.state
                  ? database_.rows(of_state, {values.connection, values.import, values.stage,
                                              values.state, page.after.number(), page.size})
                  : database_.rows(any, {values.connection, values.import, values.stage,
                                         page.after.number(), page.size});
  if (!rows) return std::move(rows).error();
  std::vector<Held> list;
  for (const Row& row : *rows) {
    auto held = held_in(row);
    if (!held) return std::move(held).error();
    list.push_back(*std::move(held));
  }
  return list;
}

Result<std::int64_t> Quarantine::count(const queue::HeldFilter& filter) {
  static const std::string any = "SELECT count(*)" + condition;
  static const std::string of_state = "SELECT count(*)" + with_state;
  const Values values = values_of(filter);
  auto row =
      filter.state
          ? database_.row(of_state, {values.connection, values.import, values.stage, values.state})
          : database_.row(any, {values.connection, values.import, values.stage});
  if (!row) return std::move(row).error();
  return (*row)->whole(0);
}

Result<Held> Quarantine::show(HeldId id) {
  static const std::string sql = columns + ", raw FROM held WHERE id = $1";
  auto row = database_.row(sql, {id.number()});
  if (!row) return std::move(row).error();
  if (!*row) return not_found(id);
  auto held = held_in(**row);
  if (!held) return held;
  auto bytes = decompress((*row)->text(19), most_bytes);
  if (!bytes) return std::move(bytes).error();
  held->bytes = *std::move(bytes);
  return held;
}

Status Quarantine::count_attempt(HeldId id) {
  auto changed =
      database_.run("UPDATE held SET attempts = attempts + 1 WHERE id = $1", {id.number()});
  if (!changed) return std::move(changed).error();
  return *changed == 1 ? done() : Status(not_found(id));
}

Status Quarantine::close(HeldId id, HeldState how, std::string_view who, std::string_view reason,
                         Instant now) {
  if (how == HeldState::waiting)
    return Error{Fault::invalid, "an entry of the quarantine is closed as replayed or as skipped"};
  auto changed = database_.run(
      "UPDATE held SET state = $1, closed_by = $2, closing_reason = $3, closed_at = $4 "
      "WHERE id = $5 AND state = 'waiting'",
      {queue::to_string(how), who, reason, microseconds(now), id.number()});
  if (!changed) return std::move(changed).error();
  if (*changed == 1) return done();
  auto row = database_.row("SELECT state FROM held WHERE id = $1", {id.number()});
  if (!row) return std::move(row).error();
  if (!*row) return not_found(id);
  return Error{Fault::conflict, "entry " + to_string(id) + " of the quarantine is " +
                                    (*row)->text(0) + " already: only a waiting one can be closed"};
}

Result<bool> Quarantine::any_waits(ConnectionId connection) {
  auto row = database_.row(
      "SELECT id FROM held WHERE connection_id = $1 AND source_key >= '' AND state = 'waiting' "
      "LIMIT 1",
      {connection.number()});
  if (!row) return std::move(row).error();
  return row->has_value();
}

Result<std::vector<HeldId>> Quarantine::close_passed(const queue::Passed& passed,
                                                     std::string_view who, std::string_view reason,
                                                     Instant now) {
  auto transaction = Transaction::begin(database_);
  if (!transaction) return std::move(transaction).error();
  auto rows = database_.rows(
      "SELECT id FROM held WHERE connection_id = $1 AND source_key = $2 AND state = 'waiting' "
      "AND $2 <> '' AND import_id IS NOT $3 AND (digest = $4 OR ($5 = 1 AND rule <> $6)) "
      "UNION SELECT id FROM held WHERE connection_id = $1 AND digest = $4 AND source_key = '' "
      "AND state = 'waiting' AND import_id IS NOT $3 "
      "UNION SELECT id FROM held WHERE connection_id = $1 AND place_file = $7 AND place_line = $8 "
      "AND $7 <> '' AND source_key = '' AND stage = 'read' AND state = 'waiting' "
      "AND import_id IS NOT $3",
      {passed.connection.number(), passed.key, passed.import.number(), blob(passed.digest),
       std::int64_t{passed.replaces_key ? 1 : 0}, queue::key_twice, passed.place.file,
       static_cast<std::int64_t>(passed.place.line)});
  if (!rows) return std::move(rows).error();
  std::vector<HeldId> closed;
  for (const Row& row : *rows) {
    closed.emplace_back(row.whole(0));
    TRELLIS_TRY(close(closed.back(), HeldState::replayed, who, reason, now));
  }
  TRELLIS_TRY(transaction->commit());
  return closed;
}

}  // namespace

std::unique_ptr<queue::Quarantine> make_quarantine(Database& database) {
  return std::make_unique<Quarantine>(database);
}

}  // namespace trellis::store
