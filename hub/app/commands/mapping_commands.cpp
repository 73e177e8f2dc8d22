#include <cstdio>
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>

#include "hub/app/commands/mapping_sample_commands.hpp"
#include "hub/app/commands/mapping_surroundings.hpp"
#include "hub/app/commands/mapping_try.hpp"
#include "hub/app/frame/adapter_check.hpp"
#include "hub/app/frame/command.hpp"
#include "hub/mapping/check.hpp"
#include "hub/mapping/trial.hpp"

namespace trellis::app {
namespace {

namespace fs = std::filesystem;

std::string percent_of(const std::set<std::string>& part, const std::set<std::string>& whole) {
  return whole.empty() ? "-" : std::to_string(part.size() * 100 / whole.size()) + " %";
}

formats::Json as_json(const mapping::MappingCheck& check) {
  formats::Json findings = formats::Json::array();
  for (const Error& finding : check.findings) findings.push(to_string(finding));
  formats::Json samples = formats::Json::array();
  for (const auto& sample : check.samples) {
    formats::Json lines = formats::Json::array();
    for (const auto& difference : sample.differences) lines.push(difference);
    samples.push(
        formats::Json::object({{"sample", sample.name}, {"differences", std::move(lines)}}));
  }
  return formats::Json::object({{"mapping", check.mapping},
                                {"good", check.is_good()},
                                {"findings", std::move(findings)},
                                {"samples", std::move(samples)},
                                {"coverage", mapping::to_json(check.coverage)}});
}

void say_findings(const CommandContext& context, const mapping::MappingCheck& check) {
  for (const Error& finding : check.findings) context.say(to_string(finding));
  for (const auto& sample : check.samples) {
    for (const auto& difference : sample.differences) {
      context.say(check.mapping + "/" + sample.name + ": " + difference);
    }
    if (sample.is_updated)
      context.say(check.mapping + "/" + sample.name + ": written anew; review it");
  }
}

std::vector<std::string> row_of(const mapping::MappingCheck& check) {
  std::size_t differences = 0;
  for (const auto& sample : check.samples) differences += sample.differences.size();
  return {check.mapping,
          check.is_good() ? "good" : "FINDINGS",
          std::to_string(check.findings.size()),
          std::to_string(check.samples.size()),
          std::to_string(differences),
          percent_of(check.coverage.source_fields_read, check.coverage.source_fields),
          percent_of(check.coverage.target_fields_filled, check.coverage.target_fields)};
}

// With what its adapter says of its settings: an import would be refused for the same.
mapping::MappingCheck check_folder(const MappingSurroundings& around, const std::string& folder,
                                   std::shared_ptr<const model::Catalogue> catalogue,
                                   bool is_update) {
  auto check = mapping::check_mapping(folder, catalogue, {is_update});
  std::vector<Error> known;
  const auto loaded = mapping::Mapping::load(folder, std::move(catalogue), known);
  if (!loaded.ok()) return check;
  const auto findings =
      check_use(use_of(*loaded, nullptr), around.adapters(), around.installation.plugin_host);
  check.findings.insert(check.findings.end(), findings.begin(), findings.end());
  return check;
}

// Which of two files of one name is in force.
void say_whose(const CommandContext& context, const mapping::MappingFolders& folders,
               const std::string& folder) {
  std::vector<std::string> files = folders.code_lists();
  files.push_back(folder);
  for (const std::string& own : files)
    if (const std::string shipped = folders.replaced_by(own); !shipped.empty())
      context.say(own + " is in force, and not " + shipped);
}

void check(CommandContext& context, const MappingOptions& options) {
  const auto around = mapping_surroundings(context, options);
  if (!around.ok()) return context.fail(around.error());
  const auto catalogue = read_catalogue(around->mappings);
  if (!catalogue.ok()) return context.fail(catalogue.error());
  const auto folders = chosen_mappings(*around, options.names);
  if (!folders.ok()) return context.fail(folders.error());
  Table table{
      {"mapping", "state", "findings", "samples", "differences", "source read", "target filled"},
      {}};
  formats::Json json = formats::Json::array();
  for (const auto& folder : *folders) {
    say_whose(context, around->mappings, folder);
    const auto result = check_folder(*around, folder, *catalogue, options.is_update);
    table.rows.push_back(row_of(result));
    json.push(as_json(result));
    say_findings(context, result);
    if (!result.is_good()) context.exit = Exit::findings;
  }
  if (context.is_structured()) return context.print(json);
  context.print(table);
}

std::string whose(const mapping::MappingFolders& folders, const std::string& folder) {
  if (!folders.replaced_by(folder).empty()) return "own, before the shipped one";
  return folder.starts_with(folders.shipped() + "/") ? "shipped" : "own";
}

void list(CommandContext& context, const MappingOptions& options) {
  const auto around = mapping_surroundings(context, options);
  if (!around.ok()) return context.fail(around.error());
  const auto catalogue = read_catalogue(around->mappings);
  if (!catalogue.ok()) return context.fail(catalogue.error());
  Table table{{"mapping", "version", "adapter", "from", "title"}, {}};
  for (const auto& folder : around->mappings.folders()) {
    std::vector<Error> findings;
    const auto loaded = mapping::Mapping::load(folder, *catalogue, findings);
    if (loaded.ok()) {
      table.rows.push_back({loaded->name(), loaded->version(), loaded->adapter(),
                            whose(around->mappings, folder), loaded->title()});
      continue;
    }
    table.rows.push_back({fs::path(folder).filename().string(), "-", "-",
                          whose(around->mappings, folder), to_string(loaded.error())});
    context.exit = Exit::findings;
  }
  context.print(table);
}

}  // namespace

void add_mapping_commands(CLI::App& app, CommandContext& context) {
  CLI::App* group = app.add_subcommand("mapping", "What sources' records become");
  group->require_subcommand(1);
  const auto add = [&](const char* name, const char* title, const char* example) {
    auto options = std::make_shared<MappingOptions>();
    CLI::App* command = group->add_subcommand(name, title);
    command->add_option("--mappings", options->folder,
                        "The folder of mappings, instead of the hub's");
    command->footer(example);
    return std::pair(command, options);
  };

  auto [checking, check_options] = add("check", "Check mappings and run their samples",
                                       "Example: trellis mapping check cin-census\n"
                                       "Exit codes: 0 all good, 3 findings or differences.");
  checking->add_option("name", check_options->names, "Which mappings; all unless said");
  checking->add_flag("--update", check_options->is_update, "Write samples/NAME.expected.json anew");
  checking->callback([&context, options = check_options] { check(context, *options); });

  auto [listing, list_options] =
      add("list", "Every mapping with its version and adapter", "Example: trellis mapping list");
  listing->callback([&context, options = list_options] { list(context, *options); });

  auto [trying, try_options] = add(
      "try", "What an input would become; nothing is written",
      "Example: trellis mapping try census.xml --mapping cin-census --output json\n"
      "It tells where each issue stands, and names the mapping's paths that selected nothing in\n"
      "any record. Nothing but what is\n"
      "printed is kept in memory, however long the input.\n"
      "Exit codes: 0 all read, 3 something would be held, or the mapping, its adapter or its\n"
      "settings are wrong.");
  trying->add_option("path", try_options->path, "A file, a folder or a zip")->required();
  trying->add_option("--mapping", try_options->mapping, "Which mapping");
  trying->add_option("--connection", try_options->connection,
                     "Use this connection's mapping and settings");
  trying->add_option("--records", try_options->most_records, "Read so many records at most");
  trying->callback([&context, options = try_options] { try_input(context, *options); });
  add_mapping_sample_commands(*group, context);
}

}  // namespace trellis::app
