#include "hub/desk/replay.hpp"

#include "hub/queue/rests.hpp"

namespace trellis::desk {
namespace {

using queue::Held;
using queue::HeldState;

constexpr std::int64_t page = 1000;
constexpr std::size_t batch_records = 256;
constexpr std::size_t batch_bytes = std::size_t{16} << 20;

bool fits(const Held& entry, const ReplayChoice& choice) {
  return (choice.rule.empty() || entry.rule == choice.rule) &&
         (choice.import.none() || entry.import == choice.import) &&
         (choice.reason.empty() || entry.reason.find(choice.reason) != std::string::npos);
}

// What was held before it became a record has no media type.
bool is_piece(const Held& entry) { return entry.media_type.empty(); }

// A row without its header, for instance.
constexpr const char* not_alone =
    "alone it is no record, so it stays held as it was: mend its input, and import that again";
bool is_no_record(const CutPiece& cut) { return !cut.problem && cut.records.empty(); }

Replayed outcome(const Held& entry, ReplayOutcome what, std::string sentence = {}) {
  return {entry.id, entry.connection, what, std::move(sentence)};
}

}  // namespace

std::string_view to_string(ReplayOutcome outcome) {
  switch (outcome) {
    case ReplayOutcome::went_through:
      return "went through";
    case ReplayOutcome::held_again:
      return "held again";
    case ReplayOutcome::outdated:
      return "outdated";
    case ReplayOutcome::left:
      return "left";
  }
  return {};
}

// Records of one connection, each key once: two of one key follow each other.
struct Replay::Batch {
  ConnectionId connection;
  std::vector<Held> entries;
  std::vector<CutRecord> records;
  std::set<std::string, std::less<>> keys;
  std::size_t bytes = 0;

