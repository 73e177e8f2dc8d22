#include "tests/hub/pipeline/world.hpp"

#include <gtest/gtest.h>

#include "hub/matching/engine/default_engine.hpp"
#include "hub/store/alerts.hpp"
#include "hub/store/extracts.hpp"
#include "hub/store/journal.hpp"
#include "hub/store/links.hpp"
#include "hub/store/outbox.hpp"
#include "hub/store/quarantine.hpp"
#include "hub/store/records.hpp"
#include "hub/store/restrictions.hpp"

namespace trellis::pipeline {
namespace {

const std::string source = TRELLIS_SOURCE_DIR;

class OneSource final : public formats::ByteSource {
 public:
  explicit OneSource(std::string_view bytes) : bytes_(bytes) {}
  std::string name() const override { return "rows.csv"; }
  Result<std::size_t> read(char* to, std::size_t size) override {
    const std::size_t count = bytes_.copy(to, size);
    bytes_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view bytes_;
};

class ToImporter final : public formats::CutSink {
 public:
  explicit ToImporter(Importer& importer) : importer_(importer) {}
  Status record(const formats::CutRecord& record) override {
    return importer_.record(record.key, record.media_type, record.bytes, record.origins);
  }
  Status bad(const formats::BadPiece& piece) override {
    return importer_.hold(piece.key, piece.error, piece.bytes);
  }

 private:
  Importer& importer_;
};

std::string mapping_text(const std::string& name, const std::string& event, bool is_full_extract) {
  return R"({ "mapping": ")" + name + R"(", "version": "1.0.0", "title": "A test", "adapter": "csv",
  "settings": { "format": "csv", "key": ["id"] }, "full-extract": )" +
         (is_full_extract ? "true" : "false") + R"(,
  "subject": "id",
  "require": [{ "path": "id[not(../broken = 'yes')]", "say": "the row is broken", "severity": "error" }],
  "observations": [
    { "kind": "person.name", "fields": { "given": "given", "family": "family", "use": { "value": "official" } } },
    { "kind": "person.birth", "when": "born", "fields": { "date": { "select": "born", "parse-date": "YYYY-MM-DD" } } },
    { "kind": "person.identifier", "when": "nhs", "fields": { "system": { "value": "nhs_number" }, "value": "nhs" } },
    { "kind": "person.address", "when": "street", "fields": { "street": "street", "postcode": "postcode" } },
    { "kind": "person.household", "when": "home", "fields": { "household": "home" } },
    { "kind": "person.restriction", "when": "scope", "valid-from": { "select": "from", "parse-date": "YYYY-MM-DD" },
      "valid-to": { "select": "until", "parse-date": "YYYY-MM-DD" },
      "fields": { "scope": "scope", "household": "all_home", "reason": "reason", "lifted": "lifted" } },
    { "kind": "person.same_as", "when": "same_as", "fields": { "key": "same_as" } },
    )" + event +
         "\n  ] }";
}

}  // namespace

World::World() {
  std::vector<Error> findings;
  auto loaded = mapping::load_catalogue(source + "/mappings", findings);
  EXPECT_TRUE(loaded.ok() && findings.empty());
  catalogue = std::make_shared<const model::Catalogue>(std::move(*loaded));
  schools_ = load("schools", R"({ "kind": "education.suspension", "when": "suspended",
      "valid-from": { "select": "suspended", "parse-date": "YYYY-MM-DD" },
      "fields": { "category": { "value": "SUSP" }, "start_date": "suspended",
                  "sessions": "sessions" } })",
                  true);
  messages_ = load("messages", R"({ "kind": "education.suspension", "when": "suspended",
      "fields": { "category": { "value": "SUSP" }, "start_date": "suspended" } },
    { "kind": "education.enrolment", "when": "school",
      "fields": { "establishment": "school", "entry_date": "entered" } })",
                   false);
  youth_justice_ = load("youth-justice", R"({ "kind": "youth_justice.programme", "when": "opened",
      "valid-from": { "select": "opened", "parse-date": "YYYY-MM-DD" },
      "fields": { "type": { "value": "prevention" } } })",
                        true);
  agree();

  auto opened = store::Database::open(":memory:");
  EXPECT_TRUE(opened.ok());
  database = std::move(*opened);
  records = store::make_records(*database);
  extracts = store::make_extracts(*database);
  quarantine = store::make_quarantine(*database);
  outbox = store::make_outbox(*database);
  journal = store::make_journal(*database);
  links = store::make_links(*database);
  alert_store = store::make_alert_store(*database);
  auto made = matching::open_default_engine(source + "/config/matching/default.json",
                                            source + "/config/matching/nicknames.csv",
                                            source + "/config/matching/name-words.csv");
  EXPECT_TRUE(made.ok());
  engine = std::move(made->engine);
  identity = std::make_unique<matching::Identity>(*engine, *links, clock, made->rules);
  restrictions = store::make_restrictions(*database);
  protections = std::make_unique<Protections>(
      *restrictions, *records, *links,
      [this](std::string_view packed) -> Result<std::vector<ChildId>> {
        std::vector<ChildId> children;
        for (const matching::Rival& rival : engine->place({}, *matching::unpack(packed)).rivals)
          children.push_back(rival.child);
        return children;
      });
  desk =
      std::make_unique<AlertDesk>(*records, *alert_store, *outbox, *journal, *protections, *policy,
                                  rules, std::vector<Route>{{"yjs", "youth-justice"}}, clock);
}

