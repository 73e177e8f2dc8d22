#include <algorithm>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "hub/app/commands/balance_words.hpp"
#include "hub/app/commands/importing.hpp"
#include "hub/app/commands/rerunning.hpp"
#include "hub/app/commands/sending.hpp"
#include "hub/app/frame/command.hpp"
#include "hub/desk/replay.hpp"
#include "hub/desk/shrunken_extract.hpp"

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
          text(balance.refused),   balance_words(balance, report.unread),
          text(report.linked),     text(report.new_children),
          text(report.asked),      text(balance.no_longer_reported),
          text(report.alerts),     report.failure.empty() ? report.note : report.failure};
}

struct Work {
  const Connection* connection;
  Input input;
};

// False where the import could not run or stopped early.
bool import_one(CommandContext& context, Hub& hub, const Work& work,
                std::vector<Finished>& finished) {
  Progress progress(context, work.connection->name);
  auto report = import_input(hub, *work.connection, work.input, context.actor,
                             [&](std::uint64_t received) { progress.at(received); });
  if (!report.ok()) {
    context.fail(report.error());
    return false;
  }
  finished.push_back({work.connection->name, work.input.name(), *report});
  return report->failure.empty();
}

// An extract of a series whose newer one was imported says nothing any more.
Result<bool> is_passed_over(CommandContext& context, Hub& hub, const Connection& connection,
                            const Input& input) {
  if (input.age.stamp.empty()) return false;
  TRELLIS_LET(auto id, hub.records().connection(connection.name, connection.organisation));
  TRELLIS_LET(auto newest, hub.extracts().newest_stamp(id, input.age.series));
  if (input.age.stamp >= newest) return false;
  context.say(
      fmt::format("{}: {} is passed over: a newer extract was imported; name it to import "
                  "it all the same",
                  connection.name, input.name()));
  return true;
}

Status plan_folder(CommandContext& context, Hub& hub, const Connection& connection,
                   std::vector<Work>& work) {
  if (connection.input_folder.empty()) return done();
  TRELLIS_LET(auto extent, extent_of(hub, connection));
  TRELLIS_LET(auto inputs, inputs_of(connection, extent));
  for (Input& input : inputs) {
    if (extent == Extent::full_extract) {
      TRELLIS_LET(auto passed, is_passed_over(context, hub, connection, input));
      if (passed) continue;
    }
    work.push_back({&connection, std::move(input)});
  }
  return done();
}

// What is wrong with the connection's mapping, adapter or settings is told whole, and the import
// stands among the others as failed.
bool is_usable(CommandContext& context, Hub& hub, const Connection& connection,
               const Input& input) {
  const auto findings = findings_of(hub, connection);
  for (const Error& finding : findings) context.fail(finding);
  if (findings.empty()) return true;
  const Status noted = note_failed(hub, connection, input.name(), summary_of(findings));
  if (!noted.ok()) context.fail(noted.error());
  context.exit = Exit::findings;
  return false;
}

// What can be read; false where something cannot.
bool plan(CommandContext& context, Hub& hub, const ImportOptions& options,
          std::vector<Work>& work) {
  bool is_whole = true;
  for (const Connection& connection : hub.configuration().connections) {
    if (!options.all && connection.name != options.connection) continue;
    const bool reads_folder = options.path.empty();
    const Input named = input_at(reads_folder ? connection.input_folder : options.path);
    if (reads_folder && connection.input_folder.empty()) continue;
    if (!is_usable(context, hub, connection, named)) {
      is_whole = false;
    } else if (!reads_folder) {
      work.push_back({&connection, named});
    } else if (const Status planned = plan_folder(context, hub, connection, work); !planned.ok()) {
      context.fail(planned.error());
      is_whole = false;
    }
  }
  return is_whole;
}

// A connection that was asked for by its name, and is there.
bool is_known(CommandContext& context, const Hub& hub, const std::string& name) {
  const auto known = hub.configuration().connection(name);
  if (known.ok()) return true;
  context.fail(known.error());
  for (const SwitchedOff& off : hub.configuration().switched_off) {
    if (off.what != "connection" || off.name != name) continue;
    for (const Error& finding : off.findings) context.fail(finding);
    context.exit = Exit::findings;
  }
  return false;
}

