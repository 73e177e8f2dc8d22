#include "hub/desk/shrunken_extract.hpp"

#include <vector>

namespace trellis::desk {
namespace {

audit::Entry entry_of(const pipeline::Vanishing& gone, ImportId import, const std::string& actor,
                      Instant now) {
  audit::Entry entry;
  entry.at = now;
  entry.action = audit::Action::alteration;
  entry.actor = actor;
  entry.organisation = gone.organisation;
  entry.purpose = "confirmed import " + to_string(import) + " of " + gone.connection;
  entry.subject = gone.subject;
  entry.record = gone.record;
  entry.details = "{\"no_longer_reported\":true}";
  return entry;
}

audit::Entry decision(ImportId import, const std::string& actor, Instant now) {
  audit::Entry entry;
  entry.at = now;
  entry.action = audit::Action::decision;
  entry.actor = actor;
  entry.purpose = "confirmed what import " + to_string(import) + " no longer holds";
  return entry;
}

}  // namespace

Result<std::uint64_t> ShrunkenExtract::confirm(ImportId import, const std::string& actor) {
  TRELLIS_TRY(ports_.records.begin());
  auto waiting = ports_.extracts.suspended(import);
  const auto mark_all = [&]() -> Status {
    if (!waiting.ok()) return waiting.error();
    std::vector<audit::Entry> entries;
    std::vector<SubjectId> subjects;
    const Instant now = ports_.clock.now();
    for (const pipeline::Vanishing& gone : *waiting) {
      TRELLIS_TRY(ports_.records.set_reported(gone.record, now));
      TRELLIS_TRY(ports_.extracts.release(gone.record));
      entries.push_back(entry_of(gone, import, actor, now));
      subjects.push_back(gone.subject);
    }
    const auto confirmed = ports_.extracts.confirm(import, waiting->size());
    if (!confirmed.ok()) return confirmed.error();
    if (!*confirmed)
      return Error{Fault::not_found,
                   "nothing waits to be confirmed under this import: it was confirmed, or a later "
                   "extract took its place; see: trellis imports"};
    entries.push_back(decision(import, actor, now));
    TRELLIS_TRY(ports_.journal.append(entries));
    TRELLIS_TRY(ports_.follow_up.of(subjects));
    return ports_.records.commit();
  };
  const Status marked = mark_all();
  if (marked.ok()) return static_cast<std::uint64_t>(waiting->size());
  ports_.records.roll_back();
  return marked.error();
}

}  // namespace trellis::desk