World::~World() = default;

std::unique_ptr<mapping::Mapping> World::load(const std::string& name, const std::string& event,
                                              bool is_full_extract) {
  files_[name] = mapping_text(name, event, is_full_extract);
  return read(name);
}

void World::change_mapping(const std::string& name, const std::string& word,
                           const std::string& other) {
  std::string& text = files_[name];
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + other.size()))
    text.replace(at, word.size(), other);
  auto& mapping = name == "messages"        ? messages_
                  : name == "youth-justice" ? youth_justice_
                                            : schools_;
  mapping = read(name);
}

std::unique_ptr<mapping::Mapping> World::read(const std::string& name) {
  folder.write(name + "/mapping.json", files_[name]);
  std::vector<Error> findings;
  auto mapping = mapping::Mapping::load(folder.file(name), catalogue, findings);
  for (const Error& finding : findings) ADD_FAILURE() << to_string(finding);
  EXPECT_TRUE(mapping.ok());
  return std::make_unique<mapping::Mapping>(std::move(*mapping));
}

void World::agree() {
  sharing::Parties parties;
  parties.organisations = {{"schools", "The schools", "education"},
                           {"yjs", "The service", "youth_justice"}};
  parties.roles = {{"youth_justice_worker", "Worker", {"yjs"}, {}, model::Level::detail},
                   {"school_lead", "Lead", {"schools"}, {}, model::Level::detail}};
  sharing::Agreement agreement;
  agreement.id = "schools-to-yjs";
  agreement.version = "1";
  agreement.status = sharing::Agreement::Status::live;
  agreement.providers = {"schools"};
  agreement.recipients = {{"yjs", {"youth_justice_worker"}}};
  agreement.purpose = "youth_justice";
  agreement.legal_basis = "Crime and Disorder Act 1998 s.115";
  agreement.subjects.known_to_recipient = true;
  agreement.clauses = {{"exclusions", {"education.suspension"}, model::Level::detail, {}}};
  agreement.start = *Date::of(2026, 1, 1);
  agreement.end = *Date::of(2026, 12, 31);
  agreement.review = *Date::of(2026, 12, 1);
  agreement.signatures = {{"schools", "Head of service", *Date::of(2025, 12, 1)},
                          {"yjs", "Head of service", *Date::of(2025, 12, 2)}};
  policy = std::make_unique<sharing::Policy>(parties, std::vector<sharing::Agreement>{agreement},
                                             catalogue);

  alerts::Rule rule;
  rule.id = "suspended";
  rule.title = "Suspended from school";
  rule.kinds = {"education.suspension"};
  rule.within_days = 60;
  rule.open_to = "youth_justice";
  rule.role = "youth_justice_worker";
  rule.purpose = "youth_justice";
  rule.answer_by_days = 2;
  rule.sentence = "The child was suspended.";
  rules = {rule};
}

