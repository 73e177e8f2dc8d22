#include <algorithm>

#include <CLI/CLI.hpp>

#include "hub/app/commands/importing.hpp"
#include "hub/app/frame/command.hpp"
#include "hub/app/frame/hub_check.hpp"

namespace trellis::app {
namespace {

void list(CommandContext& context) {
  auto hub = context.open();
  if (!hub.ok()) return context.fail(hub.error());
  Table table{{"connection", "organisation", "mapping", "adapter", "state", "input", "output"}, {}};
  for (const Connection& connection : (*hub)->configuration().connections) {
    const auto mapping = (*hub)->mapping(connection.mapping);
    std::string adapter = connection.adapter;
    if (adapter.empty()) adapter = mapping.ok() ? (*mapping)->adapter() : "";
    const auto findings = findings_of(**hub, connection);
    table.rows.push_back({connection.name, connection.organisation, connection.mapping, adapter,
                          findings.empty() ? "ready" : "SWITCHED OFF", connection.input_folder,
                          connection.output ? connection.output->folder : ""});
    for (const Error& finding : findings)
      context.say("connection " + connection.name + ": " + to_string(finding));
  }
  for (const SwitchedOff& off : (*hub)->configuration().switched_off)
    if (off.what == "connection")
      table.rows.push_back({off.name, "", "", "", "SWITCHED OFF", "", ""});
  context.print(table);
}

std::size_t count_of(const std::vector<HubFinding>& findings, bool is_note) {
  return static_cast<std::size_t>(
      std::count_if(findings.begin(), findings.end(),
                    [&](const HubFinding& each) { return each.is_note == is_note; }));
}

// Reads the whole hub folder, mappings and adapters included, without importing anything.
void check(CommandContext& context) {
  const auto findings = check_hub(context.hub_folder, installation());
  Table table{{"what", "name", "severity", "place", "finding"}, {}};
  for (const HubFinding& each : findings) {
    table.rows.push_back({each.what, each.name, each.is_note ? "note" : "error",
                          to_string(each.error.place), each.error.message});
  }
  if (!findings.empty() || context.output != Output::table) context.print(table);
  const std::size_t wrong = count_of(findings, false), ignored = count_of(findings, true);
  if (ignored > 0) context.say(std::to_string(ignored) + " notes: nothing is wrong there");
  if (wrong == 0) return context.say("the hub's configuration is right");
  context.say(
      std::to_string(wrong) +
      " findings: what a wrong file says is off, all else goes on; a wrong hub.json or model "
      "stops the hub");
  context.exit = Exit::findings;
}

}  // namespace

void add_connection_commands(CLI::App& app, CommandContext& context) {
  CLI::App* group = app.add_subcommand("connection", "The systems this hub is connected to");
  group->require_subcommand(1);
  CLI::App* all = group->add_subcommand("list", "Every connection, with its adapter and mapping");
  all->footer("Example: trellis connection list");
  all->callback([&context] { list(context); });
  CLI::App* right = app.add_subcommand("check", "Check the hub's whole configuration");
  right->footer(
      "Every finding of every file, with its file, line and column: hub.json, the model, mappings\n"
      "with their code lists, connections with their adapters and settings, roles, agreements,\n"
      "alert rules, the matching model, plugins. Where there is a store: whether its journal is\n"
      "the one that was signed, and whose its connections are. Notes say what is ignored.\n"
      "Exit code 3: something is wrong.\n\n"
      "Example: trellis --hub /srv/fourvale check");
  right->callback([&context] { check(context); });
}

}  // namespace trellis::app
