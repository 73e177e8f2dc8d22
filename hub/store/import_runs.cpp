#include "hub/store/import_runs.hpp"

#include "hub/store/columns.hpp"

namespace trellis::store {

Result<ImportId> ImportRuns::start(ConnectionId connection, std::string_view input, Instant now) {
  TRELLIS_TRY(
      database_.run("INSERT INTO import_run (connection_id, input, started_at) VALUES ($1, $2, $3)",
                    {connection.number(), input, microseconds(now)}));
  const ImportId import(database_.last_id());
  if (!runs_.empty()) {
    LockFile runs(runs_);
    TRELLIS_TRY(runs.try_take({import.number()}));
    running_ = std::move(runs);
  }
  return import;
}

Result<pipeline::RunState> ImportRuns::state_of(const pipeline::ImportRun& run) {
  if (!run.failure.empty()) return pipeline::RunState::failed;
  if (run.finished_at) return pipeline::RunState::done;
  if (runs_.empty()) return pipeline::RunState::unfinished;
  TRELLIS_LET(const auto taken, LockFile(runs_).first_taken({run.id.number()}));
  return taken >= 0 ? pipeline::RunState::running : pipeline::RunState::unfinished;
}

Status ImportRuns::update(ImportId import, const pipeline::Balance& balance,
                          std::optional<Instant> finished, std::string_view failure) {
  TRELLIS_TRY(database_.run(
      "UPDATE import_run SET received = $1, stored = $2, unchanged = $3, held = $4, refused = "
      "$5,"
      " no_longer_reported = $6, finished_at = $7, failure = $8 WHERE id = $9",
      {static_cast<std::int64_t>(balance.received), static_cast<std::int64_t>(balance.stored),
       static_cast<std::int64_t>(balance.unchanged), static_cast<std::int64_t>(balance.held),
       static_cast<std::int64_t>(balance.refused),
       static_cast<std::int64_t>(balance.no_longer_reported),
       finished ? Bind(microseconds(*finished)) : Bind(nullptr),
       failure.empty() ? Bind(nullptr) : Bind(failure), import.number()}));
  if (finished) running_.reset();
  return done();
}

Result<std::vector<pipeline::ImportRun>> ImportRuns::list(std::size_t most) {
  TRELLIS_LET(
      auto rows,
      database_.rows(
          "SELECT i.id, c.name, i.input, i.started_at, i.finished_at, i.received, i.stored,"
          " i.unchanged, i.held, i.refused, i.no_longer_reported, i.failure, i.note,"
          " (SELECT count(*) FROM vanishing_record v WHERE v.import_id = i.id),"
          " (SELECT count(*) FROM extract_table t WHERE t.import_id = i.id AND t.accepted = 0)"
          " + (SELECT count(*) FROM held h WHERE h.import_id = i.id AND h.rule = 'says-less'"
          " AND h.state = 'waiting')"
          " FROM import_run i JOIN connection c ON c.id = i.connection_id ORDER BY i.id DESC LIMIT "
          "$1",
          {static_cast<std::int64_t>(most)}));
  std::vector<pipeline::ImportRun> runs;
  for (const Row& row : rows) {
    const auto count = [&](std::size_t column) {
      return static_cast<std::uint64_t>(row.whole(column));
    };
    pipeline::ImportRun run;
    run.id = ImportId(row.whole(0));
    run.connection = row.text(1);
    run.input = row.text(2);
    run.started_at = instant(row.whole(3));
    if (const auto finished = row.maybe_whole(4)) run.finished_at = instant(*finished);
    run.balance = {count(5), count(6), count(7), count(8), count(9), count(10)};
    run.failure = row.text(11);
    run.note = row.text(12);
    run.would_vanish = count(13);
    run.awaits_person = run.would_vanish > 0 || count(14) > 0;
    TRELLIS_LET(auto state, state_of(run));
    run.state = state;
    runs.push_back(std::move(run));
  }
  return runs;
}

}  // namespace trellis::store
