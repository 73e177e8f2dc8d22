#include "hub/app/frame/hub.hpp"

#include <filesystem>
#include <map>

#include "hub/app/frame/agreed.hpp"
#include "hub/app/frame/configuration_digests.hpp"
#include "hub/app/frame/journal_signing.hpp"
#include "hub/base/lock_file.hpp"
#include "hub/matching/engine/default_engine.hpp"
#include "hub/store/alerts.hpp"
#include "hub/store/cursors.hpp"
#include "hub/store/database.hpp"
#include "hub/store/extracts.hpp"
#include "hub/store/journal.hpp"
#include "hub/store/known_files.hpp"
#include "hub/store/links.hpp"
#include "hub/store/migration.hpp"
#include "hub/store/outbox.hpp"
#include "hub/store/quarantine.hpp"
#include "hub/store/recorded_clock.hpp"
#include "hub/store/records.hpp"
#include "hub/store/restrictions.hpp"
#include "hub/store/rests.hpp"
#include "hub/store/transaction_watch.hpp"
#include "hub/store/turns.hpp"
#include "hub/store/versions.hpp"

namespace trellis::app {
namespace {

// What other programs write to the links is known before anybody is placed.
class FollowedLinks final : public store::TransactionWatch {
 public:
  explicit FollowedLinks(matching::Following& following) : following_(following) {}
  Status begun() override { return following_.begun(); }
  Status committing() override { return following_.committing(); }
  void committed() override { following_.committed(); }

 private:
  matching::Following& following_;
};

}  // namespace

struct Hub::State {
  Installation installation;
  Configuration configuration;
  SystemClock wall;
  std::shared_ptr<const model::Catalogue> catalogue;
  std::map<std::string, std::unique_ptr<mapping::Mapping>> mappings;
  std::unique_ptr<sharing::Policy> policy;
  std::vector<alerts::Rule> rules;
  std::unique_ptr<store::Database> database;
  std::unique_ptr<store::RecordedClock> clock;
  std::unique_ptr<pipeline::Records> records;
  std::unique_ptr<desk::VersionStore> versions;
  std::unique_ptr<pipeline::Extracts> extracts;
  std::unique_ptr<queue::Quarantine> quarantine;
  std::unique_ptr<queue::Outbox> outbox;
  std::unique_ptr<queue::Rests> rests;
  std::unique_ptr<pipeline::Cursors> cursors;
  std::unique_ptr<audit::Journal> journal;
  std::unique_ptr<SignedJournal> signed_journal;  // null: it is not signed
  std::unique_ptr<matching::Links> links;
  std::unique_ptr<matching::Children> children;
  std::unique_ptr<alerts::AlertStore> alerts;
  std::unique_ptr<pipeline::Restrictions> restrictions;
  std::unique_ptr<pipeline::Protections> protections;
  std::unique_ptr<matching::Engine> engine;
  std::unique_ptr<matching::Identity> identity;
  std::unique_ptr<store::TransactionWatch> followed_links;
  std::unique_ptr<pipeline::AlertDesk> alert_desk;

  std::function<void(std::string_view)> say;
  std::unique_ptr<pipeline::Turns> turns;
  std::unique_ptr<pipeline::Turn> turn;

