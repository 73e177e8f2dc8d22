#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "hub/audit/journal.hpp"
#include "hub/matching/identity/identity.hpp"
#include "hub/pipeline/importer.hpp"
#include "hub/pipeline/incoming.hpp"
#include "hub/pipeline/key_filter.hpp"
#include "hub/pipeline/poorer_records.hpp"
#include "hub/pipeline/seen_records.hpp"
#include "hub/pipeline/telling.hpp"
#include "hub/pipeline/testimony.hpp"
#include "hub/queue/quarantine.hpp"
#include "hub/queue/rests.hpp"

namespace trellis::pipeline {

// Puts mapped records into the store, in order: version, subject, child, audit, alerts, in one unit
// of work per commit. Used by one thread.
class Merger {
 public:
  Merger(Workbench bench, const ImportOrder& order);

  Status start();
  Status write(std::span<Incoming> batch);
  Status commit();
  void roll_back();
  // Marks what a full extract no longer holds, closes the import's row, and tells what is on disk.
  Result<ImportReport> finish(const std::optional<Error>& failure);
  Date today() const { return today_; }

  void add_note(std::string_view sentence);  // what whoever reads of the import should know

 private:
  Status open();
  Status take(Incoming& incoming);
  Status hold(const Incoming& incoming, const Error& error, std::string_view rule,
              queue::Stage stage);
  Result<HeldId> put_in_quarantine(const Incoming& incoming, const Error& error,
                                   std::string_view rule, queue::Stage stage);
  Status refuse(const Incoming& incoming);
  void keep_people_of(const Incoming& held);
  enum class Passage { stored, unchanged, refused };
  struct Passing {
    Passage passage = Passage::refused;
    SubjectId subject;  // none where it was refused, likewise the record
    RecordId record;
  };
  Status close_held(const Incoming& incoming, const Passing& by);
  Status close_held(const Incoming& incoming, const std::string& key, const Passing& by);
  Status keep_of_closed(HeldId held, SubjectId subject, RecordId record);
  Status keep_rest(const Incoming& incoming, HeldId held);
  Status note_seen(RecordId record);
  Result<std::optional<KnownRecord>> known_record(const Incoming& incoming);
  Result<bool> is_unchanged(const Incoming& incoming, const KnownRecord& known);
  Status store(Incoming& incoming, const std::optional<KnownRecord>& known);
  Result<bool> set_aside(const Incoming& incoming, const KnownRecord& known);
  Status take_up_poorer();
  Status learn_of_restrictions();
  Result<matching::Settled> settle_under_seal(SubjectId subject,
                                              const matching::Features& features);
  Status leave_protection(SubjectId leaver, const std::vector<SubjectId>& others);
  Status note_home(ChildId child);
  Status protect_held(const Incoming& incoming, HeldId held);
  Status protect(const Incoming& incoming, SubjectId subject, RecordId record);
  Status keep_of_held(const Incoming& incoming, SubjectId subject, RecordId record,
                      Passage passage);
  Status protect_unread(const Incoming& incoming, HeldId held);
  Status restore_restrictions(const Incoming& incoming, const KnownRecord& known);
  Status keep_of_unchanged(const Incoming& incoming, const KnownRecord& known);
  Status note_told(const Told& told, SubjectId subject, RecordId record);
  // Of a subject with several records in a batch, all before the last wait for it.
  struct Waiting {
    Incoming* incoming;
    SubjectId subject;
    KnownRecord record;
    SubjectId former;  // whom the record was about before
    audit::Action action;
  };
  Status settle_waiting(std::string_view subject_key);
  Status settle_all(const std::vector<Waiting>& records);
  void forget_version(const KnownRecord& before);
  Result<SubjectId> subject_for(std::string_view key);
  Result<matching::Features> features_of(SubjectId subject);
  Result<ChildId> settle(SubjectId subject, const matching::Features& features, RecordId record);
  Status follow_merges(SubjectId subject, const Incoming& incoming);
  Status touch(SubjectId subject);
  Status review_touched();
  Status tell_lasting_loss();
  Status mark_missing();
  Result<std::vector<Records::Reported>> reported_in_scopes();
  Status mark(const Records::Reported& record);
  Status check_tables();
  Status doubt(const std::vector<Records::Reported>& missing, const std::string& why);
  std::string scopes_digest() const;
  void note_combination(const matching::Changed& joined, SubjectId subject, RecordId record,
                        ChildId child);
  void note_in_journal(audit::Action action, SubjectId subject, RecordId record, ChildId child,
                       std::string details);

  Workbench bench_;
  const ImportOrder& order_;
  Date today_;
  ConnectionId connection_;
  ImportId import_;
  std::string purpose_;     // of the journal's entries
  ImportReport report_;     // as far as it has been written
  ImportReport committed_;  // as far as it is on disk
  bool is_open_ = false;
  bool was_empty_ = false;   // the connection had no subject before this import
  bool may_wait_ = false;    // something of the connection waits in the quarantine
  bool lost_a_key_ = false;  // something was held whose key is not known
  std::set<std::string, std::less<>> held_records_;  // about several people, not all of them known
  KeyFilter keys_;                                   // on where the connection was empty
  std::set<VersionId> damaged_;  // what is stored anew, though its source is the same
  SeenRecords seen_;
  PoorerRecords poorer_;
  bool takes_poorer_ = false;    // what was set aside goes through
  std::uint64_t read_anew_ = 0;  // the bytes are the same, the mapping changed without a version
  std::unordered_set<std::int64_t> shared_;   // subjects with more than one record
  std::unordered_set<SubjectId> restricted_;  // subjects that a restriction was ever told of
  bool has_held_restrictions_ = false;
  std::vector<audit::Entry> entries_;
  std::vector<Waiting> waiting_;
  std::unordered_map<SubjectId, Testimony> testimonies_;  // of subjects with many records
  std::vector<SubjectId> settled_;                        // since the last commit
  std::set<ChildId> touched_;                             // children to review for alerts
};

}  // namespace trellis::pipeline