  bool takes(const Held& entry) const {
    return entries.empty() || (connection == entry.connection && !keys.contains(entry.source_key) &&
                               entries.size() < batch_records && bytes < batch_bytes);
  }
};

Result<std::vector<Replayed>> Replay::run(const ReplayChoice& choice, ReplayMode mode,
                                          const Watcher& watch) {
  TRELLIS_LET(auto entries, chosen(choice));
  std::vector<Replayed> all;
  Batch batch;
  for (const Held& listed : entries) {
    if (watch) watch(all.size());
    const auto entry = ports_.quarantine.show(listed.id);
    if (!entry.ok()) {
      if (entry.error().fault == Fault::unavailable) return entry.error();
      all.push_back(outcome(listed, ReplayOutcome::left, entry.error().message));
      continue;
    }
    TRELLIS_LET(auto sorted, sorted_out(*entry, choice.id.has_value()));
    if (sorted) {
      all.push_back(*std::move(sorted));
    } else if (mode == ReplayMode::dry) {
      TRELLIS_LET(auto told, foretell(*entry));
      all.push_back(std::move(told));
    } else {
      TRELLIS_TRY(add(*entry, batch, all));
    }
  }
  TRELLIS_TRY(finish(batch, all));
  return all;
}

Result<std::vector<Held>> Replay::chosen(const ReplayChoice& choice) {
  if (choice.id) {
    TRELLIS_LET(auto one, ports_.quarantine.show(*choice.id));
    if (one.state != HeldState::waiting)
      return Error{Fault::conflict, "entry " + to_string(one.id) + " of the queue is " +
                                        std::string(to_string(one.state)) + " already"};
    return std::vector<Held>{std::move(one)};
  }
  queue::HeldFilter filter;
  filter.connection = choice.connection;
  filter.stage = choice.stage;
  filter.state = HeldState::waiting;
  std::vector<Held> entries;
  HeldId last;
  while (true) {
    TRELLIS_LET(auto some, ports_.quarantine.list(filter, {last, page}));
    for (Held& each : some) {
      last = each.id;
      if (fits(each, choice)) entries.push_back(std::move(each));
    }
    if (static_cast<std::int64_t>(some.size()) < page) return entries;
  }
}

// Nothing: it is to be replayed.
Result<std::optional<Replayed>> Replay::sorted_out(const Held& entry, bool is_named) {
  if (entry.state != HeldState::waiting)
    return std::optional(outcome(entry, ReplayOutcome::left, "it does not wait any more"));
  if (entry.rule == queue::key_twice && !is_named)
    return std::optional(outcome(entry, ReplayOutcome::left,
                                 "another record has its key, and only a person knows which is "
                                 "right: replay it by its id, or skip it"));
  if (entry.rule == queue::rest_rule && !is_named)
    return std::optional(outcome(entry, ReplayOutcome::left,
                                 "the rest of an input, which may be older than what came since: "
                                 "replay it by its id, or import it again"));
  if (entry.source_key.empty()) return std::optional<Replayed>();
  TRELLIS_LET(auto known, ports_.records.find(entry.connection, entry.source_key));
  if (known && entry.import < known->import && known->digest != entry.digest)
    return std::optional(
        outcome(entry, ReplayOutcome::outdated, "a later import brought a newer one: skip it"));
  return std::optional<Replayed>();
}

Result<Replayed> Replay::foretell(const Held& entry) {
  if (entry.rule == queue::rest_rule)
    return outcome(entry, ReplayOutcome::left,
                   "its whole input would be read again; what of it is known is unchanged");
  std::vector<CutRecord> records = {{entry.source_key, entry.media_type, entry.bytes}};
  if (is_piece(entry)) {
    auto cut = ports_.rerun.cut(entry);
    if (!cut.ok()) return outcome(entry, ReplayOutcome::left, to_string(cut.error()));
    if (is_no_record(*cut)) return outcome(entry, ReplayOutcome::left, not_alone);
    if (cut->problem) return outcome(entry, ReplayOutcome::held_again, cut->problem->message);
    records = std::move(cut->records);
  }
  for (const CutRecord& record : records) {
    auto refused = ports_.rerun.check(entry.connection, record);
    if (!refused.ok()) return outcome(entry, ReplayOutcome::left, to_string(refused.error()));
    if (*refused) return outcome(entry, ReplayOutcome::held_again, (*refused)->message);
  }
  return outcome(entry, ReplayOutcome::went_through);
}

Status Replay::add(const Held& entry, Batch& batch, std::vector<Replayed>& all) {
  if (is_piece(entry) || !batch.takes(entry)) TRELLIS_TRY(finish(batch, all));
  TRELLIS_TRY(ports_.quarantine.count_attempt(entry.id));
  if (is_piece(entry)) {
    TRELLIS_LET(auto replayed,
                entry.rule == queue::rest_rule ? replay_rest(entry) : replay_piece(entry));
    all.push_back(std::move(replayed));
    return done();
  }
  batch.connection = entry.connection;
  batch.keys.insert(entry.source_key);
  batch.bytes += entry.bytes.size();
  batch.records.push_back({entry.source_key, entry.media_type, entry.bytes});
  batch.entries.push_back(entry);
  return done();
}

// The import itself closes an entry whose record goes through.
Status Replay::finish(Batch& batch, std::vector<Replayed>& all) {
  if (batch.entries.empty()) return done();
  const auto report = ports_.rerun.import(batch.connection, batch.records);
  for (const Held& before : batch.entries) {
    TRELLIS_LET(auto now, ports_.quarantine.show(before.id));
    if (now.state == HeldState::replayed)
      all.push_back(outcome(before, ReplayOutcome::went_through));
    else if (!report.ok() || !report->failure.empty())
      all.push_back(outcome(before, ReplayOutcome::left,
                            report.ok() ? report->failure : to_string(report.error())));
    else
      all.push_back(outcome(before, ReplayOutcome::held_again, now.reason));
  }
  batch = {};
  return done();
}

Result<Replayed> Replay::replay_rest(const Held& rest) {
  const auto report = ports_.rerun.import_again(rest);
  if (!report.ok()) return outcome(rest, ReplayOutcome::left, to_string(report.error()));
  TRELLIS_LET(auto now, ports_.quarantine.show(rest.id));
  if (now.state == HeldState::replayed) return outcome(rest, ReplayOutcome::went_through);
  return outcome(rest, ReplayOutcome::held_again,
                 report->failure.empty() ? now.reason : report->failure);
}

Result<Replayed> Replay::replay_piece(const Held& piece) {
  auto cut = ports_.rerun.cut(piece);
  if (!cut.ok()) return outcome(piece, ReplayOutcome::left, to_string(cut.error()));
  if (is_no_record(*cut)) return outcome(piece, ReplayOutcome::left, not_alone);
  if (cut->problem) {
    Held again = piece;
    again.reason = cut->problem->message;
    TRELLIS_TRY(ports_.quarantine.add(again));
    return outcome(piece, ReplayOutcome::held_again, again.reason);
  }
  const auto report = ports_.rerun.import(piece.connection, cut->records);
  if (!report.ok()) return outcome(piece, ReplayOutcome::left, to_string(report.error()));
  if (!report->failure.empty()) return outcome(piece, ReplayOutcome::left, report->failure);
  TRELLIS_TRY(close_piece(piece, *report));
  if (report->balance.held == 0) return outcome(piece, ReplayOutcome::went_through);
  return outcome(piece, ReplayOutcome::held_again,
                 "it was cut into records, of which " + std::to_string(report->balance.held) +
                     " are held on their own now");
}

// Its records are accounted for by their own import.
Status Replay::close_piece(const Held& piece, const pipeline::ImportReport& report) {
  TRELLIS_TRY(ports_.records.begin());
  audit::Entry entry;
  entry.at = ports_.clock.now();
  entry.action = audit::Action::decision;
  entry.actor = who_;
  entry.role = "operator";
  entry.purpose = "replayed with import " + to_string(report.import);
  entry.details = "{\"held\":" + to_string(piece.id) + "}";
  auto now = ports_.quarantine.show(piece.id);
  Status status = now.ok() ? done() : Status(now.error());
  if (status.ok() && now->state == HeldState::waiting) {
    status = ports_.quarantine.close(piece.id, HeldState::replayed, who_, entry.purpose, entry.at);
    if (status.ok()) status = ports_.journal.append(entry);
  }
  if (status.ok()) return ports_.records.commit();
  ports_.records.roll_back();
  return status;
}

}  // namespace trellis::desk
