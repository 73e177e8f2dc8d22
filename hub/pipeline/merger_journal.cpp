#include "hub/pipeline/merger.hpp"

// What Merger writes into the journal.
namespace trellis::pipeline {

// Children that became one because of what the subject's record says.
void Merger::note_combination(const matching::Changed& joined, SubjectId subject, RecordId record,
                              ChildId child) {
  for (const matching::Move& move : joined.moves) {
    settled_.push_back(move.subject);
    touched_.insert(move.to);
  }
  note_in_journal(audit::Action::combination, subject, record, child,
                  "{\"event\":" + to_string(joined.event) + "}");
}

void Merger::note_in_journal(audit::Action action, SubjectId subject, RecordId record,
                             ChildId child, std::string details) {
  audit::Entry entry;
  entry.at = bench_.clock.now();
  entry.action = action;
  entry.actor = order_.actor;
  entry.organisation = order_.organisation;
  entry.purpose = purpose_;
  entry.subject = subject;
  entry.record = record;
  entry.child = child;
  entry.details = std::move(details);
  entries_.push_back(std::move(entry));
}

}  // namespace trellis::pipeline
