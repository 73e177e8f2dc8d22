#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "hub/audit/journal.hpp"
#include "hub/base/digest.hpp"
#include "hub/base/id.hpp"
#include "hub/base/result.hpp"
#include "hub/base/time.hpp"

namespace trellis::pipeline {
struct SealNote;
}

namespace trellis::desk {

// One version of a record as the store has it.
struct StoredVersion {
  VersionId id;
  RecordId record;
  std::string connection;
  std::string key;
  std::string subject_key;
  std::string media_type;
  std::string mapping;
  std::string mapping_version;
  Digest digest{};                   // what the store says of the bytes
  std::optional<std::string> bytes;  // none: they cannot be read
  std::string kinds;
  std::optional<std::string> observations;  // likewise
  Instant recorded_at{};
  bool is_current = true;                     // it was not ended
  std::optional<Instant> next_recorded_at;    // of the record's next version
  std::optional<Instant> found_damaged_at{};  // by an earlier check
};

// What was stored, as it lies in the database.
class VersionStore {
 public:
  virtual ~VersionStore() = default;
  virtual Result<VersionId> last() = 0;
  virtual Result<std::vector<VersionId>> after(VersionId last, std::size_t most) = 0;
  // A version that is no longer current is filed under the subject that it had.
  virtual Result<std::optional<StoredVersion>> version(VersionId id, SubjectId had) = 0;
  // Until it is replaced, importing its source again stores it anew.
  virtual Status mark_damaged(VersionId id, std::string_view what, Instant now) = 0;
  // The mappings whose dictionary is not what was learned.
  virtual Result<std::vector<std::string>> damaged_dictionaries() = 0;
};

// A version that is not what the journal says was stored.
struct StoreFinding {
  VersionId version;
  RecordId record;
  std::string connection;  // empty where nothing is left of it
  std::string key;         // of the source
  std::string what;
  bool is_replaced = false;  // its source was imported again since it was found
  bool is_current = true;
};

struct StoreReport {
  std::size_t versions = 0;
  std::size_t without_seal = 0;        // stored by an older program: only their bytes are checked
  std::vector<StoreFinding> findings;  // the first ones, as many as are kept
  std::size_t damaged = 0;             // all that were not replaced
  std::vector<std::string> dictionaries;  // damaged, by mapping

  bool is_right() const { return damaged == 0 && dictionaries.empty(); }
};

// Holds every version of every record against what the journal says of it. Not shared.
class StoreCheck {
 public:
  using Watcher = std::function<void(std::size_t checked)>;
  StoreCheck(VersionStore& versions, audit::Journal& journal, const Clock& clock,
             std::size_t most_findings = 1000)
      : versions_(versions), journal_(journal), clock_(clock), most_findings_(most_findings) {}

  Result<StoreReport> run(const Watcher& watch = {});

 private:
  Status check_sealed(const audit::Written& written, const pipeline::SealNote& note);
  Status check_unsealed(VersionId id);
  Status walk_journal();
  Status walk_versions(VersionId end);
  Status find_gone_again();
  Status report(const StoredVersion& version, std::string what);
  void add(StoreFinding finding);
  bool note_seen(VersionId id);
  void count();

  VersionStore& versions_;
  audit::Journal& journal_;
  const Clock& clock_;
  std::size_t most_findings_;
  Watcher watch_;
  StoreReport report_;
  std::vector<bool> seen_;  // by version
  VersionId first_sealed_;
  struct Gone {
    StoreFinding finding;
    std::string seal;
  };
  std::vector<Gone> gone_;
};

}  // namespace trellis::desk
