#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/digest.hpp"
#include "hub/base/id.hpp"
#include "hub/base/result.hpp"
#include "hub/base/time.hpp"

// Queue: work that must survive a crash. The quarantine holds what could not be done, until
// somebody mends or skips it; the outbox holds what must still be delivered.
namespace trellis::queue {

enum class Stage { read, map, match, deliver, store };
enum class HeldState { waiting, replayed, skipped };

std::string_view to_string(Stage stage);
std::string_view to_string(HeldState state);
Result<Stage> parse_stage(std::string_view text);
Result<HeldState> parse_held_state(std::string_view text);

// A record that could not go on.
struct Held {
  HeldId id;
  ConnectionId connection;
  ImportId import;
  Stage stage = Stage::read;
  std::string reason;  // one sentence, without personal data
  std::string rule;    // what refused it: a path of the mapping, a limit; may be empty
  Place place;
  std::string source_key;  // empty where it could not be read
  std::string media_type;
  Digest digest{};    // of `bytes`
  std::string bytes;  // as they came; empty in lists
  HeldState state = HeldState::waiting;
  std::int64_t attempts = 0;  // of replaying it
  Instant held_at{};
  std::optional<Instant> closed_at;
  std::string closed_by;
  std::string closing_reason;
};

// What identifies the entry within its connection beside the digest: the source key, else the
// place.
std::string dedupe_key(const Held& held);

struct HeldFilter {
  std::optional<ConnectionId> connection;
  std::optional<ImportId> import;
  std::optional<Stage> stage;
  std::optional<HeldState> state;
};

// The next `size` entries above `after`, by id.
struct HeldPage {
  HeldId after;
  std::int64_t size = 100;
};

// Another record of the same input had the key: which of the two is right, only a person knows.
inline constexpr std::string_view key_twice = "key-twice";
inline constexpr std::string_view says_less = "says-less";  // until a person confirms the import

// A record that went through, or stood in the store already.
struct Passed {
  ConnectionId connection;
  ImportId import;  // entries of the same import are not meant
  std::string_view key;
  Digest digest{};            // of its bytes
  bool replaces_key = false;  // what was held under its key is superseded, whatever its bytes
  Place place;                // where the input holds all that there is; none elsewhere
};

struct Placed {
  HeldId id;
  bool is_new = false;
};

class Quarantine {
 public:
  virtual ~Quarantine() = default;

  // Takes what describes the record; `id`, `digest`, `state`, `attempts` and what closes it are set
  // here. The same connection, key and bytes again: the entry stays one, with the newest import,
  // stage, reason and place, where that has a file; a replayed one waits again, a skipped one stays
  // skipped.
  virtual Result<Placed> add(const Held& held) = 0;

  virtual Result<std::vector<Held>> list(const HeldFilter& filter, const HeldPage& page) = 0;
  virtual Result<std::int64_t> count(const HeldFilter& filter) = 0;
  virtual Result<Held> show(HeldId id) = 0;  // with its bytes

  // Before a replay starts, so that one which ends the process is counted too.
  virtual Status count_attempt(HeldId id) = 0;
  // `how` is replayed or skipped. Fails for an entry that does not wait.
  virtual Status close(HeldId id, HeldState how, std::string_view who, std::string_view reason,
                       Instant now) = 0;

  virtual Result<bool> any_waits(ConnectionId connection) = 0;
  // Closes as replayed what waited for this record: the same bytes; the same key, where it
  // replaces what the key held; an unread piece at the same place. Those that it closed.
  virtual Result<std::vector<HeldId>> close_passed(const Passed& passed, std::string_view who,
                                                   std::string_view reason, Instant now) = 0;
};

}  // namespace trellis::queue
