#include <algorithm>

#include "hub/base/digest.hpp"
#include "hub/mapping/mapping.hpp"
#include "hub/pipeline/extract_guard.hpp"
#include "hub/pipeline/merger.hpp"

// What a full extract no longer holds.
namespace trellis::pipeline {

Status Merger::note_seen(RecordId record) {
  seen_.add(record);
  return suspended_.contains(record.number()) ? bench_.extracts.release(record) : done();
}

void Merger::add_note(std::string_view sentence) {
  if (!report_.note.empty()) report_.note += "; ";
  report_.note += sentence;
}

// Equal for imports that speak of the same scopes; empty for a feed, which speaks of no whole.
std::string Merger::scopes_digest() const {
  if (!order_.is_full_extract) return {};
  std::string all;
  for (const std::string& scope : scopes_) all.append(scope).push_back('\n');
  return hex(sha256(all));
}

// Only within the scopes that this input speaks of. One without any record speaks of all that have
// no parts: an export that failed often looks like this.
Result<std::vector<Records::Reported>> Merger::reported_in_scopes() {
  if (report_.balance.received == 0) scopes_.emplace();
  auto reported = bench_.records.reported(connection_);
  if (!reported.ok()) return reported;
  std::erase_if(*reported, [&](const Records::Reported& record) {
    return added_.has(record.id) || !scopes_.contains(std::string(scope_of(record.key)));
  });
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
  const std::string why = loss_of(*before, rows_, order_.may_vanish);
  if (!why.empty()) {
    report_.is_doubted = true;
    add_note(why + " that were there before; if that is right: trellis imports confirm " +
             to_string(import_));
  }
  return bench_.extracts.keep_rows(import_, connection_, scopes_digest(), rows_, why.empty());
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
  auto reported = reported_in_scopes();
  if (!reported.ok()) return reported.error();
  auto newest = bench_.extracts.newest(connection_, scopes_digest(), import_);
  if (!newest.ok()) return newest.error();
  const std::string older = *newest ? older_than(order_.age, **newest) : std::string();
  if (!older.empty()) add_note(older);
  const Loss loss = loss_of(*reported, seen_, order_.may_vanish);
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
  TRELLIS_TRY(review_touched());
  TRELLIS_TRY(bench_.journal.append(entries_));
  entries_.clear();
  return done();
}

}  // namespace trellis::pipeline
