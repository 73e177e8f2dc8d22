#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "hub/app/frame/command.hpp"
#include "hub/app/frame/hub.hpp"
#include "hub/desk/store_check.hpp"

namespace trellis::app {
namespace {

using desk::StoreFinding;
using desk::StoreReport;

Status note(CommandContext& context, Hub& hub, const StoreReport& report) {
  audit::Entry entry;
  entry.at = hub.clock().now();
  entry.action = audit::Action::configuration;
  entry.actor = context.actor;
  entry.role = "operator";
  entry.purpose = "store verify";
  entry.details = formats::Json::object({{"versions", static_cast<std::int64_t>(report.versions)},
                                         {"damaged", static_cast<std::int64_t>(report.damaged)}})
                      .dump();
  return hub.journal().append(entry);
}

std::string state_of(const StoreFinding& finding) {
  if (finding.is_replaced) return "replaced by a later import";
  return finding.is_current ? "import its source again" : "an earlier version: put a backup back";
}

void print_findings(CommandContext& context, const StoreReport& report) {
  Table table{{"connection", "source key", "record", "version", "finding", "state"}, {}};
  for (const std::string& mapping : report.dictionaries)
    table.rows.push_back({"", "", "", "",
                          "the dictionary of mapping " + mapping + " is not what was learned",
                          "new records are stored without it"});
  for (const StoreFinding& finding : report.findings)
    table.rows.push_back({finding.connection, finding.key, to_string(finding.record),
                          to_string(finding.version), finding.what, state_of(finding)});
  if (!table.rows.empty() || context.output != Output::table) context.print(table);
}

void say_result(CommandContext& context, const StoreReport& report) {
  if (report.is_right())
    context.say(fmt::format("{} versions of records are as they were stored", report.versions));
  else
    context.say(
        fmt::format("{} of {} versions of records are not as they were stored; nothing is "
                    "shown of them until their source was imported again",
                    report.damaged, report.versions));
  if (report.without_seal > 0)
    context.say(fmt::format(
        "{} of them were stored by an older program, which noted only their bytes: their "
        "observations cannot be held against anything",
        report.without_seal));
}

void verify(CommandContext& context) {
  auto hub = context.open();
  if (!hub.ok()) return context.fail(hub.error());
  // What the journal says of records is worth what the journal is.
  auto journal = (*hub)->journal().verify({});
  if (!journal.ok()) return context.fail(journal.error());
  desk::StoreCheck check((*hub)->versions(), (*hub)->journal(), (*hub)->clock());
  Progress progress(context, "verifying");
  auto report = check.run([&](std::size_t checked) { progress.at(checked); });
  if (!report.ok()) return context.fail(report.error());
  if (const Status noted = note(context, **hub, *report); !noted.ok())
    return context.fail(noted.error());
  print_findings(context, *report);
  say_result(context, *report);
  if (!report->is_right()) context.exit = Exit::findings;
  if (!journal->first_bad) return;
  context.exit = Exit::findings;
  context.say("the journal, which this rests on, is not what was written: " +
              journal->first_bad->what);
}

}  // namespace

void add_store_command(CLI::App& app, CommandContext& context) {
  CLI::App* group = app.add_subcommand("store", "What lies in the hub's database");
  group->require_subcommand(1);
  CLI::App* verifies = group->add_subcommand(
      "verify", "Hold every version of every record against what the journal says of it");
  verifies->footer(
      "Names what is damaged or forged by connection, source key and version; importing its source "
      "again\nstores it anew. Links, questions, restrictions, alerts and the queue are not looked "
      "at "
      "here: importing\na source again restores what its records restrict, and audit verify tells "
      "what was decided.\nExit code 3: something is not as it was stored.\n\n"
      "Example: trellis store verify --output json");
  verifies->callback([&context] { verify(context); });
}

}  // namespace trellis::app