const mapping::Mapping& World::mapping_of(std::string_view connection) const {
  if (connection == "youth-justice") return *youth_justice_;
  return connection == "messages" ? *messages_ : *schools_;
}

std::string World::organisation_of(std::string_view connection) {
  return connection == "youth-justice" ? "yjs" : connection == "care" ? "care" : "schools";
}

std::unique_ptr<Importer> World::start(std::string_view connection) {
  return start(connection, mapping_of(connection));
}

std::unique_ptr<Importer> World::start(std::string_view connection,
                                       const mapping::Mapping& mapping) {
  auto importer = Importer::start(
      {*records, *extracts, *quarantine, *journal, *identity, *desk, *protections, clock},
      {std::string(connection), organisation_of(connection), "rows.csv", "tester", mapping,
       mapping.is_full_extract(), may_vanish, age});
  EXPECT_TRUE(importer.ok()) << (importer.ok() ? "" : to_string(importer.error()));
  return std::move(*importer);
}

Result<ImportReport> World::try_import(std::string_view connection, std::string_view csv) {
  return import_with(connection, mapping_of(connection), csv);
}

Result<ImportReport> World::import_with(std::string_view connection,
                                        const mapping::Mapping& mapping, std::string_view csv) {
  auto importer = start(connection, mapping);
  OneSource rows(csv);
  formats::ByteSource* sources[] = {&rows};
  ToImporter sink(*importer);
  return importer->finish(formats::cut(sources, mapping.settings(), {}, sink));
}

ImportReport World::import(std::string_view connection, std::string_view csv) {
  auto report = try_import(connection, csv);
  if (!report.ok()) {
    ADD_FAILURE() << to_string(report.error());
    return {};
  }
  EXPECT_TRUE(report->balance.balances());
  clock.advance(std::chrono::hours(1));
  return *report;
}

std::vector<SubjectId> World::subjects_of(std::string_view connection, std::string_view key) {
  auto subjects = identity->children().subjects_of(child_of(connection, key));
  return subjects.ok() ? *subjects : std::vector<SubjectId>{};
}

ChildId World::child_of(std::string_view connection, std::string_view key) {
  auto id = records->connection(connection, organisation_of(connection));
  auto subject = records->find_subject(*id, key);
  if (!subject.ok() || !*subject) {
    ADD_FAILURE() << "no subject " << key;
    return {};
  }
  auto child = identity->children().child_of(**subject);
  return child.ok() ? *child : ChildId();
}

std::vector<StoredObservation> World::current(std::string_view connection, std::string_view key,
                                              std::string_view kind) {
  auto id = records->connection(connection, organisation_of(connection));
  auto subject = records->find_subject(*id, key);
  Selection selection;
  if (subject.ok() && *subject) selection.subjects = {**subject};
  selection.everything = true;
  auto all = records->observations(selection);
  if (!all.ok()) return {};
  std::erase_if(*all, [&](const StoredObservation& each) { return each.observation.kind != kind; });
  return *all;
}

std::int64_t World::rows_in(std::string_view table) {
  auto row = database->row("SELECT count(*) FROM " + std::string(table));
  return row.ok() ? (*row)->whole(0) : -1;
}

std::vector<audit::Written> World::journal_entries() {
  auto entries = journal->list({}, {0, 1000});
  return entries.ok() ? *entries : std::vector<audit::Written>{};
}

}  // namespace trellis::pipeline
