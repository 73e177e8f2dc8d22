#include <algorithm>
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>

#include "hub/app/commands/importing.hpp"
#include "hub/app/frame/command.hpp"
#include "hub/app/frame/configuration.hpp"
#include "hub/app/frame/hub.hpp"
#include "hub/base/text.hpp"
#include "hub/conformance/conformance.hpp"
#include "hub/connections/manifest.hpp"

namespace trellis::app {
namespace {

struct Wanted {
  std::string folder;
  std::string library;
  unsigned patience_s = 10;
};

// Of the installation, of the hub where there is one, and of --folder.
Result<std::vector<std::string>> folders(CommandContext& context, const std::string& extra) {
  std::string vendors;
  if (std::filesystem::exists(context.hub_folder + "/hub.json")) {
    TRELLIS_LET(const auto hub, context.open());
    vendors = hub->configuration().vendor_adapters;
  }
  auto all = adapters_folders(installation(), vendors);
  if (!extra.empty()) all.push_back(extra);
  return all;
}

std::string does(const connections::Manifest& plugin) {
  std::vector<std::string> words;
  if (plugin.reads) words.emplace_back("reads");
  if (plugin.polls) words.emplace_back("polls");
  if (plugin.writes) words.emplace_back("writes");
  if (plugin.delivers) words.emplace_back("delivers");
  return text::join(words, ", ");
}

void list(CommandContext& context, const Wanted& wanted) {
  const auto where = folders(context, wanted.folder);
  if (!where.ok()) return context.fail(where.error());
  const connections::Found found = connections::list_plugins(*where);
  Table table{{"plugin", "version", "title", "does", "formats", "status"}, {}};
  for (const connections::Manifest& plugin : found.plugins)
    table.rows.push_back({plugin.id, plugin.version, plugin.title, does(plugin),
                          text::join(plugin.formats, ", "), plugin.status});
  context.print(table);
  for (const Error& finding : found.findings) context.fail(finding);
  if (!found.findings.empty()) context.exit = Exit::findings;
}

std::string verdict(const conformance::Finding& finding) {
  switch (finding.verdict) {
    case conformance::Verdict::passed:
      return "passed";
    case conformance::Verdict::failed:
      return "FAILED";
    case conformance::Verdict::not_tried:
      break;
  }
  return "not tried";
}

void check(CommandContext& context, const Wanted& wanted) {
  conformance::Options options;
  options.patience = std::chrono::seconds(wanted.patience_s);
  options.plugin_host = installation().plugin_host;
  const auto findings = conformance::check(wanted.library, options);

  Table table{{"result", "what must hold", "what was found"}, {}};
  for (const conformance::Finding& finding : findings)
    table.rows.push_back({verdict(finding), finding.name, finding.sentence});
  context.print(table);
  const auto count = [&](conformance::Verdict wanted_verdict) {
    return std::to_string(std::count_if(
        findings.begin(), findings.end(),
        [&](const conformance::Finding& each) { return each.verdict == wanted_verdict; }));
  };
  context.say(count(conformance::Verdict::passed) + " passed, " +
              count(conformance::Verdict::failed) + " failed, " +
              count(conformance::Verdict::not_tried) + " not tried");
  const bool is_right = std::all_of(findings.begin(), findings.end(),
                                    [](const auto& finding) { return finding.passed(); });
  if (!is_right) context.exit = Exit::findings;
}

}  // namespace

void add_plugin_commands(CLI::App& app, CommandContext& context) {
  const auto wanted = std::make_shared<Wanted>();
  CLI::App* group = app.add_subcommand("plugin", "The adapters that this hub can load");
  group->require_subcommand(1);
  CLI::App* all = group->add_subcommand("list", "Every plugin, without loading any");
  all->add_option("--folder", wanted->folder, "A folder of plugins besides the hub's own");
  all->footer("Exit code 3: a plugin is left out, and why.\n\nExample: trellis plugin list");
  all->callback([&context, wanted] { list(context, *wanted); });

  CLI::App* one = group->add_subcommand("check", "Try a plugin before anybody relies on it");
  one->add_option("library", wanted->library, "The plugin, with its adapter.json beside it")
      ->required()
      ->check(CLI::ExistingFile)
      ->type_name("FILE.so");
  one->add_option("--patience", wanted->patience_s, "Seconds that one check may take")
      ->check(CLI::Range(1, 600));
  one->footer(
      "Nothing of the plugin runs in this process. Exit code 3: something failed.\n\n"
      "Example: trellis plugin check build/adapters/leaflet/leaflet.so");
  one->callback([&context, wanted] { check(context, *wanted); });
}

}  // namespace trellis::app
