#include <CLI/CLI.hpp>

#include "hub/app/command.hpp"
#include "hub/app/importing.hpp"
#include "hub/connections/manifest.hpp"

namespace trellis::app {
namespace {

void list(CommandContext& context) {
  auto hub = context.open();
  if (!hub.ok()) return context.fail(hub.error());
  Table table{{"connection", "organisation", "mapping", "adapter", "runs in", "input", "output"},
              {}};
  const auto folders =
      adapters_folders((*hub)->installation(), (*hub)->configuration().vendor_adapters);
  for (const Connection& connection : (*hub)->configuration().connections) {
    auto mapping = (*hub)->mapping(connection.mapping);
    if (!mapping.ok()) return context.fail(mapping.error());
    const std::string adapter =
        connection.adapter.empty() ? (*mapping)->adapter() : connection.adapter;
    auto plugin = connections::find_plugin(folders, adapter);
    std::string where = "not found";
    if (plugin.ok())
      where = connection.is_trusted && plugin->posture == connections::Posture::trusted
                  ? "the hub's process"
                  : "a child process";
    table.rows.push_back({connection.name, connection.organisation, connection.mapping, adapter,
                          where, connection.input_folder,
                          connection.output ? connection.output->folder : ""});
  }
  context.print(table);
}

// Reads the whole hub folder, mappings and adapters included, without importing anything.
void check(CommandContext& context) {
  auto hub = context.open();
  if (!hub.ok()) {
    context.fail(hub.error());
    context.exit = Exit::findings;
    return;
  }
  if ((*hub)->notary() == nullptr)
    context.say(
        "note: hub.json names no key for the journal, so that a rewrite of it could not be told");
  bool is_right = true;
  for (const Connection& connection : (*hub)->configuration().connections) {
    auto mapping = (*hub)->mapping(connection.mapping);
    auto runner = mapping.ok()
                      ? runner_for(**hub, connection, **mapping)
                      : Result<std::unique_ptr<connections::AdapterRunner>>(mapping.error());
    if (runner.ok()) continue;
    context.fail(runner.error());
    is_right = false;
  }
  if (is_right) return context.say("the hub's configuration is right");
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
      "Exit code 3: something is wrong; each finding has its file, line and column.\n\n"
      "Example: trellis --hub /srv/fourvale check");
  right->callback([&context] { check(context); });
}

}  // namespace trellis::app
