#include "hub/pipeline/merger.hpp"

#include <algorithm>
#include <functional>
#include <unordered_map>

#include "hub/base/log.hpp"
#include "hub/mapping/mapping.hpp"
#include "hub/pipeline/alert_desk.hpp"
#include "hub/pipeline/extract_guard.hpp"
#include "hub/pipeline/protections.hpp"

namespace trellis::pipeline {
namespace {

constexpr std::size_t places = std::size_t{1} << 26;  // 8 MiB of bits

std::size_t place_of(char kind, std::string_view key) {
  return (std::hash<std::string_view>{}(key) ^ static_cast<std::size_t>(kind)) % places;
}

const mapping::Issue* first_error(const Incoming& incoming) {
  for (const mapping::Issue& issue : incoming.issues)
    if (issue.severity == mapping::Severity::error) return &issue;
  return nullptr;
}

}  // namespace

Merger::Merger(Workbench bench, const ImportOrder& order)
    : bench_(bench), order_(order), today_(Date::of(bench.clock.now())) {}

Status Merger::start() {
  TRELLIS_TRY(open());
  auto connection = bench_.records.connection(order_.connection, order_.organisation);
  if (!connection.ok()) return connection.error();
  connection_ = *connection;
  auto import = bench_.records.start_import(connection_, order_.input, bench_.clock.now());
  if (!import.ok()) return import.error();
  import_ = *import;
  report_.import = import_;
  purpose_ = "import " + to_string(import_) + " of " + order_.connection;
  auto count = bench_.records.count(connection_);
  if (!count.ok()) return count.error();
  was_empty_ = *count == 0;
  TRELLIS_TRY(learn_of_restrictions());
  if (was_empty_) may_be_written_ = std::vector<bool>(places);
  auto damaged = bench_.records.damaged(connection_);
  if (!damaged.ok()) return damaged.error();
  damaged_ = *std::move(damaged);
  auto suspended = bench_.extracts.suspended(connection_);
  if (!suspended.ok()) return suspended.error();
  for (const RecordId record : *suspended) suspended_.insert(record.number());
  TRELLIS_TRY(bench_.extracts.describe(import_, order_.age));
  return commit();
}

Status Merger::open() {
  if (is_open_) return done();
  TRELLIS_TRY(bench_.records.begin());
  is_open_ = true;
  if (connection_.none()) return done();
  auto waits = bench_.quarantine.any_waits(connection_);
  if (!waits.ok()) return waits.error();
  may_wait_ = *waits;
  return done();
}

Status Merger::write(std::span<Incoming> batch) {
  TRELLIS_TRY(open());
  std::unordered_map<std::string_view, std::size_t> last;  // record of each subject
  for (std::size_t i = 0; i < batch.size(); ++i) last[batch[i].subject_key] = i;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    TRELLIS_TRY(take(batch[i]));
    if (last[batch[i].subject_key] == i) TRELLIS_TRY(settle_waiting(batch[i].subject_key));
  }
  TRELLIS_TRY(review_touched());
  TRELLIS_TRY(bench_.journal.append(entries_));
  entries_.clear();
  return done();
}

Status Merger::commit() {
  TRELLIS_TRY(open());
  TRELLIS_TRY(bench_.records.update_import(import_, report_.balance, std::nullopt, {}));
  TRELLIS_TRY(bench_.records.commit());
  is_open_ = false;
  committed_ = report_;
  settled_.clear();
  return done();
}

// What the engine learned since the last commit is not so: it forgets.
void Merger::roll_back() {
  if (!is_open_) return;
  bench_.records.roll_back();
  is_open_ = false;
  report_ = committed_;
  entries_.clear();
  touched_.clear();
  waiting_.clear();
  testimonies_.clear();
  bench_.protections.forget();
  for (const SubjectId subject : settled_)
    if (!bench_.identity.refresh(subject).ok())
      log::warning("refresh_failed", {{"subject", to_string(subject)}});
  settled_.clear();
}

