#include "hub/pipeline/merger.hpp"

namespace trellis::pipeline {

Status Merger::hold(const Incoming& incoming, const Error& error, std::string_view rule,
                    queue::Stage stage) {
  TRELLIS_TRY(put_in_quarantine(incoming, error, rule, stage));
  return done();
}

Result<HeldId> Merger::put_in_quarantine(const Incoming& incoming, const Error& error,
                                         std::string_view rule, queue::Stage stage) {
  queue::Held held;
  held.connection = connection_;
  held.import = import_;
  held.stage = stage;
  held.reason = error.message;
  held.rule = rule;
  held.place = error.place;
  held.source_key = incoming.key;
  held.media_type = incoming.media_type;
  held.bytes = incoming.bytes;
  held.held_at = bench_.clock.now();
  TRELLIS_LET(auto placed, bench_.quarantine.add(held));
  ++report_.balance.held;
  may_wait_ = true;
  TRELLIS_TRY(incoming.rest ? keep_rest(incoming, placed.id) : protect_held(incoming, placed.id));
  // A record that is held has not gone from its source.
  if (incoming.key.empty()) lost_a_key_ = true;
  keep_people_of(incoming);
  auto known = bench_.records.find(connection_, incoming.key);
  if (known.ok() && *known) TRELLIS_TRY(note_seen((*known)->id));
  return placed.id;
}

// Whose key is not known may be anybody whom the record was about before.
void Merger::keep_people_of(const Incoming& held) {
  if (!held.record_key.empty() && (held.subject_key.empty() || held.key == held.record_key))
    held_records_.insert(held.record_key);
}

// It is as if the input did not hold it: what a full extract said under its key before is no longer
// reported, and a loss beyond measure is doubted like any other.
Status Merger::refuse(const Incoming& incoming) {
  ++report_.balance.refused;
  ++report_.refusals[incoming.refusal];
  seen_.speak_of_scope(incoming);
  return close_held(incoming, {});
}

// An entry of the quarantine closes itself when its record goes through; one that stands for the
// place of a person, or for a record about several, when any of these people does.
Status Merger::close_held(const Incoming& incoming, const Passing& by) {
  if (!may_wait_) return done();
  for (const std::string* key : {&incoming.place_key, &incoming.record_key})
    if (!key->empty() && *key != incoming.key) TRELLIS_TRY(close_held(incoming, *key, by));
  return close_held(incoming, incoming.key, by);
}

Status Merger::close_held(const Incoming& incoming, const std::string& key, const Passing& by) {
  queue::Passed passed;
  passed.connection = connection_;
  passed.import = import_;
  passed.key = key;
  passed.digest = incoming.digest;
  const bool is_refused = by.passage == Passage::refused;
  passed.replaces_key =
      !is_refused && !order_.is_replay && (order_.is_full_extract || by.passage == Passage::stored);
  if (!is_refused && order_.is_full_extract && !incoming.origins.empty())
    passed.place = incoming.origins.back().place;
  const std::string how = is_refused ? "it was refused by " : "it went through with ";
  TRELLIS_LET(auto closed, bench_.quarantine.close_passed(passed, order_.actor, how + purpose_,
                                                          bench_.clock.now()));
  for (const HeldId held : closed) {
    note_in_journal(audit::Action::decision, {}, {}, {}, "{\"held\":" + to_string(held) + "}");
    TRELLIS_TRY(keep_of_closed(held, by.subject, by.record));
  }
  report_.closed += closed.size();
  return done();
}

}  // namespace trellis::pipeline
