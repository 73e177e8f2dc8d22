#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "hub/app/commands/importing.hpp"
#include "hub/app/commands/queue_commands.hpp"
#include "hub/app/commands/rerunning.hpp"
#include "hub/app/commands/sending.hpp"
#include "hub/app/frame/command.hpp"
#include "hub/app/frame/hub.hpp"

namespace trellis::app {
namespace {

struct ReplayOptions {
  std::string id, connection, stage, reason, rule, mappings;
  bool all = false;
  bool dry_run = false;

  bool names_some() const {
    return all || !(connection.empty() && stage.empty() && reason.empty() && rule.empty());
  }
};

Result<desk::ReplayChoice> choice_of(Hub& hub, const ReplayOptions& options) {
  desk::ReplayChoice choice;
  choice.reason = options.reason;
  choice.rule = options.rule;
  if (!options.id.empty()) {
    TRELLIS_LET(auto id, HeldId::parse(options.id));
    choice.id = id;
  }
  if (!options.connection.empty()) {
    TRELLIS_LET(const auto id, hub.connection(options.connection));
    choice.connection = id;
  }
  if (!options.stage.empty()) {
    TRELLIS_LET(auto stage, queue::parse_stage(options.stage));
    choice.stage = stage;
  }
  return choice;
}

void replay(CommandContext& context, const ReplayOptions& options) {
  auto hub = context.open();
  if (!hub.ok()) return context.fail(hub.error());
  const auto choice = choice_of(**hub, options);
  if (!choice.ok()) return context.fail(choice.error());
  HubRerun rerun(**hub, options.mappings, context.actor);
  desk::Replay replay(
      {(*hub)->quarantine(), (*hub)->records(), (*hub)->journal(), rerun, (*hub)->clock()},
      context.actor);
  Progress progress(context, "replay");
  const auto all =
      replay.run(*choice, options.dry_run ? desk::ReplayMode::dry : desk::ReplayMode::for_real,
                 [&](std::size_t done) { progress.at(done); });
  if (!all.ok()) return context.fail(all.error());

  Table table{{"id", "connection", options.dry_run ? "would be" : "became", "why"}, {}};
  std::size_t through = 0;
  for (const desk::Replayed& each : *all) {
    auto connection = connection_name(**hub, each.connection);
    if (!connection.ok()) return context.fail(connection.error());
    if (each.outcome == desk::ReplayOutcome::went_through) ++through;
    table.rows.push_back(
        {to_string(each.id), *connection, std::string(to_string(each.outcome)), each.sentence});
  }
  context.print(table);
  if (through < all->size()) context.exit = Exit::partly;
  if (options.dry_run)
    return context.say(
        fmt::format("{} of {} would go through; nothing was changed", through, all->size()));
  context.say(fmt::format("{} of {} went through", through, all->size()));
  deliver(context, **hub);
}

}  // namespace

void add_replay_command(CLI::App& queue, CommandContext& context) {
  auto options = std::make_shared<ReplayOptions>();
  CLI::App* replays = queue.add_subcommand(
      "replay", "Try held records again, with the mapping as it is now or another one");
  replays->add_option("id", options->id, "One entry");
  replays->add_flag("--all", options->all, "Everything that waits");
  replays->add_option("--connection", options->connection, "What waits of this connection");
  replays->add_option("--stage", options->stage, "What stopped at: read, map, match or store");
  replays->add_option("--reason", options->reason, "What waits for a reason with these words");
  replays->add_option("--rule", options->rule, "What this rule or field holds; see: queue show");
  replays->add_option("--mappings", options->mappings,
                      "A folder of mappings to try instead of the hub's: the version that held it, "
                      "or one that is not in use yet");
  replays->add_flag("--dry-run", options->dry_run, "Only tell what would become of each");
  replays->footer(
      "A replay is an import: what goes through is stored, matched and told like any other, and\n"
      "its entry is closed. Oldest first; what a later import replaced is left. The mapping that\n"
      "is tried stands in the record's history; the next import goes on with the hub's own.\n"
      "Exit code 4: something did not go through.\n\n"
      "Example: trellis queue replay --connection eastmere-schools --dry-run");
  replays->callback([&context, options] {
    const bool is_one = !options->id.empty();
    if (is_one != options->names_some()) return replay(context, *options);
    context.fail({Fault::invalid,
                  "name one entry, or say which with --connection, --stage, --reason, --rule or "
                  "--all"});
    context.exit = Exit::usage;
  });
}

}  // namespace trellis::app
