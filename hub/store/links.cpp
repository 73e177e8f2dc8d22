#include "hub/store/links.hpp"

#include <algorithm>

#include "hub/store/columns.hpp"
#include "hub/store/compression.hpp"
#include "hub/store/database.hpp"
#include "hub/store/link_events.hpp"

namespace trellis::store {
namespace {

using namespace matching;

constexpr std::uint64_t most_bytes_of_weights = std::uint64_t{1} << 30;

// Columns in the order of every SELECT of match_link and match_proposal below.
Known known_in(const Row& row) {
  return {
      {SubjectId(row.whole(0)), ConnectionId(row.whole(1))}, ChildId(row.whole(2)), row.text(3)};
}

Change change_in(const Row& row) {
  return {ChangeId(row.whole(4)), SubjectId(row.whole(5)),
          row.is_null(0) ? std::nullopt : std::optional(known_in(row))};
}

Proposal proposal_in(const Row& row) {
  Proposal proposal;
  proposal.id = MatchId(row.whole(0));
  proposal.a = SubjectId(row.whole(1));
  proposal.b = SubjectId(row.whole(2));
  proposal.state = static_cast<ProposalState>(row.whole(3));
  proposal.why = static_cast<Why>(row.whole(4));
  proposal.bits = row.number(5);
  proposal.evidence = row.text(6);
  proposal.model = row.text(7);
  proposal.made_at = instant(row.whole(8));
  proposal.decided_by = EventId(row.whole(9));
  return proposal;
}

template <typename Read>
auto read_all(Result<std::vector<Row>> rows, Read read)
    -> Result<std::vector<std::invoke_result_t<Read, const Row&>>> {
  if (!rows.ok()) return std::move(rows).error();
  std::vector<std::invoke_result_t<Read, const Row&>> all;
  all.reserve(rows->size());
  for (const Row& row : *rows) all.push_back(read(row));
  return all;
}

template <typename Read>
auto read_one(Result<std::optional<Row>> row, Read read)
    -> Result<std::optional<std::invoke_result_t<Read, const Row&>>> {
  using Found = std::optional<std::invoke_result_t<Read, const Row&>>;
  if (!row.ok()) return std::move(row).error();
  return *row ? Found(read(**row)) : Found();
}

StandingLock lock_in(const Row& row) {
  return {SubjectId(row.whole(0)), SubjectId(row.whole(1)), *lock_of(row.whole(2))};
}

Bind id_or_null(std::int64_t number) { return number == 0 ? Bind(nullptr) : Bind(number); }

class SqliteLinks final : public Links {
 public:
  explicit SqliteLinks(Database& database) : database_(database) {}

  Result<ChildId> make_child(Instant at) override {
    TRELLIS_TRY(database_.run("INSERT INTO match_child (made_at) VALUES ($1)", {microseconds(at)}));
    return ChildId(database_.last_id());
  }

  Status redirect(ChildId child, ChildId into) override {
    TRELLIS_TRY(database_.run("UPDATE match_child SET redirect_to = $1 WHERE id = $2",
                              {id_or_null(into.number()), child.number()}));
    return done();
  }

  Result<ChildId> redirected(ChildId child) override {
    TRELLIS_LET(auto row, database_.row("SELECT redirect_to FROM match_child WHERE id = $1",
                                        {child.number()}));
    if (!row) return Error{Fault::not_found, "there is no such child"};
    return ChildId(row->whole(0));
  }

  Result<std::optional<Known>> find(SubjectId subject) override {
    return read_one(database_.row("SELECT subject_id, connection_id, child_id, features FROM "
                                  "match_link WHERE subject_id = $1",
                                  {subject.number()}),
                    known_in);
  }

  Status put(const Known& known) override {
    TRELLIS_TRY(
        database_.run("INSERT INTO match_link (subject_id, connection_id, child_id, features) "
                      "VALUES ($1, $2, $3, "
                      "$4) ON CONFLICT (subject_id) DO UPDATE SET connection_id = "
                      "excluded.connection_id, child_id "
                      "= excluded.child_id, features = excluded.features",
                      {known.subject.id.number(), known.subject.connection.number(),
                       known.child.number(), Blob{known.features}}));
    return add_change(known.subject.id);
  }

  Status move(SubjectId subject, ChildId to) override {
    TRELLIS_TRY(database_.run("UPDATE match_link SET child_id = $1 WHERE subject_id = $2",
                              {to.number(), subject.number()}));
    return add_change(subject);
  }

