#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/digest.hpp"
#include "hub/base/id.hpp"
#include "hub/base/time.hpp"
#include "hub/model/observation.hpp"
#include "hub/pipeline/import_run.hpp"

// Pipeline: the story of a record, told with ports: receive, read, map, match, merge, alert, share,
// deliver.
namespace trellis::pipeline {

// What the store knows of a record.
struct KnownRecord {
  RecordId id;
  VersionId version;  // the one that is not superseded
  SubjectId subject;
  Digest digest{};
  std::string mapping;
  std::string mapping_version;
  std::optional<std::int64_t> mapping_fingerprint;  // none: it was stored before there were any
  bool is_reported = true;
  ImportId import;    // that brought this version
  std::string kinds;  // of its observations, a line each
};

struct NewVersion {
  ConnectionId connection;
  ImportId import;
  SubjectId subject;
  std::string_view key;
  Digest digest{};
  std::string_view media_type;
  std::string_view bytes;
  std::string_view mapping;
  std::string_view mapping_version;
  std::int64_t mapping_fingerprint = 0;
  std::string_view kinds;         // of the observations, a line each
  std::string_view observations;  // as JSON, a line each
  Digest content{};               // of both: see content_digest
};

struct KnownSubject {
  SubjectId id;
  std::string connection;
  std::string organisation;
  std::string source_key;
};

// An observation with where it came from and when the hub held it.
struct StoredObservation {
  model::Observation observation;
  SubjectId subject;
  RecordId record;
  VersionId version;
  std::string record_key;
  std::string connection;
  std::string organisation;
  Instant recorded_at{};
  std::optional<Instant> superseded_at;
  std::optional<Instant> not_reported_since;
};

// What may be read: nothing is fetched that is not asked for.
struct Selection {
  std::vector<SubjectId> subjects;
  // Pairs of organisation and kind; empty together with `everything` false reads nothing.
  std::set<std::pair<std::string, std::string>> allowed;
  bool everything = false;
  std::optional<Instant> as_of;      // what the hub knew then; none: now
  bool passes_over_damaged = false;  // instead of failing
};

// Where records, their versions and observations live. Writes happen inside the unit of work.
class Records {
 public:
  virtual ~Records() = default;

  virtual Status begin() = 0;
  virtual Status commit() = 0;
  virtual void roll_back() = 0;

  // Makes it where there is none. Its organisation decides who may see its records: another one is
  // refused (conflict) once there are any.
  virtual Result<ConnectionId> connection(std::string_view name, std::string_view organisation) = 0;
  // Name and organisation of every connection that has records.
  virtual Result<std::map<std::string, std::string>> organisations() = 0;
  virtual Result<ImportId> start_import(ConnectionId connection, std::string_view input,
                                        Instant now) = 0;
  virtual Status update_import(ImportId import, const Balance& balance,
                               std::optional<Instant> finished, std::string_view failure) = 0;
  virtual Result<std::vector<ImportRun>> imports(std::size_t most) = 0;

  virtual Result<std::optional<KnownRecord>> find(ConnectionId connection,
                                                  std::string_view key) = 0;
  virtual Result<std::optional<SubjectId>> find_subject(ConnectionId connection,
                                                        std::string_view key) = 0;
  virtual Result<SubjectId> add_subject(ConnectionId connection, std::string_view key) = 0;
  // Adds the version, and ends the one before it; the record becomes reported again.
  virtual Result<KnownRecord> add_version(const NewVersion& version,
                                          const std::optional<KnownRecord>& before,
                                          Instant now) = 0;
  // Did this record ever have these bytes?
  virtual Result<bool> had_version(RecordId record, const Digest& digest) = 0;
  // Its versions that were found to be other than what was stored.
  virtual Result<std::set<VersionId>> damaged(ConnectionId connection) = 0;
  virtual Status set_reported(RecordId record, std::optional<Instant> not_reported_since) = 0;
  // Records of a connection that are reported, as (id, key, subject).
  struct Reported {
    RecordId id;
    std::string key;
    SubjectId subject;
  };
  virtual Result<std::vector<Reported>> reported(ConnectionId connection) = 0;
  // How many of its records are no longer reported since then.
  virtual Result<std::uint64_t> gone_since(ConnectionId connection, Instant since) = 0;
  // Was anybody of the connection ever told?
  virtual Result<bool> has_subjects(ConnectionId connection) = 0;

  virtual Result<std::vector<StoredObservation>> observations(const Selection& selection) = 0;
  // Subjects with a current observation of this kind, in a version after this one.
  virtual Result<std::vector<SubjectId>> subjects_with(std::string_view kind,
                                                       VersionId after = {}) = 0;
  virtual Result<VersionId> last_version() = 0;  // none: there is none
  virtual Result<std::optional<KnownSubject>> subject(SubjectId subject) = 0;
  // The record's bytes as they came, UTF-8.
  virtual Result<std::string> raw(VersionId version) = 0;
};

}  // namespace trellis::pipeline