Status Merger::take(Incoming& incoming) {
  ++report_.balance.received;
  if (incoming.unread)
    return hold(incoming, *incoming.unread, incoming.rest ? queue::rest_rule : "unreadable",
                queue::Stage::read);
  if (const mapping::Issue* issue = first_error(incoming))
    return hold(incoming, Error{Fault::invalid, issue->sentence, issue->place}, issue->rule,
                queue::Stage::map);
  if (incoming.subject_key.empty()) {
    const Place place = incoming.origins.empty() ? Place{} : incoming.origins.front().place;
    return hold(
        incoming,
        Error{Fault::invalid,
              "the record does not say whom it is about: the mapping's subject is empty", place},
        "no-subject", queue::Stage::map);
  }
  auto known = known_record(incoming);
  if (!known.ok()) return known.error();
  const std::string scope(scope_of(incoming.key));
  scopes_.insert(scope);
  for (const std::string& table : incoming.tables)
    ++rows_[scope.empty() ? table : scope + "/" + table];
  if (*known) {
    TRELLIS_TRY(note_seen((*known)->id));
    auto unchanged = is_unchanged(incoming, **known);
    if (!unchanged.ok()) return unchanged.error();
    if (*unchanged) {
      ++report_.balance.unchanged;
      TRELLIS_TRY(keep_of_held(incoming, (*known)->subject, (*known)->id));
      TRELLIS_TRY(close_held(incoming, Passage::unchanged));
      if ((*known)->is_reported) return done();
      TRELLIS_TRY(bench_.records.set_reported((*known)->id, std::nullopt));
      return touch((*known)->subject);
    }
    if ((*known)->import == import_) {
      const Place place = incoming.origins.empty() ? Place{} : incoming.origins.front().place;
      return hold(
          incoming,
          Error{Fault::conflict,
                "the input holds two different records with this key; the first was kept", place},
          queue::key_twice, queue::Stage::store);
    }
  }
  return store(incoming, *known);
}

Result<std::optional<KnownRecord>> Merger::known_record(const Incoming& incoming) {
  if (was_empty_ && !may_be_written_[place_of('r', incoming.key)])
    return std::optional<KnownRecord>();
  auto known = bench_.records.find(connection_, incoming.key);
  if (!known.ok() || *known || incoming.former_key.empty()) return known;
  // Stored when keys of messages were shorter: it is this one only if it says the same.
  auto former = bench_.records.find(connection_, incoming.former_key);
  if (!former.ok() || !*former || (*former)->digest == incoming.digest) return former;
  return known;
}

// What was read with another mapping is read anew, whatever its version says. Messages of a feed
// may come again in any order: each of their versions counts as known. An extract that goes back to
// an older state is a change.
Result<bool> Merger::is_unchanged(const Incoming& incoming, const KnownRecord& known) {
  const bool is_same_version =
      known.mapping == order_.mapping.name() && known.mapping_version == order_.mapping.version();
  const bool is_same_mapping =
      is_same_version && known.mapping_fingerprint == order_.mapping.fingerprint();
  if (known.digest == incoming.digest) {
    if (is_same_version && !is_same_mapping) ++read_anew_;
    return is_same_mapping && !damaged_.contains(known.version);
  }
  if (order_.is_full_extract) return false;
  return bench_.records.had_version(known.id, incoming.digest);
}

Status Merger::store(Incoming& incoming, const std::optional<KnownRecord>& known) {
  auto subject = subject_for(incoming.subject_key);
  if (!subject.ok()) return subject.error();
  NewVersion version;
  version.connection = connection_;
  version.import = import_;
  version.subject = *subject;
  version.key = incoming.key;
  version.digest = incoming.digest;
  version.media_type = incoming.media_type;
  version.bytes = incoming.bytes;
  version.mapping = order_.mapping.name();
  version.mapping_version = order_.mapping.version();
  version.mapping_fingerprint = order_.mapping.fingerprint();
  version.kinds = incoming.kinds;
  version.observations = incoming.observations;
  version.content = incoming.content;
  auto stored = bench_.records.add_version(version, known, bench_.clock.now());
  if (!stored.ok()) return stored.error();
  ++report_.balance.stored;
  report_.warnings += static_cast<std::uint64_t>(std::count_if(
      incoming.issues.begin(), incoming.issues.end(),
      [](const mapping::Issue& issue) { return issue.severity == mapping::Severity::warning; }));
  if (was_empty_) may_be_written_[place_of('r', incoming.key)] = true;
  TRELLIS_TRY(note_seen(stored->id));
  if (!known) added_.add(stored->id);

  TRELLIS_TRY(protect(incoming, *subject, stored->id));  // before what was held is closed
  TRELLIS_TRY(close_held(incoming, Passage::stored));
  if (known) forget_version(*known);
  waiting_.push_back({&incoming, *subject, *stored, known ? known->subject : *subject,
                      known ? audit::Action::alteration : audit::Action::collection});
  return done();
}

