#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/digest.hpp"
#include "hub/base/id.hpp"
#include "hub/base/result.hpp"
#include "hub/base/time.hpp"

// Audit: who did or saw what, in a journal that only grows and in which every entry vouches for all
// before it.
namespace trellis::audit {

// The first six are those that the Data Protection Act 2018, section 62, wants logged.
enum class Action {
  collection,
  alteration,
  consultation,
  disclosure,
  combination,
  erasure,
  decision,       // on a match, an alert or a held record
  configuration,  // of the hub, an agreement, a mapping or a plugin
};

std::string_view to_string(Action action);
Result<Action> parse_action(std::string_view text);

// What is to be written. Refers to people and records by ids of the hub only: never by personal
// data.
struct Entry {
  Instant at{};
  Action action = Action::consultation;
  std::string actor;
  std::string role;
  std::string organisation;
  std::string purpose;  // the purpose or the reason
  ChildId child;
  SubjectId subject;
  RecordId record;
  std::string agreement;  // its id and version
  std::string details;    // a small JSON object, or empty
};

// What was written.
struct Written {
  std::int64_t sequence = 0;  // 1, 2, 3 without gaps
  Entry entry;
  Digest previous{};  // hash of the entry before; zeros for the first
  Digest hash{};
};

// SHA-256 over the canonical bytes: "trellis-audit-1\n", the 32 bytes of `previous`, then, in this
// order, sequence, at (microseconds since 1970), action, actor, role, organisation, purpose, child,
// subject, record, agreement and details, each as its length in bytes in decimal, a colon, and the
// text itself; numbers in decimal, 0 for no id.
Digest hash_of(std::int64_t sequence, const Digest& previous, const Entry& entry);

// The end of the journal at some moment. Kept elsewhere, it shows later whether anything up to it
// was rewritten.
struct Checkpoint {
  std::int64_t sequence = 0;  // 0: the journal was empty
  Digest hash{};
  bool operator==(const Checkpoint&) const = default;
};

// One line: "trellis-audit-checkpoint 1 SEQUENCE HASH".
std::string to_text(const Checkpoint& checkpoint);
Result<Checkpoint> parse_checkpoint(std::string_view text);

struct Finding {
  std::int64_t sequence = 0;  // the first entry that is not as it was
  std::string what;           // a sentence
  bool operator==(const Finding&) const = default;
};

struct Verification {
  std::int64_t entries = 0;  // looked at
  std::optional<Finding> first_bad;
  std::optional<Checkpoint> proven;  // the last checkpoint that agrees with all before it
};

struct EntryFilter {
  std::vector<ChildId> children;  // any of them, in lists too; empty: all entries
  std::optional<Action> action;
  std::optional<Instant> from;   // inclusive
  std::optional<Instant> until;  // exclusive
};

// The newest `size` entries below `before`; 0: from the newest on.
struct EntryPage {
  std::int64_t before = 0;
  std::int64_t size = 100;
};

class Journal {
 public:
  virtual ~Journal() = default;

  // Within the caller's transaction, where there is one: the entry lasts if what it tells of lasts.
  // Where this fails, that transaction must be rolled back.
  virtual Status append(std::span<const Entry> entries) = 0;
  Status append(const Entry& entry) { return append({&entry, 1}); }

  virtual Result<Checkpoint> checkpoint() = 0;
  virtual Result<std::optional<Digest>> hash_at(std::int64_t sequence) = 0;
  // Walks the whole journal, which must also still hold these checkpoints.
  virtual Result<Verification> verify(std::span<const Checkpoint> against) = 0;
  virtual Result<std::vector<Written>> list(const EntryFilter& filter, const EntryPage& page) = 0;
};

}  // namespace trellis::audit