bool has_broken_connection(const Hub& hub) {
  const auto& off = hub.configuration().switched_off;
  return std::any_of(off.begin(), off.end(),
                     [](const SwitchedOff& each) { return each.what == "connection"; });
}

// True where something waits for a person.
bool say_what_became(const CommandContext& context, const std::vector<Finished>& finished) {
  std::uint64_t held = 0, closed = 0, revised = 0, without_route = 0, warnings = 0;
  bool is_doubted = false;
  for (const Finished& each : finished) {
    const pipeline::ImportReport& report = each.report;
    held += report.balance.held;
    warnings += report.warnings;
    closed += report.closed;
    revised += report.alerts_revised;
    without_route += report.alerts_without_route;
    is_doubted |= report.is_doubted;
    if (!report.note.empty()) context.say(each.connection + ", " + each.input + ": " + report.note);
    for (const std::string& file : report.unread)
      context.say(each.connection + ": the rest of " + file +
                  " was not read, and is in no count until its entry in the queue is replayed or "
                  "skipped");
  }
  const auto say = [&](std::uint64_t count, const char* words) {
    if (count > 0) context.say(fmt::format("{} {}", count, words));
  };
  say(warnings,
      "warnings about records that were stored; they are told by: trellis mapping try FILE"
      " --connection NAME");
  say(closed, "held records went through; their entries in the queue are closed");
  say(revised, "alerts were corrected or withdrawn; see: trellis alert list --all");
  say(without_route,
      "alerts are for organisations that no connection sends to; they stand in:"
      " trellis alert list");
  if (held > 0) context.say("some records are held; see: trellis queue list");
  return held > 0 || is_doubted;
}

// What the inputs said of restrictions that somebody should look at.
void say_restrictions(CommandContext& context, const std::vector<Finished>& finished) {
  std::uint64_t is_new = 0, not_understood = 0, ended_before = 0, of_nobody = 0;
  for (const Finished& each : finished) {
    is_new += each.report.restrictions;
    not_understood += each.report.restrictions_not_understood;
    ended_before += each.report.restrictions_ended_before;
    of_nobody += each.report.restrictions_of_nobody;
  }
  const char* look = "; see: trellis child protections";
  if (is_new > 0) context.say(fmt::format("{} new restrictions protect children{}", is_new, look));
  if (not_understood > 0)
    context.say(
        fmt::format("the scope of {} of them is not understood, so they hide the whole record",
                    not_understood));
  if (of_nobody > 0)
    context.say(
        fmt::format("{} held rows may restrict somebody, who could not be found in them, so nobody "
                    "is protected until they are mended; see: trellis queue list --stage read",
                    of_nobody));
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
  if (!options.all && !is_known(context, **hub, options.connection)) return;

  std::vector<Work> work;
  std::vector<Finished> finished;
  bool failed = !plan(context, **hub, options, work);
  if (options.all && has_broken_connection(**hub)) failed = true;
  for (const Work& each : work)
    if (!import_one(context, **hub, each, finished)) failed = true;
  if (options.all && failed && !finished.empty()) context.exit = Exit::partly;

  Table table{columns, {}};
  for (const Finished& each : finished) table.rows.push_back(row_of(each));
  context.print(table);
  const bool is_partly = say_what_became(context, finished);
  say_restrictions(context, finished);
  deliver(context, **hub);
  if (context.exit == Exit::done && (failed || is_partly)) context.exit = Exit::partly;
  for (const Finished& each : finished)
    if (each.report.is_for_later) context.exit = Exit::later;
  if (failed && finished.empty() && context.exit == Exit::done) context.exit = Exit::failed;
}

