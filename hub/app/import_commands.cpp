#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "hub/app/command.hpp"
#include "hub/app/importing.hpp"
#include "hub/app/sending.hpp"

namespace trellis::app {
namespace {

struct ImportOptions {
  std::string connection;
  std::string path;
  bool all = false;
};

struct Finished {
  std::string connection;
  std::string input;
  pipeline::ImportReport report;
};

const std::vector<std::string> columns = {
    "connection", "input",  "received",     "stored",    "unchanged",          "held",   "refused",
    "balance",    "linked", "new children", "to decide", "no longer reported", "alerts", "note"};

std::vector<std::string> row_of(const Finished& finished) {
  const pipeline::ImportReport& report = finished.report;
  const pipeline::Balance& balance = report.balance;
  const auto text = [](std::uint64_t count) { return std::to_string(count); };
  return {finished.connection,     finished.input,
          text(balance.received),  text(balance.stored),
          text(balance.unchanged), text(balance.held),
          text(balance.refused),   balance.balances() ? "ok" : "WRONG",
          text(report.linked),     text(report.new_children),
          text(report.asked),      text(balance.no_longer_reported),
          text(report.alerts),     report.failure.empty() ? report.note : report.failure};
}

// False where the import could not run or stopped early.
bool import_one(CommandContext& context, Hub& hub, const Connection& connection,
                const std::string& path, std::vector<Finished>& finished) {
  Progress progress(context, connection.name);
  auto report = import_input(hub, connection, path, context.actor,
                             [&](std::uint64_t received) { progress.at(received); });
  if (!report.ok()) {
    context.fail(report.error());
    return false;
  }
  const auto slash = path.find_last_of('/');
  finished.push_back({connection.name, path.substr(slash + 1), *report});
  return report->failure.empty();
}

std::vector<std::pair<const Connection*, std::string>> plan(CommandContext& context, Hub& hub,
                                                            const ImportOptions& options,
                                                            bool& failed) {
  std::vector<std::pair<const Connection*, std::string>> work;
  for (const Connection& connection : hub.configuration().connections) {
    if (!options.all && connection.name != options.connection) continue;
    if (!options.path.empty()) {
      work.emplace_back(&connection, options.path);
      continue;
    }
    if (connection.input_folder.empty()) continue;
    auto inputs = inputs_of(connection);
    if (!inputs.ok()) {
      context.fail(inputs.error());
      failed = true;
      continue;
    }
    for (const std::string& input : *inputs) work.emplace_back(&connection, input);
  }
  return work;
}

// What the inputs said of restrictions that somebody should look at.
void say_restrictions(CommandContext& context, const std::vector<Finished>& finished) {
  std::uint64_t is_new = 0, not_understood = 0, ended_before = 0;
  for (const Finished& each : finished) {
    is_new += each.report.restrictions;
    not_understood += each.report.restrictions_not_understood;
    ended_before += each.report.restrictions_ended_before;
  }
  const char* look = "; see: trellis child protections";
  if (is_new > 0) context.say(fmt::format("{} new restrictions protect children{}", is_new, look));
  if (not_understood > 0)
    context.say(
        fmt::format("the scope of {} of them is not understood, so they hide the whole record",
                    not_understood));
  if (ended_before > 0)
    context.say(fmt::format(
        "{} restrictions that a person ended are still told by their source and stay ended{}",
        ended_before, look));
}

void import(CommandContext& context, const ImportOptions& options) {
  auto hub = context.open();
  if (!hub.ok()) return context.fail(hub.error());
  // Early: who was started first shall not come second because it took longer to load.
  if (const auto turn = (*hub)->turn(); !turn.ok()) return context.fail(turn.error());
  if (!options.all)
    if (const auto known = (*hub)->configuration().connection(options.connection); !known.ok())
      return context.fail(known.error());

  bool failed = false;
  std::vector<Finished> finished;
  for (const auto& [connection, path] : plan(context, **hub, options, failed))
    if (!import_one(context, **hub, *connection, path, finished)) failed = true;
  auto sent = deliver(**hub);
  if (!sent.ok()) context.fail(sent.error());

  Table table{columns, {}};
  std::uint64_t held = 0;
  for (const Finished& each : finished) {
    table.rows.push_back(row_of(each));
    held += each.report.balance.held;
  }
  context.print(table);
  if (sent.ok() && sent->delivered > 0)
    context.say(fmt::format("{} alerts went out", sent->delivered));
  if (held > 0) context.say("some records are held; see: trellis queue list");
  say_restrictions(context, finished);
  if (context.exit == Exit::done && (failed || held > 0)) context.exit = Exit::partly;
  if (failed && finished.empty() && context.exit == Exit::done) context.exit = Exit::failed;
}

void history(CommandContext& context) {
  auto hub = context.open();
  if (!hub.ok()) return context.fail(hub.error());
  auto runs = (*hub)->records().imports(200);
  if (!runs.ok()) return context.fail(runs.error());
  Table table{{"import", "connection", "input", "state", "started", "received", "stored",
               "unchanged", "held", "refused", "no longer reported", "failure"},
              {}};
  for (const pipeline::ImportRun& run : *runs) {
    const auto text = [](std::uint64_t count) { return std::to_string(count); };
    table.rows.push_back(
        {to_string(run.id), run.connection, run.input, std::string(to_string(run.state)),
         to_string(run.started_at), text(run.balance.received), text(run.balance.stored),
         text(run.balance.unchanged), text(run.balance.held), text(run.balance.refused),
         text(run.balance.no_longer_reported), run.failure});
  }
  context.print(table);
}

}  // namespace

void add_import_commands(CLI::App& app, CommandContext& context) {
  auto options = std::make_shared<ImportOptions>();
  CLI::App* command = app.add_subcommand("import", "Read files of a connection into the hub");
  command->add_option("connection", options->connection, "The connection's name");
  command->add_option(
      "path", options->path,
      "A file, or a folder or zip of files; without it the connection's input folder");
  command->add_flag("--all", options->all, "Every connection, from its input folder");
  command->footer(
      "Every record ends as stored, unchanged, held or refused; importing the same file twice\n"
      "changes nothing. Exit code 4: something is held, or an input was not read to its end.\n\n"
      "Example: trellis import eastmere-schools autumn.zip");
  command->callback([&context, options] {
    if (options->all == !options->connection.empty()) {
      context.fail({Fault::invalid, "name a connection, or give --all"});
      context.exit = Exit::usage;
      return;
    }
    import(context, *options);
  });
  CLI::App* past =
      app.add_subcommand("imports", "What was imported, newest first, with its balance");
  past->footer(
      "State: running; done; failed (see its failure); unfinished: its program ended before it "
      "did.\n"
      "What a balance tells is on disk; import the input again.\n\n"
      "Example: trellis imports --output csv");
  past->callback([&context] { history(context); });
}

}  // namespace trellis::app
