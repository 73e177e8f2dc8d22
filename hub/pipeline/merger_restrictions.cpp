#include <algorithm>

#include "hub/pipeline/merger.hpp"
#include "hub/pipeline/protections.hpp"
#include "hub/pipeline/unread_row.hpp"

// The half of Merger that writes down what records say of restrictions.
namespace trellis::pipeline {

Status Merger::learn_of_restrictions() {
  Restrictions& restrictions = bench_.protections.restrictions();
  TRELLIS_LET(auto restricted, restrictions.subjects());
  restricted_.insert(restricted.begin(), restricted.end());
  TRELLIS_LET(auto has_held, restrictions.has_held());
  has_held_restrictions_ = has_held;
  return done();
}

// The record waits, what it restricts holds: until somebody decides about the entry.
Status Merger::protect_held(const Incoming& incoming, HeldId held) {
  if (incoming.unread) return protect_unread(incoming, held);
  if (incoming.restrictions.empty()) return done();
  Origin origin;
  origin.held = held;
  origin.digest = incoming.digest;
  if (!incoming.subject_key.empty()) {
    TRELLIS_LET(auto subject, subject_for(incoming.subject_key));
    origin.subject = subject;
    restricted_.insert(subject);
  }
  matching::Features features = incoming.features;
  matching::keep_local_names_apart(features, connection_);
  const std::string packed = matching::pack(features);
  origin.features = packed;
  has_held_restrictions_ = true;
  TRELLIS_LET(auto told, tell(bench_.protections.restrictions(), origin, incoming.restrictions,
                              bench_.clock.now()));
  return note_told(told, origin.subject, {});
}

// Of a row that is no record, only its cells are known: whom it may be about is told by its key, or
// by a number that only one person has beside a day of birth.
Status Merger::protect_unread(const Incoming& incoming, HeldId held) {
  const CellsOfRow cells = cells_of_row(incoming.bytes);
  if (cells.restrictions.empty()) return done();
  Origin origin;
  origin.held = held;
  origin.digest = incoming.digest;
  if (!incoming.key.empty()) {
    TRELLIS_LET(const auto known, bench_.records.find(connection_, incoming.key));
    if (known) origin.subject = known->subject;
  }
  if (!origin.subject.none()) restricted_.insert(origin.subject);
  const bool is_findable = !cells.features.identifiers.empty() && !cells.features.births.empty();
  if (origin.subject.none() && !is_findable) {
    ++report_.restrictions_of_nobody;
    return done();
  }
  const std::string packed = matching::pack(cells.features);
  origin.features = packed;
  has_held_restrictions_ = true;
  TRELLIS_LET(const auto told, tell(bench_.protections.restrictions(), origin, cells.restrictions,
                                    bench_.clock.now()));
  return note_told(told, origin.subject, {});
}

Status Merger::protect(const Incoming& incoming, SubjectId subject, RecordId record) {
  TRELLIS_TRY(keep_of_held(incoming, subject, record, Passage::stored));
  if (incoming.restrictions.empty() && !restricted_.contains(subject)) return done();
  restricted_.insert(subject);
  Origin origin;
  origin.subject = subject;
  origin.record = record;
  origin.digest = incoming.digest;
  TRELLIS_LET(auto told, tell(bench_.protections.restrictions(), origin, incoming.restrictions,
                              bench_.clock.now()));
  return note_told(told, subject, record);
}

// Another version of the record went through while one that restricts was held: no longer to say
// so does not end it.
Status Merger::keep_of_held(const Incoming& incoming, SubjectId subject, RecordId record,
                            Passage passage) {
  if (!has_held_restrictions_) return done();
  Restrictions& restrictions = bench_.protections.restrictions();
  TRELLIS_LET(auto held, restrictions.held_for(connection_, incoming.key));
  for (Restriction& one : held) {
    if (one.digest == incoming.digest || one.statement.lifts) continue;
    one.held = {};
    one.record = record;
    if (one.subject.none()) one.subject = subject;
    // What the record says now is held against it: said again, it is one and the same.
    one.is_stated = passage == Passage::stored && one.subject == subject;
    restricted_.insert(one.subject);
    TRELLIS_TRY(restrictions.restate(one));
    bench_.protections.forget();
  }
  return done();
}

// A row that could not be read had no key that is known: what took its place goes on protecting,
// also where it does not say so.
Status Merger::keep_of_closed(HeldId held, SubjectId subject, RecordId record) {
  if (!has_held_restrictions_) return done();
  Restrictions& restrictions = bench_.protections.restrictions();
  TRELLIS_LET(auto left, restrictions.of(held));
  if (left.empty()) return done();
  std::vector<Restriction> told;
  if (!record.none()) {
    TRELLIS_LET(told, restrictions.of(record));
  }
  for (Restriction& one : left) {
    const bool is_said = std::any_of(told.begin(), told.end(), [&](const Restriction& each) {
      return !each.ended && scope_of(each.statement) == scope_of(one.statement);
    });
    if (is_said || one.ended || one.statement.lifts) continue;
    if (one.subject.none() && subject.none()) continue;
    one.held = {};
    one.record = record;
    if (one.subject.none()) one.subject = subject;
    one.is_stated = false;
    restricted_.insert(one.subject);
    TRELLIS_TRY(restrictions.restate(one));
  }
  bench_.protections.forget();
  return done();
}

// What the record restricts stands again, if it was lost from the store.
Status Merger::restore_restrictions(const Incoming& incoming, const KnownRecord& known) {
  if (incoming.restrictions.empty() || incoming.digest != known.digest) return done();
  TRELLIS_LET(const auto told, bench_.protections.restrictions().of(known.id));
  const bool is_whole = std::all_of(
      incoming.restrictions.begin(), incoming.restrictions.end(), [&](const Statement& said) {
        return std::any_of(told.begin(), told.end(),
                           [&](const Restriction& kept) { return kept.statement == said; });
      });
  return is_whole ? done() : protect(incoming, known.subject, known.id);
}

// A source goes on saying what a person ended.
Status Merger::keep_of_unchanged(const Incoming& incoming, const KnownRecord& known) {
  TRELLIS_TRY(keep_of_held(incoming, known.subject, known.id, Passage::unchanged));
  TRELLIS_TRY(restore_restrictions(incoming, known));
  if (!restricted_.contains(known.subject)) return done();
  TRELLIS_LET(const auto told, bench_.protections.restrictions().of(known.id));
  for (const Restriction& one : told)
    if (one.is_stated && !one.statement.lifts && one.ended && !one.ended->authority.empty())
      ++report_.restrictions_ended_before;
  return done();
}

Status Merger::note_told(const Told& told, SubjectId subject, RecordId record) {
  report_.restrictions += told.is_new - told.is_over;
  report_.restrictions_not_understood += told.not_understood;
  report_.restrictions_ended_before += told.ended_before;
  bench_.protections.forget();
  if (told.is_new == 0) return done();
  note_in_journal(audit::Action::alteration, subject, record, {},
                  "{\"restrictions\":" + std::to_string(told.is_new) + "}");
  return done();
}

// What protected the others while the subject was one of them goes on protecting them.
Status Merger::leave_protection(SubjectId leaver, const std::vector<SubjectId>& others) {
  Restrictions& restrictions = bench_.protections.restrictions();
  const Date today = Date::of(bench_.clock.now());
  TRELLIS_LET(const auto of_leaver, restrictions.of(leaver));
  for (const Restriction& one : standing(of_leaver, today)) {
    if (scope_of(one.statement) == model::RestrictionScope::adoption_seal) continue;
    for (const SubjectId other : others) {
      Restriction left;
      left.subject = other;
      left.statement = one.statement;
      left.made_by = order_.actor;
      left.told_at = bench_.clock.now();
      TRELLIS_TRY(restrictions.add(left));
      restricted_.insert(other);
      note_in_journal(audit::Action::alteration, other, {}, {}, "{\"restrictions\":1}");
    }
  }
  bench_.protections.forget();
  return done();
}

// What seals a subject lasts beyond the record that said so, and ends where a person ends it.
Result<matching::Settled> Merger::settle_under_seal(SubjectId subject,
                                                    const matching::Features& features) {
  const auto settle = [&](const matching::Features& judged) -> Result<matching::Settled> {
    auto settled = bench_.identity.settling().settle({subject, connection_}, judged, order_.actor);
    if (settled.ok()) TRELLIS_TRY(note_home(settled->child));
    return settled;
  };
  if (!restricted_.contains(subject)) return settle(features);
  TRELLIS_LET(auto is_sealed, bench_.protections.is_sealed(subject, Date::of(bench_.clock.now())));
  matching::Features judged = features;
  judged.sealed = is_sealed;
  if (!is_sealed) return settle(judged);
  std::vector<SubjectId> others;
  if (const auto child = bench_.identity.children().child_of(subject); child.ok()) {
    TRELLIS_LET(others, bench_.identity.children().subjects_of(*child));
    std::erase(others, subject);
  }
  auto settled = settle(judged);
  if (settled.ok() && !others.empty()) TRELLIS_TRY(leave_protection(subject, others));
  return settled;
}

// Who lives with a protected child may be another by now.
Status Merger::note_home(ChildId child) {
  if (!bench_.protections.knows_a_household()) return done();
  TRELLIS_LET(auto subjects, bench_.identity.children().subjects_of(child));
  if (bench_.protections.concerns_a_household(subjects)) bench_.protections.forget();
  return done();
}

}  // namespace trellis::pipeline
