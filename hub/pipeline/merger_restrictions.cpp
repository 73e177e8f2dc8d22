#include "hub/pipeline/merger.hpp"
#include "hub/pipeline/protections.hpp"

// The half of Merger that writes down what records say of restrictions.
namespace trellis::pipeline {

Status Merger::learn_of_restrictions() {
  Restrictions& restrictions = bench_.protections.restrictions();
  auto restricted = restrictions.subjects();
  if (!restricted.ok()) return restricted.error();
  restricted_.insert(restricted->begin(), restricted->end());
  auto has_held = restrictions.has_held();
  if (!has_held.ok()) return has_held.error();
  has_held_restrictions_ = *has_held;
  return done();
}

// The record waits, what it restricts holds: until somebody decides about the entry.
Status Merger::protect_held(const Incoming& incoming, HeldId held) {
  if (incoming.restrictions.empty()) return done();
  Origin origin;
  origin.held = held;
  origin.digest = incoming.digest;
  if (!incoming.subject_key.empty()) {
    auto subject = subject_for(incoming.subject_key);
    if (!subject.ok()) return subject.error();
    origin.subject = *subject;
    restricted_.insert(*subject);
  }
  matching::Features features = incoming.features;
  matching::keep_local_names_apart(features, connection_);
  const std::string packed = matching::pack(features);
  origin.features = packed;
  has_held_restrictions_ = true;
  auto told =
      tell(bench_.protections.restrictions(), origin, incoming.restrictions, bench_.clock.now());
  if (!told.ok()) return told.error();
  return note_told(*told, origin.subject, {});
}

Status Merger::protect(const Incoming& incoming, SubjectId subject, RecordId record) {
  TRELLIS_TRY(keep_of_held(incoming, subject, record));
  if (incoming.restrictions.empty() && !restricted_.contains(subject)) return done();
  restricted_.insert(subject);
  Origin origin;
  origin.subject = subject;
  origin.record = record;
  origin.digest = incoming.digest;
  auto told =
      tell(bench_.protections.restrictions(), origin, incoming.restrictions, bench_.clock.now());
  if (!told.ok()) return told.error();
  return note_told(*told, subject, record);
}

// Another version of the record went through while one that restricts was held: no longer to say
// so does not end it.
Status Merger::keep_of_held(const Incoming& incoming, SubjectId subject, RecordId record) {
  if (!has_held_restrictions_) return done();
  Restrictions& restrictions = bench_.protections.restrictions();
  auto held = restrictions.held_for(connection_, incoming.key);
  if (!held.ok()) return held.error();
  for (Restriction& one : *held) {
    if (one.digest == incoming.digest || one.statement.lifts) continue;
    one.held = {};
    one.record = record;
    if (one.subject.none()) one.subject = subject;
    one.is_stated = false;
    restricted_.insert(one.subject);
    TRELLIS_TRY(restrictions.restate(one));
    bench_.protections.forget();
  }
  return done();
}

Status Merger::note_told(const Told& told, SubjectId subject, RecordId record) {
  report_.restrictions += told.is_new;
  report_.restrictions_not_understood += told.not_understood;
  report_.restrictions_ended_before += told.ended_before;
  bench_.protections.forget();
  if (told.is_new == 0) return done();
  note_in_journal(audit::Action::alteration, subject, record, {},
                  "{\"restrictions\":" + std::to_string(told.is_new) + "}");
  return done();
}

// What seals a subject lasts beyond the record that said so, and ends where a person ends it.
Result<matching::Settled> Merger::settle_under_seal(SubjectId subject,
                                                    const matching::Features& features) {
  const auto settle = [&](const matching::Features& judged) -> Result<matching::Settled> {
    auto settled = bench_.identity.settle({subject, connection_}, judged, order_.actor);
    if (settled.ok()) TRELLIS_TRY(note_home(settled->child));
    return settled;
  };
  if (!restricted_.contains(subject)) return settle(features);
  auto is_sealed = bench_.protections.is_sealed(subject, Date::of(bench_.clock.now()));
  if (!is_sealed.ok()) return is_sealed.error();
  matching::Features judged = features;
  judged.sealed = *is_sealed;
  return settle(judged);
}

// Who lives with a protected child may be another by now.
Status Merger::note_home(ChildId child) {
  if (!bench_.protections.knows_a_household()) return done();
  auto subjects = bench_.identity.subjects_of(child);
  if (!subjects.ok()) return subjects.error();
  if (bench_.protections.concerns_a_household(*subjects)) bench_.protections.forget();
  return done();
}

}  // namespace trellis::pipeline