Result<SubjectId> Merger::subject_for(std::string_view key) {
  const std::size_t place = place_of('s', key);
  if (!was_empty_ || may_be_written_[place]) {
    auto found = bench_.records.find_subject(connection_, key);
    if (!found.ok()) return found.error();
    if (*found) {
      shared_.insert((*found)->number());
      return **found;
    }
  }
  if (was_empty_) may_be_written_[place] = true;
  return bench_.records.add_subject(connection_, key);
}

Result<ChildId> Merger::settle(SubjectId subject, const matching::Features& features,
                               RecordId record) {
  auto settled = settle_under_seal(subject, features);
  if (!settled.ok()) return settled.error();
  settled_.push_back(subject);
  for (const matching::Move& move : settled->moves) settled_.push_back(move.subject);
  for (const matching::Changed& other : settled->others) {
    ++report_.linked;
    note_combination(other, subject, record, other.moves.front().to);
  }
  const bool is_alone =
      !settled->event.none() && settled->decision != matching::Decision::same_child;
  if (!is_alone || bench_.alerts.concerns(std::span(&subject, 1))) touched_.insert(settled->child);
  if (settled->event.none()) return settled->child;
  switch (settled->decision) {
    case matching::Decision::same_child:
      ++report_.linked;
      note_combination({settled->event, {}}, subject, record, settled->child);
      break;
    case matching::Decision::new_child:
      ++report_.new_children;
      break;
    case matching::Decision::ask_a_person:
      ++report_.new_children;
      report_.asked += settled->proposals.size();
      break;
  }
  return settled->child;
}

// The source says that another of its keys is the same person: a link, never a delete.
Status Merger::follow_merges(SubjectId subject, const Incoming& incoming) {
  for (const std::string& other_key : incoming.same_as) {
    if (other_key.empty() || other_key == incoming.subject_key) continue;
    auto other = subject_for(other_key);
    if (!other.ok()) return other.error();
    auto child = bench_.identity.child_of(*other);
    if (!child.ok()) {
      auto settled =
          bench_.identity.settle({*other, connection_}, matching::Features{}, order_.actor);
      if (!settled.ok()) return settled.error();
    }
    settled_.push_back(*other);
    auto changed = bench_.identity.must_link(subject, *other,
                                             {order_.connection, "the source merged the two"});
    if (!changed.ok() && changed.error().fault != Fault::conflict) return changed.error();
    if (!changed.ok()) {
      const auto asked = bench_.identity.ask_about_merge(subject, *other);
      if (!asked.ok()) return asked.error();
      if (!asked->none()) ++report_.asked;
      log::warning("merge_conflict",
                   {{"connection", order_.connection}, {"subject", to_string(subject)}});
      continue;
    }
    if (changed->moves.empty()) continue;  // they are one already, or one is sealed
    auto joined = bench_.identity.child_of(subject);
    if (!joined.ok()) return joined.error();
    note_combination(*changed, subject, {}, *joined);
  }
  return done();
}

Result<ImportReport> Merger::finish(const std::optional<Error>& failure) {
  Status last = done();
  if (failure) {
    roll_back();
  } else {
    last = mark_missing();
    if (last.ok()) last = commit();
    if (!last.ok()) roll_back();
  }
  std::string why;
  if (failure) why = to_string(*failure);
  if (!last.ok()) why = to_string(last.error());
  TRELLIS_TRY(open());
  TRELLIS_TRY(bench_.records.update_import(import_, committed_.balance, bench_.clock.now(), why));
  TRELLIS_TRY(bench_.extracts.close(import_, scopes_digest(), committed_.note));
  TRELLIS_TRY(bench_.records.commit());
  is_open_ = false;
  if (!last.ok()) return last.error();
  return committed_;
}

}  // namespace trellis::pipeline
