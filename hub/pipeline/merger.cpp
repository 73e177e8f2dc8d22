#include "hub/pipeline/merger.hpp"

#include <algorithm>
#include <unordered_map>

#include "hub/base/log.hpp"
#include "hub/mapping/mapping.hpp"
#include "hub/pipeline/alert_desk.hpp"
#include "hub/pipeline/protections.hpp"

namespace trellis::pipeline {
namespace {

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
  TRELLIS_LET(auto connection, bench_.records.connection(order_.connection, order_.organisation));
  connection_ = connection;
  TRELLIS_LET(auto import,
              bench_.records.start_import(connection_, order_.input, bench_.clock.now()));
  import_ = import;
  report_.import = import_;
  purpose_ = "import " + to_string(import_) + " of " + order_.connection;
  TRELLIS_LET(const auto has_subjects, bench_.records.has_subjects(connection_));
  was_empty_ = !has_subjects;
  TRELLIS_TRY(learn_of_restrictions());
  if (was_empty_) keys_.start_empty();
  TRELLIS_LET(auto damaged, bench_.records.damaged(connection_));
  damaged_ = std::move(damaged);
  TRELLIS_LET(auto suspended, bench_.extracts.suspended(connection_));
  seen_.wait_for(suspended);
  TRELLIS_TRY(bench_.extracts.describe(import_, order_.age));
  return commit();
}

Status Merger::open() {
  if (is_open_) return done();
  TRELLIS_TRY(bench_.records.begin());
  is_open_ = true;
  if (connection_.none()) return done();
  TRELLIS_LET(auto waits, bench_.quarantine.any_waits(connection_));
  may_wait_ = waits;
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
  if (!incoming.refusal.empty()) return refuse(incoming);
  if (const mapping::Issue* issue = first_error(incoming))
    return hold(incoming, Error{Fault::invalid, issue->sentence, issue->place}, issue->rule,
                queue::Stage::map);
  if (incoming.subject_key.empty()) {
    return hold(incoming,
                Error{Fault::invalid,
                      "the record does not say whom it is about: the mapping's subject is empty",
                      incoming.place()},
                "no-subject", queue::Stage::map);
  }
  TRELLIS_LET(auto known, known_record(incoming));
  if (!takes_poorer_) seen_.count(incoming);
  if (known) {
    TRELLIS_TRY(note_seen(known->id));
    auto unchanged = is_unchanged(incoming, *known);
    if (!unchanged.ok()) return unchanged.error();
    if (*unchanged) {
      ++report_.balance.unchanged;
      poorer_.count(incoming.kinds);
      TRELLIS_TRY(keep_of_unchanged(incoming, *known));
      TRELLIS_TRY(close_held(incoming, {Passage::unchanged, known->subject, known->id}));
      if (known->is_reported) return done();
      TRELLIS_TRY(bench_.records.set_reported(known->id, std::nullopt));
      return touch(known->subject);
    }
    if (known->import == import_) {
      return hold(incoming,
                  Error{Fault::conflict,
                        "the input holds two different records with this key; the first was kept",
                        incoming.place()},
                  queue::key_twice, queue::Stage::store);
    }
    TRELLIS_LET(const auto waits, set_aside(incoming, *known));
    if (waits) return done();
  }
  return store(incoming, known);
}

Result<std::optional<KnownRecord>> Merger::known_record(const Incoming& incoming) {
  if (!keys_.may_have(KeyFilter::Of::record, incoming.key)) return std::optional<KnownRecord>();
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
  TRELLIS_LET(auto subject, subject_for(incoming.subject_key));
  NewVersion version;
  version.connection = connection_;
  version.import = import_;
  version.subject = subject;
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
  keys_.add(KeyFilter::Of::record, incoming.key);
  TRELLIS_TRY(note_seen(stored->id));
  if (!known) seen_.add(stored->id);

  TRELLIS_TRY(protect(incoming, subject, stored->id));  // before what was held is closed
  TRELLIS_TRY(close_held(incoming, {Passage::stored, subject, stored->id}));
  if (known) forget_version(*known);
  waiting_.push_back({&incoming, subject, *stored, known ? known->subject : subject,
                      known ? audit::Action::alteration : audit::Action::collection});
  return done();
}

Result<SubjectId> Merger::subject_for(std::string_view key) {
  if (keys_.may_have(KeyFilter::Of::subject, key)) {
    TRELLIS_LET(auto found, bench_.records.find_subject(connection_, key));
    if (found) {
      shared_.insert(found->number());
      return *found;
    }
  }
  keys_.add(KeyFilter::Of::subject, key);
  return bench_.records.add_subject(connection_, key);
}

Result<ChildId> Merger::settle(SubjectId subject, const matching::Features& features,
                               RecordId record) {
  TRELLIS_LET(auto settled, settle_under_seal(subject, features));
  settled_.push_back(subject);
  for (const matching::Move& move : settled.moves) settled_.push_back(move.subject);
  for (const matching::Changed& other : settled.others) {
    ++report_.linked;
    note_combination(other, subject, record, other.moves.front().to);
  }
  const bool is_alone = !settled.event.none() && settled.decision != matching::Decision::same_child;
  if (!is_alone || bench_.alerts.concerns(std::span(&subject, 1))) touched_.insert(settled.child);
  if (settled.event.none()) return settled.child;
  switch (settled.decision) {
    case matching::Decision::same_child:
      ++report_.linked;
      note_combination({settled.event, {}}, subject, record, settled.child);
      break;
    case matching::Decision::new_child:
      ++report_.new_children;
      break;
    case matching::Decision::ask_a_person:
      ++report_.new_children;
      report_.asked += settled.proposals.size();
      break;
  }
  return settled.child;
}

// The source says that another of its keys is the same person: a link, never a delete.
Status Merger::follow_merges(SubjectId subject, const Incoming& incoming) {
  for (const std::string& other_key : incoming.same_as) {
    if (other_key.empty() || other_key == incoming.subject_key) continue;
    TRELLIS_LET(auto other, subject_for(other_key));
    auto child = bench_.identity.children().child_of(other);
    if (!child.ok()) {
      TRELLIS_TRY(bench_.identity.settling().settle({other, connection_}, matching::Features{},
                                                    order_.actor));
    }
    settled_.push_back(other);
    auto changed = bench_.identity.decisions().must_link(
        subject, other, {order_.connection, "the source merged the two"});
    if (!changed.ok() && changed.error().fault != Fault::conflict) return changed.error();
    if (!changed.ok()) {
      TRELLIS_LET(const auto asked, bench_.identity.questions().ask_about_merge(subject, other));
      if (!asked.none()) ++report_.asked;
      log::warning("merge_conflict",
                   {{"connection", order_.connection}, {"subject", to_string(subject)}});
      continue;
    }
    if (changed->moves.empty()) continue;  // they are one already, or one is sealed
    TRELLIS_LET(auto joined, bench_.identity.children().child_of(subject));
    note_combination(*changed, subject, {}, joined);
  }
  return done();
}

Result<ImportReport> Merger::finish(const std::optional<Error>& failure) {
  Status last = done();
  if (failure) {
    roll_back();
  } else {
    for (const auto& [reason, count] : report_.refusals)
      add_note(std::to_string(count) + " refused: " + reason);
    last = take_up_poorer();
    if (last.ok()) last = mark_missing();
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
