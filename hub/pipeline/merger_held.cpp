#include "hub/pipeline/merger.hpp"

namespace trellis::pipeline {

Status Merger::hold(const Incoming& incoming, const Error& error, std::string_view rule,
                    queue::Stage stage) {
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
  auto placed = bench_.quarantine.add(held);
  if (!placed.ok()) return placed.error();
  ++report_.balance.held;
  may_wait_ = true;
  TRELLIS_TRY(incoming.rest ? keep_rest(incoming, placed->id) : protect_held(incoming, placed->id));
  // A record that is held has not gone from its source.
  if (incoming.key.empty()) lost_a_key_ = true;
  auto known = bench_.records.find(connection_, incoming.key);
  return known.ok() && *known ? note_seen((*known)->id) : done();
}

// An entry of the quarantine closes itself when its record goes through.
Status Merger::close_held(const Incoming& incoming, Passage passage) {
  if (!may_wait_) return done();
  queue::Passed passed;
  passed.connection = connection_;
  passed.import = import_;
  passed.key = incoming.key;
  passed.digest = incoming.digest;
  passed.replaces_key = !order_.is_replay && (order_.is_full_extract || passage == Passage::stored);
  if (order_.is_full_extract && !incoming.origins.empty())
    passed.place = incoming.origins.back().place;
  auto closed = bench_.quarantine.close_passed(
      passed, order_.actor, "it went through with " + purpose_, bench_.clock.now());
  if (!closed.ok()) return closed.error();
  for (const HeldId held : *closed)
    note_in_journal(audit::Action::decision, {}, {}, {}, "{\"held\":" + to_string(held) + "}");
  report_.closed += closed->size();
  return done();
}

}  // namespace trellis::pipeline
