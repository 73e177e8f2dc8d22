#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hub/alerts/rules.hpp"
#include "hub/audit/journal.hpp"
#include "hub/formats/cutter.hpp"
#include "hub/mapping/mapping.hpp"
#include "hub/matching/identity/identity.hpp"
#include "hub/pipeline/alert_desk.hpp"
#include "hub/pipeline/importer.hpp"
#include "hub/pipeline/protections.hpp"
#include "hub/pipeline/view.hpp"
#include "hub/queue/outbox.hpp"
#include "hub/queue/quarantine.hpp"
#include "hub/store/database.hpp"
#include "tests/support/temporary.hpp"

namespace trellis::pipeline {

class FixedClock final : public Clock {
 public:
  Instant now() const override { return time; }
  void advance(std::chrono::seconds by) { time += by; }
  Instant time = std::chrono::sys_days(std::chrono::year(2026) / 3 / 2) + std::chrono::hours(9);
};

// A small hub on a real store in memory: schools and care send
// `id,given,family,born,nhs,suspended,sessions`, the youth justice service
// `id,given,family,born,nhs,opened`, and one agreement and one rule stand between schools and it.
// All may send `street,postcode,home` (a household's key),
// `scope,from,until,all_home,reason,lifted` of a restriction, and `broken` for what is held.
class World {
 public:
  World();
  ~World();

  // Header and rows; the connection is `schools`, `care` or `youth-justice`, or `messages`: schools
  // as a feed.
  static std::string organisation_of(std::string_view connection);
  ImportReport import(std::string_view connection, std::string_view csv);
  Result<ImportReport> try_import(std::string_view connection, std::string_view csv);
  Result<ImportReport> import_with(std::string_view connection, const mapping::Mapping& mapping,
                                   std::string_view csv);
  std::unique_ptr<Importer> start(std::string_view connection);
  std::unique_ptr<Importer> start(std::string_view connection, const mapping::Mapping& mapping);
  InputAge age;  // of the next inputs
  double may_vanish = 0.2;

  // Replaces a word of the mapping's file, everywhere.
  void change_mapping(const std::string& name, const std::string& word, const std::string& other);

  std::vector<SubjectId> subjects_of(std::string_view connection, std::string_view key);
  ChildId child_of(std::string_view connection, std::string_view key);
  std::vector<StoredObservation> current(std::string_view connection, std::string_view key,
                                         std::string_view kind);
  std::int64_t rows_in(std::string_view table);
  std::vector<audit::Written> journal_entries();

  testing::TemporaryFolder folder;
  FixedClock clock;
  std::shared_ptr<const model::Catalogue> catalogue;
  std::unique_ptr<store::Database> database;
  std::unique_ptr<Records> records;
  std::unique_ptr<Extracts> extracts;
  std::unique_ptr<queue::Quarantine> quarantine;
  std::unique_ptr<queue::Outbox> outbox;
  std::unique_ptr<audit::Journal> journal;
  std::unique_ptr<matching::Links> links;
  std::unique_ptr<alerts::AlertStore> alert_store;
  std::unique_ptr<matching::Engine> engine;
  std::unique_ptr<matching::Identity> identity;
  std::unique_ptr<sharing::Policy> policy;
  std::vector<alerts::Rule> rules;
  std::unique_ptr<Restrictions> restrictions;
  std::unique_ptr<Protections> protections;
  std::unique_ptr<AlertDesk> desk;

 private:
  std::unique_ptr<mapping::Mapping> load(const std::string& name, const std::string& event,
                                         bool is_full_extract);
  std::unique_ptr<mapping::Mapping> read(const std::string& name);
  const mapping::Mapping& mapping_of(std::string_view connection) const;
  void agree();
  std::map<std::string, std::string> files_;  // of mappings
  std::unique_ptr<mapping::Mapping> schools_, youth_justice_, messages_;
};

}  // namespace trellis::pipeline