  std::function<void()> telling(const char* words) const {
    return [say = say, words] {
      if (say) say(words);
    };
  }
  void read_agreements();
  Status open_store(Gate gate);
  Status open_journal_signing(Gate gate);
  Status fill_restrictions();
};

Error summary_of(const std::vector<Error>& findings) {
  Error error = findings.front();
  if (findings.size() > 1)
    error.message += " (and " + std::to_string(findings.size() - 1) + " more like it)";
  return error;
}

Error all_of(const std::vector<Error>& findings) {
  Error error = findings.front();
  for (std::size_t i = 1; i < findings.size(); ++i)
    error.message += "; also " + to_string(findings[i]);
  return error;
}

Result<std::shared_ptr<const model::Catalogue>> read_catalogue(
    const mapping::MappingFolders& folders) {
  std::vector<Error> findings;
  auto catalogue = mapping::load_catalogue(folders, findings);
  if (!catalogue.ok()) return findings.empty() ? catalogue.error() : all_of(findings);
  return std::shared_ptr<const model::Catalogue>(
      std::make_shared<const model::Catalogue>(std::move(*catalogue)));
}

void Hub::State::read_agreements() {
  Agreed agreed = read_agreed(configuration, installation, *catalogue);
  rules = std::move(agreed.rules);
  for (SwitchedOff& off : agreed.switched_off) configuration.switched_off.push_back(std::move(off));
  policy = std::make_unique<sharing::Policy>(std::move(agreed.parties),
                                             std::move(agreed.agreements), catalogue);
}

Status Hub::State::open_store(Gate gate) {
  if (configuration.journal_signing && gate != Gate::founding)
    TRELLIS_TRY(expect_a_database(configuration.database()));
  std::error_code failed;
  std::filesystem::create_directories(configuration.data_folder, failed);
  if (failed)
    return Error{Fault::unavailable,
                 "the data folder cannot be made: " + failed.message(),
                 {configuration.data_folder, 0, 0, {}}};
  const std::string file = configuration.database();
  Patience for_writing, for_imports;
  for_writing.tell = telling("another program is writing to this hub: waiting until it is done");
  for_imports.tell = telling("an import that began before is running: waiting until it is done");
  for_imports.longest = std::chrono::hours(1);
  TRELLIS_LET(auto opened, store::Database::open(file, store::migrations(), for_writing));
  database = std::move(opened);
  clock = std::make_unique<store::RecordedClock>(*database, wall);
  TRELLIS_TRY(clock->load());
  records = store::make_records(*database, configuration.data_folder + "/imports.lock");
  versions = store::make_versions(*database);
  extracts = store::make_extracts(*database);
  quarantine = store::make_quarantine(*database);
  queue::OutboxSettings sending;
  sending.lease = {};  // one program sends at a time, under a lock that ends with it
  outbox = store::make_outbox(*database, sending);
  rests = store::make_rests(*database);
  cursors = store::make_cursors(*database);
  journal = store::make_journal(*database);
  links = store::make_links(*database);
  children = std::make_unique<matching::Children>(*links);
  turns = store::make_turns(file, for_imports);
  alerts = store::make_alert_store(*database);
  restrictions = store::make_restrictions(*database);
  TRELLIS_TRY(open_journal_signing(gate));
  return gate == Gate::verifying ? done() : fill_restrictions();
}

Status Hub::State::open_journal_signing(Gate gate) {
  if (!configuration.journal_signing) return done();
  TRELLIS_LET(auto is_signed, SignedJournal::open(configuration, *database, *journal, *clock));
  signed_journal = std::move(is_signed);
  return gate == Gate::closed ? signed_journal->guard() : done();
}

// Once: the first program that knows restrictions by subject reads them from the records there are.
Status Hub::State::fill_restrictions() {
  auto is_filled = restrictions->is_filled();
  if (!is_filled.ok() || *is_filled) return is_filled.ok() ? done() : Status(is_filled.error());
  TRELLIS_TRY(records->begin());
  is_filled = restrictions->is_filled();  // another process may have been quicker
  Status filled = is_filled.ok() ? done() : Status(is_filled.error());
  if (filled.ok() && !*is_filled) filled = pipeline::fill(*restrictions, *records, clock->now());
  if (filled.ok()) filled = records->commit();
  if (!filled.ok()) records->roll_back();
  return filled;
}

Hub::Hub(std::unique_ptr<State> state) : state_(std::move(state)) {}
Hub::~Hub() = default;

Result<std::unique_ptr<Hub>> Hub::open(const std::string& folder, Gate gate,
                                       std::function<void(std::string_view)> say) {
  auto state = std::make_unique<State>();
  state->say = std::move(say);
  state->installation = app::installation();
  std::vector<Error> findings;
  auto configuration = load_configuration(folder, state->installation, findings);
  if (!configuration) return all_of(findings);
  state->configuration = std::move(*configuration);
  TRELLIS_LET(auto catalogue, read_catalogue(state->configuration.mappings_folder));
  state->catalogue = std::move(catalogue);
  state->read_agreements();
  TRELLIS_TRY(state->open_store(gate));
  std::unique_ptr<Hub> hub(new Hub(std::move(state)));
  Hub& opened = *hub;
  opened.state_->protections = std::make_unique<pipeline::Protections>(
      *opened.state_->restrictions, opened.records(), opened.links(),
      [&opened](std::string_view features) { return opened.likely_children(features); });
  return hub;
}

const Configuration& Hub::configuration() const { return state_->configuration; }
const Installation& Hub::installation() const { return state_->installation; }
std::chrono::microseconds Hub::clock_behind() const { return state_->clock->behind(); }
const Clock& Hub::clock() const { return *state_->clock; }
Date Hub::today() const { return Date::of(state_->clock->now()); }
std::shared_ptr<const model::Catalogue> Hub::catalogue() const { return state_->catalogue; }
const sharing::Policy& Hub::policy() const { return *state_->policy; }
const std::vector<alerts::Rule>& Hub::rules() const { return state_->rules; }
pipeline::Records& Hub::records() { return *state_->records; }
desk::VersionStore& Hub::versions() { return *state_->versions; }
pipeline::Extracts& Hub::extracts() { return *state_->extracts; }
queue::Quarantine& Hub::quarantine() { return *state_->quarantine; }
queue::Outbox& Hub::outbox() { return *state_->outbox; }
queue::Rests& Hub::rests() { return *state_->rests; }
pipeline::Cursors& Hub::cursors() { return *state_->cursors; }
audit::Journal& Hub::journal() { return *state_->journal; }
Status Hub::note_configuration(const std::string& actor) {
  const auto known = store::make_known_files(*state_->database);
  desk::ConfigurationChanges changes({*known, journal(), records(), clock()});
  const auto noted = changes.note(digests_of_configuration(configuration().folder), actor);
  return noted.ok() ? done() : Status(noted.error());
}
audit::Notary* Hub::notary() {
  return state_->signed_journal ? &state_->signed_journal->notary() : nullptr;
}
Status Hub::finish() { return state_->signed_journal ? state_->signed_journal->finish() : done(); }
matching::Links& Hub::links() { return *state_->links; }
matching::Children& Hub::children() { return *state_->children; }
pipeline::Protections& Hub::protections() { return *state_->protections; }
alerts::AlertStore& Hub::alerts() { return *state_->alerts; }

Result<ConnectionId> Hub::connection(std::string_view name) {
  TRELLIS_LET(const auto known, configuration().connection(name));
  return records().connection(known->name, known->organisation);
}

Result<const mapping::Mapping*> Hub::mapping(const std::string& name) {
  auto& loaded = state_->mappings[name];
  if (!loaded) {
    std::vector<Error> findings;
    auto read = mapping::Mapping::load(state_->configuration.mappings_folder.folder_of(name),
                                       state_->catalogue, findings);
    if (!read.ok()) return findings.empty() ? read.error() : summary_of(findings);
    loaded = std::make_unique<mapping::Mapping>(std::move(*read));
  }
  return loaded.get();
}

Result<pipeline::Turn*> Hub::turn() {
  if (!state_->turn) {
    TRELLIS_LET(auto turn, state_->turns->line_up());
    state_->turn = std::move(turn);
  }
  return state_->turn.get();
}

Result<matching::OpenedEngine> Hub::empty_engine() {
  return matching::open_default_engine(state_->configuration.matching_model,
                                       state_->configuration.nicknames,
                                       state_->configuration.name_words);
}

Result<matching::Identity*> Hub::identity() {
  if (!state_->identity) {
    TRELLIS_LET(auto opened, empty_engine());
    state_->engine = std::move(opened.engine);
    auto identity =
        std::make_unique<matching::Identity>(*state_->engine, links(), clock(), opened.rules);
    TRELLIS_TRY(identity->load({state_->configuration.data_folder + "/matching"}));
    state_->identity = std::move(identity);
    state_->followed_links = std::make_unique<FollowedLinks>(state_->identity->following());
    state_->database->watch(*state_->followed_links);
  }
  return state_->identity.get();
}

Result<std::vector<ChildId>> Hub::likely_children(std::string_view features) {
  TRELLIS_TRY(identity());
  TRELLIS_LET(const auto read, matching::unpack(features));
  std::vector<ChildId> children;
  for (const matching::Rival& rival : state_->engine->place({}, read).rivals)
    children.push_back(rival.child);
  return children;
}

Result<pipeline::AlertDesk*> Hub::alert_desk() {
  if (!state_->alert_desk) {
    std::vector<pipeline::Route> routes;
    for (const Connection& connection : configuration().connections)
      if (connection.output) routes.push_back({connection.organisation, connection.name});
    auto desk = std::make_unique<pipeline::AlertDesk>(records(), alerts(), outbox(), journal(),
                                                      protections(), policy(), rules(),
                                                      std::move(routes), clock());
    state_->alert_desk = std::move(desk);
  }
  TRELLIS_TRY(state_->alert_desk->load());
  return state_->alert_desk.get();
}

}  // namespace trellis::app
