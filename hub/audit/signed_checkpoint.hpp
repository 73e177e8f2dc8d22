#pragma once

#include <string>
#include <string_view>

#include "hub/audit/journal.hpp"
#include "hub/base/signature.hpp"

namespace trellis::audit {

// A checkpoint that a hub's key vouches for.
struct SignedCheckpoint {
  // A journal starts with the hub, and where a person took over what the database then held.
  enum class Kind { start, going_on };

  Kind kind = Kind::going_on;
  Checkpoint end;
  Instant at{};
  PublicKey key{{}};
  std::string hub;  // its name, for people
  Signature signature{};
  bool operator==(const SignedCheckpoint&) const = default;
};

// Control characters of the name are left out, and what is longer than fits a line of syslog.
SignedCheckpoint sign(const SigningKey& key, SignedCheckpoint checkpoint);
bool is_genuine(const SignedCheckpoint& checkpoint);  // by the key that it names

// One line: "trellis-audit-checkpoint 2 KIND SEQUENCE HASH AT KEY NAME SIGNATURE". Signed are its
// bytes up to the space before the signature.
std::string to_text(const SignedCheckpoint& checkpoint);
// Takes what stands before it in a log. Does not check the signature.
Result<SignedCheckpoint> parse_signed_checkpoint(std::string_view line);

}  // namespace trellis::audit
