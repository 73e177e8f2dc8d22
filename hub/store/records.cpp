#include "hub/store/records.hpp"

#include <algorithm>

#include "hub/mapping/observation_json.hpp"
#include "hub/pipeline/damage.hpp"
#include "hub/pipeline/seal.hpp"
#include "hub/store/columns.hpp"
#include "hub/store/connection_names.hpp"
#include "hub/store/dictionary.hpp"
#include "hub/store/import_runs.hpp"

namespace trellis::store {
namespace {

std::optional<Instant> maybe_instant(const Row& row, std::size_t column) {
  const auto at = row.maybe_whole(column);
  if (!at) return std::nullopt;
  return instant(*at);
}
Bind maybe(std::optional<Instant> value) {
  if (!value) return nullptr;
  return microseconds(*value);
}

pipeline::KnownRecord known_record(const Row& row) {
  pipeline::KnownRecord record;
  record.id = RecordId(row.whole(0));
  record.subject = SubjectId(row.whole(1));
  record.is_reported = row.is_null(2);
  record.version = VersionId(row.whole(3));
  record.digest = digest_in(row, 4);
  record.mapping = row.text(5);
  record.mapping_version = row.text(6);
  record.import = ImportId(row.whole(7));
  record.mapping_fingerprint = row.maybe_whole(8);
  record.kinds = row.text(9);
  return record;
}

constexpr std::uint64_t most_bytes_of_observations = std::uint64_t{256} << 20;

// The lines of a text one by one, without their ends.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}
  std::optional<std::string_view> next() {
    if (rest_.empty()) return std::nullopt;
    const std::string_view line = rest_.substr(0, rest_.find('\n'));
    rest_.remove_prefix(std::min(line.size() + 1, rest_.size()));
    return line;
  }

 private:
  std::string_view rest_;
};

class SqliteRecords final : public pipeline::Records {
 public:
  SqliteRecords(Database& database, std::string runs)
      : database_(database), dictionaries_(database), imports_(database, std::move(runs)) {}

  Status begin() override { return database_.begin(); }
  Status commit() override {
    Status committed = database_.commit();
    if (!committed.ok()) dictionaries_.forget();
    return committed;
  }
  void roll_back() override {
    database_.roll_back();
    dictionaries_.forget();
  }

  Result<ConnectionId> connection(std::string_view name, std::string_view organisation) override {
    return connection_named(database_, name, organisation);
  }
  Result<std::map<std::string, std::string>> organisations() override {
    return organisations_of_connections(database_);
  }
  Result<ImportId> start_import(ConnectionId connection, std::string_view input,
                                Instant now) override {
    return imports_.start(connection, input, now);
  }
  Status update_import(ImportId import, const pipeline::Balance& balance,
                       std::optional<Instant> finished, std::string_view failure) override {
    return imports_.update(import, balance, finished, failure);
  }
  Result<std::vector<pipeline::ImportRun>> imports(std::size_t most) override {
    return imports_.list(most);
  }
  Result<std::optional<pipeline::KnownRecord>> find(ConnectionId connection,
                                                    std::string_view key) override;
  Result<std::optional<SubjectId>> find_subject(ConnectionId connection,
                                                std::string_view key) override;
  Result<SubjectId> add_subject(ConnectionId connection, std::string_view key) override;
  Result<pipeline::KnownRecord> add_version(const pipeline::NewVersion& version,
                                            const std::optional<pipeline::KnownRecord>& before,
                                            Instant now) override;
  Result<bool> had_version(RecordId record, const Digest& digest) override;
  Result<std::set<VersionId>> damaged(ConnectionId connection) override;
  Status set_reported(RecordId record, std::optional<Instant> not_reported_since) override;
  Result<std::vector<Reported>> reported(ConnectionId connection) override;
  Result<std::uint64_t> gone_since(ConnectionId connection, Instant since) override;
  Result<bool> has_subjects(ConnectionId connection) override;
  Result<std::vector<pipeline::StoredObservation>> observations(
      const pipeline::Selection& selection) override;
  Result<std::vector<SubjectId>> subjects_with(std::string_view kind, VersionId after) override;
  Result<VersionId> last_version() override;
  Result<std::optional<pipeline::KnownSubject>> subject(SubjectId subject) override;
  Result<std::string> raw(VersionId version) override;

