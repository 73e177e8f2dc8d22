#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>

#include "hub/app/frame/command.hpp"
#include "hub/app/frame/hub.hpp"
#include "hub/app/frame/hub_skeleton.hpp"
#include "hub/audit/notary.hpp"
#include "hub/base/signature.hpp"
#include "hub/store/checkpoint_files.hpp"

namespace trellis::app {
namespace {

namespace fs = std::filesystem;

Status make_folder(const std::string& folder, fs::perms permissions) {
  std::error_code failed;
  if (fs::exists(folder, failed)) return done();
  fs::create_directories(folder, failed);
  if (!failed) fs::permissions(folder, permissions, failed);
  if (!failed) return done();
  return Error{Fault::unavailable, "the folder cannot be made: " + failed.message(),
               Place{folder, 0, 0, {}}};
}

Status prepare_signing(const JournalSigning& signing) {
  TRELLIS_TRY(make_folder(fs::path(signing.key).parent_path().string(), fs::perms::owner_all));
  TRELLIS_TRY(make_folder(signing.checkpoints,
                          fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec));
  std::error_code ignored;
  if (fs::exists(signing.key, ignored)) return done();
  return SigningKey::make().write(signing.key);
}

Result<Configuration> signed_configuration(const std::string& folder) {
  std::vector<Error> findings;
  auto configuration = load_configuration(folder, installation(), findings);
  if (!configuration) return summary_of(findings);
  if (configuration->journal_signing) return *std::move(configuration);
  return Error{Fault::invalid,
               "this hub.json names no key for the journal: the first command makes the database, "
               "and a rewrite could not be told. To sign it: \"journal\": { \"key\": "
               "\"keys/journal.pem\", \"checkpoints\": \"checkpoints\" }",
               Place{configuration->folder + "/hub.json", 0, 0, {}}};
}

// A database that a founding left half made is none.
Status expect_nothing(CommandContext& context) {
  auto hub = context.open(Gate::founding);
  if (!hub.ok()) return hub.error();
  TRELLIS_LET(const auto end, (*hub)->journal().checkpoint());
  if (end.sequence == 0) return done();
  return Error{Fault::conflict, "there is a hub in this folder already",
               Place{(*hub)->configuration().database(), 0, 0, {}}};
}

Status expect_no_checkpoints(const JournalSigning& signing) {
  const auto key = SigningKey::read(signing.key);
  if (!key.ok()) return key.error();
  store::CheckpointFiles files(signing.checkpoints, store::CheckpointFiles::Copy::none);
  TRELLIS_LET(const auto last, files.last(key->public_key()));
  if (!last) return done();
  return Error{Fault::conflict,
               "ALARM: this key has signed the journal of a hub already, up to entry " +
                   std::to_string(last->end.sequence) +
                   ": find out where its database is, and put a backup back; for another hub, "
                   "name another key",
               Place{signing.key, 0, 0, {}}};
}

Status found(CommandContext& context, Hub& hub) {
  audit::Entry entry;
  entry.at = hub.clock().now();
  entry.action = audit::Action::configuration;
  entry.actor = context.actor;
  entry.role = "operator";
  entry.purpose = "the hub was made";
  entry.details = formats::Json::object({{"key", hub.notary()->key().hex()}}).dump();
  return hub.notary()->start(entry);
}

Status make_hub(CommandContext& context, const NewHub& wanted) {
  TRELLIS_TRY(make_skeleton(wanted));
  TRELLIS_LET(const auto configuration, signed_configuration(wanted.folder));
  TRELLIS_TRY(prepare_signing(*configuration.journal_signing));
  context.hub_folder = wanted.folder;
  std::error_code failed;
  const auto size = fs::file_size(configuration.database(), failed);
  if (!failed && size > 0) TRELLIS_TRY(expect_nothing(context));
  TRELLIS_TRY(expect_no_checkpoints(*configuration.journal_signing));
  auto hub = context.open(Gate::founding);
  if (!hub.ok()) return hub.error();
  TRELLIS_TRY(found(context, **hub));
  context.say("a hub is in " + (*hub)->configuration().folder +
              "; its journal is signed by the key " + configuration.journal_signing->key +
              ", which belongs on no backup of the data, and its checkpoints are in " +
              configuration.journal_signing->checkpoints + ", which are safest on another machine");
  return done();
}

}  // namespace

void add_init_command(CLI::App& app, CommandContext& context) {
  auto wanted = std::make_shared<NewHub>();
  CLI::App* makes = app.add_subcommand("init", "Make a new hub whose journal is signed");
  makes->add_option("folder", wanted->folder, "Its folder, instead of --hub");
  makes->add_option("--name", wanted->name, "What it is called");
  makes->add_option("--organisation", wanted->organisation, "The id of its first organisation");
  makes->add_option("--kind", wanted->kind, "... and its kind")->capture_default_str();
  makes->add_option("--key", wanted->key, "The file of the key that signs the journal")
      ->capture_default_str();
  makes
      ->add_option("--checkpoints", wanted->checkpoints, "The folder of its checkpoints, or syslog")
      ->capture_default_str();
  makes->footer(
      "Writes hub.json, unless there is one, the folders beside it, the key and the database. "
      "Refuses where\na hub is already.\n\nExample: trellis init /srv/fern --name \"Vale of "
      "Fern\"");
  makes->callback([&context, wanted] {
    if (wanted->folder.empty()) wanted->folder = context.hub_folder;
    if (const Status made = make_hub(context, *wanted); !made.ok()) context.fail(made.error());
  });
}

}  // namespace trellis::app
