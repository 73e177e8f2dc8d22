#pragma once

#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hub/audit/journal.hpp"
#include "hub/base/result.hpp"
#include "hub/base/time.hpp"
#include "hub/pipeline/importer.hpp"
#include "hub/pipeline/ports.hpp"
#include "hub/queue/quarantine.hpp"

namespace trellis::desk {

// A record as an adapter cut it.
struct CutRecord {
  std::string key, media_type, bytes;
};

// A held piece, cut again.
struct CutPiece {
  std::vector<CutRecord> records;
  std::optional<Error> problem;  // why some of it is no record still
};

// A connection's way from bytes to the store, with the mapping that is to be tried.
class Rerun {
 public:
  virtual ~Rerun() = default;
  virtual Result<CutPiece> cut(const queue::Held& piece) = 0;
  // What the mapping refuses; nothing where the record can be stored.
  virtual Result<std::optional<Error>> check(ConnectionId connection, const CutRecord& record) = 0;
  // The whole input that a rest was left of, which closes its entry where it is read to its end.
  virtual Result<pipeline::ImportReport> import_again(const queue::Held& rest) = 0;
  // All of them as one import, which marks nothing as no longer reported.
  virtual Result<pipeline::ImportReport> import(ConnectionId connection,
                                                std::span<const CutRecord> records) = 0;
};

// Which entries: one, or all that wait and fit.
struct ReplayChoice {
  std::optional<HeldId> id;
  std::optional<ConnectionId> connection;
  std::optional<queue::Stage> stage;
  std::string reason;  // part of it
  std::string rule;
  ImportId import;  // that held them; none: any
};

enum class ReplayOutcome { went_through, held_again, outdated, left };
std::string_view to_string(ReplayOutcome outcome);

struct Replayed {
  HeldId id;
  ConnectionId connection;
  ReplayOutcome outcome = ReplayOutcome::left;
  std::string sentence;  // why it is held, outdated or left
};

enum class ReplayMode { for_real, dry };

// Runs what the quarantine holds through the import again, oldest first, each entry counted before
// it is tried. Not shared.
class Replay {
 public:
  struct Ports {
    queue::Quarantine& quarantine;
    pipeline::Records& records;
    audit::Journal& journal;
    Rerun& rerun;
    const Clock& clock;
  };
  using Watcher = std::function<void(std::size_t done)>;
  Replay(const Ports& ports, std::string who) : ports_(ports), who_(std::move(who)) {}

  // What became, or would become, of each. An error: the store failed, or the one is not there.
  Result<std::vector<Replayed>> run(const ReplayChoice& choice, ReplayMode mode,
                                    const Watcher& watch);

 private:
  struct Batch;
  Result<std::vector<queue::Held>> chosen(const ReplayChoice& choice);
  Result<std::optional<Replayed>> sorted_out(const queue::Held& entry, bool is_named);
  Result<Replayed> foretell(const queue::Held& entry);
  Status add(const queue::Held& entry, Batch& batch, std::vector<Replayed>& all);
  Status finish(Batch& batch, std::vector<Replayed>& all);
  Result<Replayed> replay_rest(const queue::Held& rest);
  Result<Replayed> replay_piece(const queue::Held& piece);
  Status close_piece(const queue::Held& piece, const pipeline::ImportReport& report);

  Ports ports_;
  std::string who_;
};

}  // namespace trellis::desk