 private:
  Result<RecordId> lost_record(const pipeline::NewVersion& version);
  Result<RecordId> record_for(const pipeline::NewVersion& version,
                              const std::optional<pipeline::KnownRecord>& before);
  static Error damage_of(const Row& version);
  Result<std::optional<std::string>> whole_observations(const Row& version);
  Result<std::vector<Row>> rows_of(SubjectId subject, std::optional<Instant> as_of);
  Status add_wanted(const Row& version, SubjectId subject, const pipeline::Selection& selection,
                    std::vector<pipeline::StoredObservation>& found);

  Database& database_;
  Dictionaries dictionaries_;
  ImportRuns imports_;
};

Result<std::optional<pipeline::KnownRecord>> SqliteRecords::find(ConnectionId connection,
                                                                 std::string_view key) {
  TRELLIS_LET(
      auto row,
      database_.row(
          "SELECT r.id, r.subject_id, r.not_reported_since, v.id, v.digest, v.mapping,"
          " v.mapping_version, v.import_id, v.mapping_fingerprint, v.kinds FROM record r JOIN "
          "record_version v "
          "ON v.record_id = r.id"
          " WHERE r.connection_id = $1 AND r.source_key = $2 AND v.superseded_at IS NULL",
          {connection.number(), key}));
  if (!row) return std::optional<pipeline::KnownRecord>();
  return std::optional(known_record(*row));
}

Result<std::optional<SubjectId>> SqliteRecords::find_subject(ConnectionId connection,
                                                             std::string_view key) {
  TRELLIS_LET(auto row,
              database_.row("SELECT id FROM subject WHERE connection_id = $1 AND source_key = $2",
                            {connection.number(), key}));
  if (!row) return std::optional<SubjectId>();
  return std::optional(SubjectId(row->whole(0)));
}

Result<SubjectId> SqliteRecords::add_subject(ConnectionId connection, std::string_view key) {
  TRELLIS_TRY(database_.run("INSERT INTO subject (connection_id, source_key) VALUES ($1, $2)",
                            {connection.number(), key}));
  return SubjectId(database_.last_id());
}

Result<RecordId> SqliteRecords::lost_record(const pipeline::NewVersion& version) {
  TRELLIS_LET(auto row,
              database_.row("SELECT id FROM record WHERE connection_id = $1 AND source_key = $2",
                            {version.connection.number(), version.key}));
  if (!row) return Error{Fault::not_found, "there is no such record"};
  return RecordId(row->whole(0));
}

Result<RecordId> SqliteRecords::record_for(const pipeline::NewVersion& version,
                                           const std::optional<pipeline::KnownRecord>& before) {
  if (!before) {
    TRELLIS_LET(auto added,
                database_.run(
                    "INSERT INTO record (connection_id, source_key, subject_id) VALUES ($1, $2, $3)"
                    " ON CONFLICT (connection_id, source_key) DO NOTHING",
                    {version.connection.number(), version.key, version.subject.number()}));
    if (added == 1) return RecordId(database_.last_id());
  }
  // A record whose versions were lost is not found, and is still there.
  auto id = before ? Result<RecordId>(before->id) : lost_record(version);
  if (!id.ok()) return id;
  TRELLIS_TRY(
      database_.run("UPDATE record SET subject_id = $1, not_reported_since = NULL WHERE id = $2",
                    {version.subject.number(), id->number()}));
  return id;
}

Result<pipeline::KnownRecord> SqliteRecords::add_version(
    const pipeline::NewVersion& version, const std::optional<pipeline::KnownRecord>& before,
    Instant now) {
  TRELLIS_LET(auto record, record_for(version, before));
  if (before) {
    TRELLIS_TRY(database_.run("UPDATE record_version SET superseded_at = $1 WHERE id = $2",
                              {microseconds(now), before->version.number()}));
  }
  const auto observations = dictionaries_.compress(version.mapping, version.observations);
  if (!observations.ok()) return observations.error();
  const auto raw = dictionaries_.compress(version.mapping, version.bytes);
  if (!raw.ok()) return raw.error();
  TRELLIS_TRY(database_.run(
      "INSERT INTO record_version (record_id, import_id, digest, media_type, mapping,"
      " mapping_version, recorded_at, kinds, observations, raw, mapping_fingerprint,"
      " content_digest) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
      {record.number(), version.import.number(), blob(version.digest), version.media_type,
       version.mapping, version.mapping_version, microseconds(now), version.kinds,
       Blob{*observations}, Blob{*raw}, version.mapping_fingerprint, blob(version.content)}));
  const VersionId id(database_.last_id());
  TRELLIS_TRY(dictionaries_.learn(version.mapping, version.subject, version.bytes));
  TRELLIS_TRY(dictionaries_.learn(version.mapping, version.subject, version.observations));
  return pipeline::KnownRecord{record,
                               id,
                               version.subject,
                               version.digest,
                               std::string(version.mapping),
                               std::string(version.mapping_version),
                               version.mapping_fingerprint,
                               true,
                               version.import,
                               std::string(version.kinds)};
}

Result<bool> SqliteRecords::had_version(RecordId record, const Digest& digest) {
  TRELLIS_LET(
      auto row,
      database_.row("SELECT id FROM record_version WHERE record_id = $1 AND digest = $2 LIMIT 1",
                    {record.number(), blob(digest)}));
  return row.has_value();
}

Status SqliteRecords::set_reported(RecordId record, std::optional<Instant> not_reported_since) {
  TRELLIS_TRY(database_.run("UPDATE record SET not_reported_since = $1 WHERE id = $2",
                            {maybe(not_reported_since), record.number()}));
  return done();
}

Result<std::vector<pipeline::Records::Reported>> SqliteRecords::reported(ConnectionId connection) {
  TRELLIS_LET(auto rows,
              database_.rows("SELECT id, source_key, subject_id FROM record"
                             " WHERE connection_id = $1 AND not_reported_since IS NULL ORDER BY id",
                             {connection.number()}));
  std::vector<Reported> reported;
  reported.reserve(rows.size());
  for (const Row& row : rows)
    reported.push_back({RecordId(row.whole(0)), row.text(1), SubjectId(row.whole(2))});
  return reported;
}

Result<std::uint64_t> SqliteRecords::gone_since(ConnectionId connection, Instant since) {
  TRELLIS_LET(
      const auto row,
      database_.row(
          "SELECT count(*) FROM record WHERE connection_id = $1 AND not_reported_since >= $2",
          {connection.number(), maybe(std::optional(since))}));
  return static_cast<std::uint64_t>(row->whole(0));
}

Result<std::set<VersionId>> SqliteRecords::damaged(ConnectionId connection) {
  TRELLIS_LET(
      auto rows,
      database_.rows(
          "SELECT d.version_id FROM damaged_version d JOIN record_version v ON v.id = d.version_id"
          " JOIN record r ON r.id = v.record_id WHERE r.connection_id = $1",
          {connection.number()}));
  std::set<VersionId> versions;
  for (const Row& row : rows) versions.insert(VersionId(row.whole(0)));
  return versions;
}

Result<bool> SqliteRecords::has_subjects(ConnectionId connection) {
  TRELLIS_LET(auto row,
              database_.row("SELECT EXISTS (SELECT 1 FROM subject WHERE connection_id = $1)",
                            {connection.number()}));
  return row->whole(0) != 0;
}

// All of one subject: the kinds and organisations are known before an observation is read.
Result<std::vector<Row>> SqliteRecords::rows_of(SubjectId subject, std::optional<Instant> as_of) {
  if (!as_of) {
    return database_.rows(
        "SELECT r.id, r.source_key, r.not_reported_since, v.id, v.recorded_at, v.superseded_at,"
        " c.name, c.organisation, v.kinds, d.version_id FROM record r"
        " JOIN record_version v ON v.record_id = r.id JOIN connection c ON c.id = r.connection_id"
        " LEFT JOIN damaged_version d ON d.version_id = v.id WHERE r.subject_id = $1 AND "
        "v.superseded_at IS NULL ORDER BY v.id",
        {subject.number()});
  }
  return database_.rows(
      "SELECT r.id, r.source_key, r.not_reported_since, v.id, v.recorded_at, v.superseded_at,"
      " c.name, c.organisation, v.kinds, d.version_id FROM record r"
      " JOIN record_version v ON v.record_id = r.id"
      " JOIN connection c ON c.id = r.connection_id"
      " LEFT JOIN damaged_version d ON d.version_id = v.id WHERE r.subject_id = $1"
      " AND v.recorded_at <= $2 AND (v.superseded_at IS NULL OR v.superseded_at > $3)"
      " ORDER BY v.id",
      {subject.number(), microseconds(*as_of), microseconds(*as_of)});
}

Error SqliteRecords::damage_of(const Row& version) {
  return pipeline::damaged_record(RecordId(version.whole(0)), VersionId(version.whole(3)),
                                  version.text(6));
}

// None where they are not those that were stored.
Result<std::optional<std::string>> SqliteRecords::whole_observations(const Row& version) {
  if (!version.is_null(9)) return std::optional<std::string>();
  TRELLIS_LET(auto row,
              database_.row("SELECT observations, content_digest FROM record_version WHERE id = $1",
                            {version.whole(3)}));
  auto text = dictionaries_.decompress(row->text(0), most_bytes_of_observations);
  const bool is_whole =
      text.ok() &&
      (row->is_null(1) || digest_in(*row, 1) == pipeline::content_digest(version.text(8), *text));
  return is_whole ? std::optional(*std::move(text)) : std::nullopt;
}

// Those of a version that are wanted: the lines of the others are not read, and a version that has
// none of them is not touched.
Status SqliteRecords::add_wanted(const Row& version, SubjectId subject,
                                 const pipeline::Selection& selection,
                                 std::vector<pipeline::StoredObservation>& found) {
  const std::string& organisation = version.text(7);
  std::vector<bool> wanted;
  for (Lines kinds(version.text(8)); const auto kind = kinds.next();)
    wanted.push_back(selection.everything ||
                     selection.allowed.contains({organisation, std::string(*kind)}));
  if (std::find(wanted.begin(), wanted.end(), true) == wanted.end()) return done();
  TRELLIS_LET(auto text, whole_observations(version));
  if (!text) return selection.passes_over_damaged ? done() : Status(damage_of(version));
  std::size_t place = 0;
  for (Lines lines(*text); const auto line = lines.next(); ++place) {
    if (place >= wanted.size() || !wanted[place]) continue;
    auto observation = mapping::parse_observation(*line);
    if (!observation.ok()) return damage_of(version);
    found.push_back({std::move(*observation), subject, RecordId(version.whole(0)),
                     VersionId(version.whole(3)), version.text(1), version.text(6), organisation,
                     instant(version.whole(4)), maybe_instant(version, 5),
                     maybe_instant(version, 2)});
  }
  return place == wanted.size() ? done() : Status(damage_of(version));
}

Result<std::vector<pipeline::StoredObservation>> SqliteRecords::observations(
    const pipeline::Selection& selection) {
  std::vector<pipeline::StoredObservation> found;
  for (const SubjectId subject : selection.subjects) {
    TRELLIS_LET(auto versions, rows_of(subject, selection.as_of));
    for (const Row& version : versions) TRELLIS_TRY(add_wanted(version, subject, selection, found));
  }
  return found;
}

Result<std::vector<SubjectId>> SqliteRecords::subjects_with(std::string_view kind,
                                                            VersionId after) {
  TRELLIS_LET(
      auto rows,
      database_.rows(
          "SELECT DISTINCT r.subject_id FROM record_version v JOIN record r ON r.id = v.record_id"
          " WHERE v.id > $1 AND v.superseded_at IS NULL AND instr($2 || v.kinds, $2 || $3 || $2) > "
          "0",
          {after.number(), std::string_view("\n"), kind}));
  std::vector<SubjectId> subjects;
  for (const Row& row : rows) subjects.emplace_back(row.whole(0));
  return subjects;
}

Result<VersionId> SqliteRecords::last_version() {
  TRELLIS_LET(auto row, database_.row("SELECT max(id) FROM record_version"));
  return VersionId(row->whole(0));
}

Result<std::optional<pipeline::KnownSubject>> SqliteRecords::subject(SubjectId subject) {
  TRELLIS_LET(auto row,
              database_.row("SELECT c.name, c.organisation, s.source_key FROM subject s"
                            " JOIN connection c ON c.id = s.connection_id WHERE s.id = $1",
                            {subject.number()}));
  if (!row) return std::optional<pipeline::KnownSubject>();
  return std::optional(pipeline::KnownSubject{subject, row->text(0), row->text(1), row->text(2)});
}

Result<std::string> SqliteRecords::raw(VersionId version) {
  TRELLIS_LET(auto row,
              database_.row("SELECT raw FROM record_version WHERE id = $1", {version.number()}));
  if (!row) return Error{Fault::not_found, "there is no such version of a record"};
  return dictionaries_.decompress(row->text(0), std::uint64_t{64} << 20);
}

}  // namespace

std::unique_ptr<pipeline::Records> make_records(Database& database, std::string runs) {
  return std::make_unique<SqliteRecords>(database, std::move(runs));
}

}  // namespace trellis::store
