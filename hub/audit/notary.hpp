#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "hub/audit/journal.hpp"
#include "hub/audit/signed_checkpoint.hpp"

namespace trellis::audit {

// Where signed checkpoints are kept: outside the hub's data, and only ever added to.
class CheckpointPlace {
 public:
  virtual ~CheckpointPlace() = default;

  // The newest that names this key; none: nothing was ever kept under it.
  virtual Result<std::optional<SignedCheckpoint>> last(const PublicKey& key) = 0;
  // Kept unless it would stand behind a newer one.
  virtual Status add(const SignedCheckpoint& checkpoint) = 0;

  struct Kept {
    std::vector<SignedCheckpoint> checkpoints;  // in the order in which they were kept
    std::size_t cut_short = 0;                  // lines that were not written to their end
    std::vector<std::string> damaged;           // a sentence for each other line that is none
  };
  virtual Result<Kept> all(const PublicKey& key) = 0;
  virtual std::string name() const = 0;  // for people
};

// What checkpoints say of a journal.
struct Proof {
  Verification journal;                        // with `proven`: up to where it is as it was signed
  std::optional<SignedCheckpoint> last;        // that agrees
  std::optional<SignedCheckpoint> taken_over;  // where the journal did not start with the hub
  std::size_t checkpoints = 0;                 // compared
  std::size_t earlier = 0;                     // of a journal before that: not compared
  std::size_t cut_short = 0;
  std::vector<std::string> findings;
};

// Signs where the journal ends, keeps that in a second place, and compares the two. Not shared.
class Notary {
 public:
  Notary(SigningKey key, std::string hub, Journal& journal, CheckpointPlace& place,
         const Clock& clock);

  // Fault::conflict: an alarm, for the journal is not the one that was signed last.
  Status check();
  // The journal is this hub's from `entry` on, whatever was signed before.
  Status start(const Entry& entry);
  // Signs the end where at least so many entries came after the last one that was signed.
  Status keep_up(std::int64_t unsigned_entries);
  Result<Proof> prove();

  PublicKey key() const { return key_.public_key(); }
  const CheckpointPlace& place() const { return place_; }

 private:
  Status keep(SignedCheckpoint::Kind kind, const Checkpoint& end);

  SigningKey key_;
  std::string hub_;
  Journal& journal_;
  CheckpointPlace& place_;
  const Clock& clock_;
  std::int64_t signed_ = 0;  // the last entry that is
};

}  // namespace trellis::audit