  Result<std::vector<Known>> members(ChildId child) override {
    return read_all(database_.rows("SELECT subject_id, connection_id, child_id, features FROM "
                                   "match_link WHERE child_id = $1 ORDER BY subject_id",
                                   {child.number()}),
                    known_in);
  }

  Result<std::vector<Known>> after(SubjectId last, std::size_t limit) override {
    return read_all(database_.rows("SELECT subject_id, connection_id, child_id, features FROM "
                                   "match_link WHERE subject_id > $1 ORDER BY subject_id LIMIT $2",
                                   {last.number(), static_cast<std::int64_t>(limit)}),
                    known_in);
  }

  Result<Position> position() override {
    TRELLIS_LET(auto row, database_.row("SELECT (SELECT max(id) FROM match_subject_change), "
                                        "(SELECT max(id) FROM match_event)"));
    return Position{ChangeId(row->whole(0)), EventId(row->whole(1))};
  }
  Result<std::vector<LockChange>> lock_changes_after(EventId last) override {
    return store::lock_changes_after(database_, last);
  }
  Result<std::int64_t> name_epoch() override {
    TRELLIS_LET(auto row, database_.row("SELECT epoch FROM match_name_weights"));
    return row ? row->whole(0) : 0;
  }
  Result<NameWeights> name_weights() override;
  Status put(const NameWeights& weights) override;

  Result<std::vector<Change>> changes_after(ChangeId last, std::size_t limit) override {
    return read_all(
        database_.rows("SELECT l.subject_id, l.connection_id, l.child_id, l.features, c.id, "
                       "c.subject_id FROM match_subject_change c LEFT JOIN match_link l ON "
                       "l.subject_id = c.subject_id WHERE c.id > $1 ORDER BY c.id LIMIT $2",
                       {last.number(), static_cast<std::int64_t>(limit)}),
        change_in);
  }

  Result<Snapshot> snapshot() override {
    TRELLIS_LET(auto row, database_.row("SELECT name, change_id FROM match_snapshot"));
    return row ? Snapshot{row->text(0), ChangeId(row->whole(1))} : Snapshot{};
  }

  Status replace_snapshot(const std::string& before, const Snapshot& snapshot) override;

  Result<EventId> append(const Event& event) override { return append_event(database_, event); }
  Result<std::optional<Event>> event(EventId id) override { return find_event(database_, id); }
  Result<std::vector<Event>> locks_told_of(SubjectId subject) override {
    return store::locks_told_of(database_, subject);
  }
  Result<std::vector<Event>> events_of(ChildId child) override {
    return store::events_of(database_, child);
  }

  Result<EventId> undone_by(EventId id) override {
    TRELLIS_LET(auto row,
                database_.row("SELECT id FROM match_event WHERE undoes = $1", {id.number()}));
    return row ? EventId(row->whole(0)) : EventId();
  }

  Status set_lock(SubjectId a, SubjectId b, std::optional<Lock> kind) override {
    const auto low = std::min(a, b).number();
    const auto high = std::max(a, b).number();
    if (!kind) {
      TRELLIS_TRY(database_.run("DELETE FROM match_lock WHERE a = $1 AND b = $2", {low, high}));
      return done();
    }
    TRELLIS_TRY(
        database_.run("INSERT INTO match_lock (a, b, kind) VALUES ($1, $2, $3) ON CONFLICT "
                      "(a, b) DO UPDATE SET kind = excluded.kind",
                      {low, high, number_of(kind)}));
    return done();
  }

  Result<std::vector<StandingLock>> locks_of(SubjectId subject) override {
    return read_all(
        database_.rows("SELECT a, b, kind FROM match_lock WHERE a = $1 UNION ALL SELECT a, "
                       "b, kind FROM match_lock WHERE b = $2 ORDER BY 1, 2",
                       {subject.number(), subject.number()}),
        lock_in);
  }

  Result<std::vector<StandingLock>> locks() override {
    return read_all(database_.rows("SELECT a, b, kind FROM match_lock ORDER BY a, b"), lock_in);
  }

  Result<MatchId> put(const Proposal& proposal) override;

  Result<std::optional<Proposal>> proposal(MatchId id) override {
    return read_one(database_.row("SELECT id, a, b, state, why, bits, evidence, model, made_at, "
                                  "decided_by FROM match_proposal WHERE id = $1",
                                  {id.number()}),
                    proposal_in);
  }