void history(CommandContext& context) {
  auto hub = context.open();
  if (!hub.ok()) return context.fail(hub.error());
  auto runs = (*hub)->records().imports(200);
  if (!runs.ok()) return context.fail(runs.error());
  auto rests = (*hub)->rests().waiting();
  if (!rests.ok()) return context.fail(rests.error());
  Table table{
      {"import", "connection", "input", "state", "started", "received", "stored", "unchanged",
       "held", "refused", "balance", "no longer reported", "would vanish", "note", "failure"},
      {}};
  for (const pipeline::ImportRun& run : *runs) {
    const auto text = [](std::uint64_t count) { return std::to_string(count); };
    std::vector<std::string> unread;
    for (const queue::Rest& rest : *rests)
      if (rest.import == run.id) unread.push_back(rest.file);
    table.rows.push_back(
        {to_string(run.id), run.connection, run.input, std::string(to_string(run.state)),
         to_string(run.started_at), text(run.balance.received), text(run.balance.stored),
         text(run.balance.unchanged), text(run.balance.held), text(run.balance.refused),
         balance_words(run.balance, unread), text(run.balance.no_longer_reported),
         text(run.would_vanish), run.note, run.failure});
    if (run.awaits_person)
      context.say(fmt::format("import {} waits for a person: {}", to_string(run.id), run.note));
  }
  context.print(table);
}

// The records that wait because they say less; how many went through.
Result<std::size_t> replay_poorer(CommandContext& context, Hub& hub, ImportId import) {
  HubRerun rerun(hub, {}, context.actor);
  desk::Replay replay({hub.quarantine(), hub.records(), hub.journal(), rerun, hub.clock()},
                      context.actor);
  desk::ReplayChoice choice;
  choice.import = import;
  choice.rule = queue::says_less;
  TRELLIS_LET(const auto all, replay.run(choice, desk::ReplayMode::for_real, {}));
  std::size_t through = 0;
  for (const desk::Replayed& each : all)
    if (each.outcome == desk::ReplayOutcome::went_through) ++through;
  if (through < all.size()) {
    context.say(std::to_string(all.size() - through) + " of " + std::to_string(all.size()) +
                " records did not go through; see: trellis queue list");
    context.exit = Exit::partly;
  }
  return through;
}

void confirm(CommandContext& context, const std::string& number) {
  auto hub = context.open();
  if (!hub.ok()) return context.fail(hub.error());
  const auto import = ImportId::parse(number);
  if (!import.ok()) return context.fail(import.error());
  auto alerts = (*hub)->alert_desk();
  if (!alerts.ok()) return context.fail(alerts.error());
  desk::AlertFollowUp follow_up(**alerts, (*hub)->children());
  desk::ShrunkenExtract extract(
      {(*hub)->records(), (*hub)->extracts(), (*hub)->journal(), follow_up, (*hub)->clock()});
  const auto replayed = replay_poorer(context, **hub, *import);
  if (!replayed.ok()) return context.fail(replayed.error());
  const auto marked = extract.confirm(*import, context.actor);
  const bool is_nothing = !marked.ok() && marked.error().fault == Fault::not_found;
  if (!marked.ok() && (!is_nothing || *replayed == 0)) return context.fail(marked.error());
  context.print(
      Table{{"import", "no longer reported", "say less"},
            {{number, std::to_string(is_nothing ? 0 : *marked), std::to_string(*replayed)}}});
  deliver(context, **hub);
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
      "changes nothing. Exit code 4: something is held, an input was not read to its end, or a "
      "full\n"
      "extract lost so much that a person should look (see: trellis imports). Exit code 3: the\n"
      "connection's files are wrong; with --all the others go on, and the code is 4.\n"
      "Exit code 75: there was not enough memory; run it again with more.\n\n"
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
      "What a balance tells is on disk; import the input again.\n"
      "would vanish: records that a full extract no longer holds, which are marked only once a\n"
      "person confirms it; a later extract takes its place.\n\n"
      "Example: trellis imports --output csv");
  past->callback([&context, past] {
    if (past->get_subcommands().empty()) history(context);
  });
  auto number = std::make_shared<std::string>();
  CLI::App* confirming = past->add_subcommand(
      "confirm", "Say that what a shrunken full extract no longer holds really is gone");
  confirming->add_option("import", *number, "Its number in `trellis imports`")->required();
  confirming->footer(
      "What waited is marked as no longer reported, and stands in the journal under your name.\n\n"
      "Example: trellis imports confirm 12");
  confirming->callback([&context, number] { confirm(context, *number); });
}

}  // namespace trellis::app
