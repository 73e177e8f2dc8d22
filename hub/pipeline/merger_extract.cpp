#include <algorithm>
#include <chrono>

#include "hub/mapping/mapping.hpp"
#include "hub/mapping/person_key.hpp"
#include "hub/pipeline/extract_guard.hpp"
#include "hub/pipeline/merger.hpp"

// What a full extract no longer holds.
namespace trellis::pipeline {

Status Merger::note_seen(RecordId record) {
  return seen_.see(record) ? bench_.extracts.release(record) : done();
}

void Merger::add_note(std::string_view sentence) {
  if (!report_.note.empty()) report_.note += "; ";
  report_.note += sentence;
}

// Equal for imports that speak of the same scopes; empty for a feed, which speaks of no whole.
std::string Merger::scopes_digest() const {
  return order_.is_full_extract ? seen_.scopes_digest() : std::string();
}

// Only within the scopes that this input speaks of. One without any record speaks of all that have
// no parts: an export that failed often looks like this.
Result<std::vector<Records::Reported>> Merger::reported_in_scopes() {
  if (report_.balance.received == 0) seen_.speak_of_the_whole();
  auto reported = bench_.records.reported(connection_);
  if (!reported.ok()) return reported;
  std::erase_if(*reported,
                [&](const Records::Reported& record) { return !seen_.speak_of(record); });
  return reported;
}

Status Merger::mark(const Records::Reported& record) {
  TRELLIS_TRY(bench_.records.set_reported(record.id, bench_.clock.now()));
  TRELLIS_TRY(bench_.extracts.release(record.id));
  note_in_journal(audit::Action::alteration, record.subject, record.id, {},
                  "{\"no_longer_reported\":true}");
  TRELLIS_TRY(touch(record.subject));
  ++report_.balance.no_longer_reported;
  return done();
}

// What is new is stored; what would vanish waits for a person.
Status Merger::doubt(const std::vector<Records::Reported>& missing, const std::string& why) {
  std::vector<RecordId> records;
  for (const Records::Reported& record : missing) records.push_back(record.id);
  report_.is_doubted = true;
  report_.would_vanish = records.size();
  add_note(why + "; nothing is marked as no longer reported until: trellis imports confirm " +
           to_string(import_));
  return bench_.extracts.suspend(import_, records);
}

// Rows that left a record which stays: it is stored as it came, and a person says whether that is
// so.
Status Merger::check_tables() {
  auto before = bench_.extracts.rows_before(connection_, scopes_digest());
  if (!before.ok()) return before.error();
  const std::string why = loss_of(*before, seen_.rows(), order_.may_vanish);
  if (!why.empty()) {
    report_.is_doubted = true;
    add_note(why + " that were there before; if that is right: trellis imports confirm " +
             to_string(import_));
  }
  return bench_.extracts.keep_rows(import_, connection_, scopes_digest(), seen_.rows(),
                                   why.empty());
}

// A mapping that changed may mean less; a replay is a person's word. Two records of one key are
// settled before.
Result<bool> Merger::set_aside(const Incoming& incoming, const KnownRecord& known) {
  const bool is_same_reading = known.mapping == order_.mapping.name() &&
                               known.mapping_fingerprint == order_.mapping.fingerprint();
  if (takes_poorer_ || order_.is_replay || !is_same_reading) return false;
  std::vector<std::string> lost = PoorerRecords::lost(known.kinds, incoming.kinds);
  poorer_.count(incoming.kinds);
  if (lost.empty()) return false;
  std::string sentence = "it says no more";
  for (const std::string& kind : lost) sentence += (kind == lost.front() ? ": " : ", ") + kind;
  const Error error{Fault::conflict, sentence + "; how many others do, decides whether it may",
                    incoming.place()};
  TRELLIS_LET(const auto held,
              put_in_quarantine(incoming, error, queue::says_less, queue::Stage::store));
  poorer_.add({incoming, held, std::move(lost)});
  return true;
}

// What so many say no more waits for a person; what few say no more is so.
Status Merger::take_up_poorer() {
  std::vector<PoorerRecords::Waiting> few = poorer_.accepted(order_.may_vanish);
  std::vector<Incoming> accepted;
  TRELLIS_TRY(open());
  for (PoorerRecords::Waiting& each : few) {
    TRELLIS_LET(const auto held, bench_.quarantine.show(each.held));
    if (held.state == queue::HeldState::waiting)  // a person may have skipped it
      TRELLIS_TRY(bench_.quarantine.close(each.held, queue::HeldState::replayed, order_.actor,
                                          "few say less: it went through with " + purpose_,
                                          bench_.clock.now()));
    accepted.push_back(std::move(each.record));
  }
  const std::vector<std::string> doubts = poorer_.doubts(order_.may_vanish);
  if (!accepted.empty()) {
    report_.balance.received -= accepted.size();
    report_.balance.held -= accepted.size();
    takes_poorer_ = true;
    const Status taken = write(accepted);
    takes_poorer_ = false;
    TRELLIS_TRY(taken);
  }
  if (poorer_.waiting() == 0) return done();
  report_.is_doubted = true;
  for (const std::string& doubt : doubts) add_note(doubt);
  add_note("these " + std::to_string(poorer_.waiting()) +
           " records stay as they were until: trellis imports confirm " + to_string(import_));
  return done();
}

// Little by little as much is lost as at once would make a person look.
Status Merger::tell_lasting_loss() {
  constexpr std::chrono::days while_ago(30);
  TRELLIS_LET(const auto gone,
              bench_.records.gone_since(connection_, bench_.clock.now() - while_ago));
  TRELLIS_LET(const auto reported, bench_.records.reported(connection_));
  const std::size_t all = gone + reported.size();
  if (is_beyond_measure(gone, all, order_.may_vanish))
    add_note(std::to_string(gone) + " of " + std::to_string(all) +
             " records have gone within 30 days, a few with each extract: see whether they did");
  return done();
}

// Only where nothing was held that could be what is missing.
Status Merger::mark_missing() {
  if (read_anew_ > 0) {
    add_note(std::to_string(read_anew_) + " records were read anew: the mapping " +
             order_.mapping.name() + ", its code lists or the model changed without a new version");
  }
  if (!order_.is_full_extract) return done();
  TRELLIS_TRY(open());
  if (report_.balance.received > 0) TRELLIS_TRY(check_tables());
  if (was_empty_) return done();
  if (lost_a_key_) {
    add_note(
        "something in the input could not be read, so nothing was marked as no longer reported");
    return done();
  }
  TRELLIS_LET(auto reported, reported_in_scopes());
  TRELLIS_LET(auto newest, bench_.extracts.newest(connection_, scopes_digest(), import_));
  const std::string older = newest ? older_than(order_.age, *newest) : std::string();
  if (!older.empty()) add_note(older);
  for (const Records::Reported& record : reported)
    if (held_records_.contains(mapping::record_key_of(record.key))) seen_.see(record.id);
  const Loss loss = loss_of(reported, seen_.records(), order_.may_vanish);
  if (report_.balance.received == 0 && loss.missing.empty()) {
    report_.is_doubted = true;
    add_note("the input holds no record, so nothing was marked as no longer reported");
  }
  if (loss.missing.empty()) return done();
  if (!loss.doubt.empty() || !older.empty()) {
    return doubt(loss.missing, loss.doubt.empty()
                                   ? std::to_string(loss.missing.size()) + " records would vanish"
                                   : loss.doubt);
  }
  for (const Records::Reported& record : loss.missing) TRELLIS_TRY(mark(record));
  TRELLIS_TRY(tell_lasting_loss());
  TRELLIS_TRY(review_touched());
  TRELLIS_TRY(bench_.journal.append(entries_));
  entries_.clear();
  return done();
}

}  // namespace trellis::pipeline