  Result<std::vector<Proposal>> proposals(ProposalState state, MatchId last,
                                          std::size_t limit) override {
    return read_all(
        database_.rows(
            "SELECT id, a, b, state, why, bits, evidence, model, made_at, "
            "decided_by FROM match_proposal WHERE state = $1 AND id > $2 ORDER "
            "BY id LIMIT $3",
            {static_cast<std::int64_t>(state), last.number(), static_cast<std::int64_t>(limit)}),
        proposal_in);
  }

  Result<std::vector<Proposal>> open_proposals_of(SubjectId subject) override {
    return read_all(
        database_.rows(
            "SELECT id, a, b, state, why, bits, evidence, model, made_at, decided_by FROM "
            "match_proposal WHERE a = $1 AND state = 0 UNION ALL SELECT id, a, b, state, "
            "why, bits, evidence, model, made_at, decided_by FROM match_proposal WHERE b = "
            "$2 AND state = 0 ORDER BY 1",
            {subject.number(), subject.number()}),
        proposal_in);
  }

 private:
  Status forget_changes_before(ChangeId change);
  Status add_change(SubjectId subject) {
    TRELLIS_TRY(database_.run("INSERT INTO match_subject_change (subject_id) VALUES ($1)",
                              {subject.number()}));
    return done();
  }

  Database& database_;
};

Result<NameWeights> SqliteLinks::name_weights() {
  TRELLIS_LET(auto row, database_.row("SELECT epoch, weights FROM match_name_weights"));
  if (!row) return NameWeights{};
  TRELLIS_LET(auto weights, decompress(row->text(1), most_bytes_of_weights));
  return NameWeights{row->whole(0), std::move(weights)};
}

Status SqliteLinks::put(const NameWeights& weights) {
  const std::string bytes = compress(weights.weights);
  TRELLIS_TRY(database_.run("DELETE FROM match_name_weights"));
  TRELLIS_TRY(database_.run("INSERT INTO match_name_weights (epoch, weights) VALUES ($1, $2)",
                            {weights.epoch, Blob{bytes}}));
  return done();
}

Status SqliteLinks::replace_snapshot(const std::string& before, const Snapshot& snapshot) {
  TRELLIS_LET(auto transaction, Transaction::begin(database_));
  TRELLIS_LET(const auto in_force, this->snapshot());
  if (in_force.name != before)
    return Error{Fault::conflict, "another program has left a snapshot meanwhile"};
  TRELLIS_TRY(database_.run("DELETE FROM match_snapshot"));
  TRELLIS_TRY(database_.run("INSERT INTO match_snapshot (name, change_id) VALUES ($1, $2)",
                            {snapshot.name, snapshot.change.number()}));
  TRELLIS_TRY(transaction.commit());
  return forget_changes_before(snapshot.change);
}

// In pieces that nobody waits for. The change itself stays, so that no number is given twice.
Status SqliteLinks::forget_changes_before(ChangeId change) {
  constexpr std::int64_t together = 50'000;
  while (true) {
    TRELLIS_LET(auto deleted, database_.run("DELETE FROM match_subject_change WHERE id IN (SELECT "
                                            "id FROM match_subject_change WHERE "
                                            "id < $1 ORDER BY id LIMIT $2)",
                                            {change.number(), together}));
    if (deleted < together) return done();
  }
}

Result<MatchId> SqliteLinks::put(const Proposal& proposal) {
  const auto state = static_cast<std::int64_t>(proposal.state);
  const auto why = static_cast<std::int64_t>(proposal.why);
  const Bind decided_by = id_or_null(proposal.decided_by.number());
  if (proposal.id.none()) {
    TRELLIS_TRY(database_.run(
        "INSERT INTO match_proposal (a, b, state, why, bits, evidence, model, made_at, decided_by) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        {proposal.a.number(), proposal.b.number(), state, why, proposal.bits, proposal.evidence,
         proposal.model, microseconds(proposal.made_at), decided_by}));
    return MatchId(database_.last_id());
  }
  TRELLIS_TRY(database_.run(
      "UPDATE match_proposal SET a = $1, b = $2, state = $3, why = $4, bits = $5, evidence = $6, "
      "model "
      "= $7, made_at = $8, decided_by = $9 WHERE id = $10",
      {proposal.a.number(), proposal.b.number(), state, why, proposal.bits, proposal.evidence,
       proposal.model, microseconds(proposal.made_at), decided_by, proposal.id.number()}));
  return proposal.id;
}

}  // namespace

std::unique_ptr<Links> make_links(Database& database) {
  return std::make_unique<SqliteLinks>(database);
}

}  // namespace trellis::store
