#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>

#include "hub/app/command.hpp"
#include "hub/app/importing.hpp"
#include "hub/mapping/check.hpp"
#include "hub/mapping/trial.hpp"

namespace trellis::app {
namespace {

namespace fs = std::filesystem;

struct MappingOptions {
  std::vector<std::string> names;
  std::string folder;  // of the mappings
  std::string path;
  std::string mapping;
  std::string connection;
  std::size_t most_records = 100'000;
  bool is_update = false;
};

// What of the hub folder matters here; a store is not needed to look at a mapping.
struct Surroundings {
  Installation installation;
  std::string mappings;
  std::string folder;  // of the hub
  std::string vendor_adapters;
  std::vector<Connection> connections;
};

Result<Surroundings> surroundings(const CommandContext& context, const std::string& folder) {
  Surroundings around{installation(), folder, {}, {}, {}};
  if (fs::exists(context.hub_folder + "/hub.json")) {
    std::vector<Error> findings;
    auto configuration = load_configuration(context.hub_folder, around.installation, findings);
    if (!configuration) return summary_of(findings);
    around.folder = configuration->folder;
    around.vendor_adapters = configuration->vendor_adapters;
    around.connections = configuration->connections;
    if (around.mappings.empty()) around.mappings = configuration->mappings_folder;
  }
  if (around.mappings.empty()) around.mappings = around.installation.mappings;
  return around;
}

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

// The folders of the mappings that are named, or all.
Result<std::vector<std::string>> chosen(const Surroundings& around,
                                        const std::vector<std::string>& names) {
  if (names.empty()) return mapping::mapping_folders(around.mappings);
  std::vector<std::string> folders;
  for (const auto& name : names) {
    const std::string folder = around.mappings + "/" + name;
    if (!fs::exists(folder + "/mapping.json")) {
      return Error{Fault::not_found,
                   "there is no mapping \"" + name + "\"; `trellis mapping list` shows all",
                   {around.mappings, 0, 0, {}}};
    }
    folders.push_back(folder);
  }
  return folders;
}

void check(CommandContext& context, const MappingOptions& options) {
  const auto around = surroundings(context, options.folder);
  if (!around.ok()) return context.fail(around.error());
  const auto catalogue = read_catalogue(around->mappings);
  if (!catalogue.ok()) return context.fail(catalogue.error());
  const auto folders = chosen(*around, options.names);
  if (!folders.ok()) return context.fail(folders.error());
  Table table{
      {"mapping", "state", "findings", "samples", "differences", "source read", "target filled"},
      {}};
  formats::Json json = formats::Json::array();
  for (const auto& folder : *folders) {
    const auto result = mapping::check_mapping(folder, *catalogue, {options.is_update});
    table.rows.push_back(row_of(result));
    json.push(as_json(result));
    say_findings(context, result);
    if (!result.is_good()) context.exit = Exit::findings;
  }
  if (context.is_structured()) return context.print(json);
  context.print(table);
}

void list(CommandContext& context, const MappingOptions& options) {
  const auto around = surroundings(context, options.folder);
  if (!around.ok()) return context.fail(around.error());
  const auto catalogue = read_catalogue(around->mappings);
  if (!catalogue.ok()) return context.fail(catalogue.error());
  Table table{{"mapping", "version", "adapter", "title"}, {}};
  for (const auto& folder : mapping::mapping_folders(around->mappings)) {
    std::vector<Error> findings;
    const auto loaded = mapping::Mapping::load(folder, *catalogue, findings);
    if (loaded.ok()) {
      table.rows.push_back({loaded->name(), loaded->version(), loaded->adapter(), loaded->title()});
      continue;
    }
    table.rows.push_back(
        {fs::path(folder).filename().string(), "-", "-", to_string(loaded.error())});
    context.exit = Exit::findings;
  }
  context.print(table);
}

// Hands what an adapter reads to a trial.
class TrialInput final : public connections::Sink {
 public:
  explicit TrialInput(mapping::TrialSink& trial) : trial_(trial) {}
  Status record(const connections::Record& record) override {
    return trial_.record({record.key, record.media_type, record.bytes, record.origins});
  }
  Status hold(const connections::BadPiece& piece) override {
    return trial_.bad({piece.key, piece.error, piece.bytes});
  }
  Status commit() override { return done(); }

 private:
  mapping::TrialSink& trial_;
};

Result<mapping::Trial> run_trial(const Surroundings& around, const mapping::Mapping& loaded,
                                 const MappingOptions& options) {
  std::string adapter = loaded.adapter();
  formats::Json settings = loaded.settings();
  for (const Connection& connection : around.connections) {
    if (connection.name != options.connection) continue;
    if (!connection.adapter.empty()) adapter = connection.adapter;
    settings = merged_settings(settings, connection.settings);
  }
  auto payload = transport::Payload::open(options.path);
  if (!payload.ok()) return payload.error();
  auto plugin = connections::find_plugin(
      adapters_folders(around.installation, around.vendor_adapters), adapter);
  if (!plugin.ok()) return plugin.error();
  connections::Supervision supervision;
  supervision.host_program = around.installation.plugin_host;
  auto runner = connections::run_in_child(*plugin, {settings, {}, options.connection, around.folder}, supervision);
  if (!runner.ok()) return runner.error();

  mapping::Trial trial;
  mapping::TrialOptions trial_options;
  trial_options.this_year = Date::of(SystemClock().now()).year();
  trial_options.most_records = options.most_records;
  mapping::TrialSink sink(loaded, trial_options, trial);
  TrialInput input(sink);
  auto reading = (*runner)->read(*payload, input);
  if (!reading.ok() && !trial.is_partial) return std::move(reading).error();
  return trial;
}

// A connection names its mapping, unless another is asked for.
Result<std::string> mapping_name(const Surroundings& around, const MappingOptions& options) {
  if (options.connection.empty()) {
    if (!options.mapping.empty()) return options.mapping;
    return Error{Fault::invalid, "say which mapping: --mapping NAME or --connection NAME"};
  }
  for (const Connection& connection : around.connections) {
    if (connection.name != options.connection) continue;
    return options.mapping.empty() ? connection.mapping : options.mapping;
  }
  return Error{Fault::not_found, "this hub has no connection \"" + options.connection + "\""};
}

void try_input(CommandContext& context, const MappingOptions& options) {
  const auto around = surroundings(context, options.folder);
  if (!around.ok()) return context.fail(around.error());
  const auto catalogue = read_catalogue(around->mappings);
  if (!catalogue.ok()) return context.fail(catalogue.error());
  const auto name = mapping_name(*around, options);
  if (!name.ok()) return context.fail(name.error());
  const auto folders = chosen(*around, {*name});
  if (!folders.ok()) return context.fail(folders.error());
  std::vector<Error> findings;
  const auto loaded = mapping::Mapping::load(folders->front(), *catalogue, findings);
  if (!loaded.ok()) {
    for (const Error& finding : findings) context.say(to_string(finding));
    context.exit = Exit::findings;
    return;
  }
  const auto trial = run_trial(*around, *loaded, options);
  if (!trial.ok()) return context.fail(trial.error());
  if (!trial->held.empty()) context.exit = Exit::findings;
  if (context.output == Output::table) return context.print(mapping::summary(*trial));
  context.print(mapping::to_json(*trial));
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

  auto [trying, try_options] =
      add("try", "What an input would become; nothing is written",
          "Example: trellis mapping try census.xml --mapping cin-census --output json\n"
          "Exit codes: 0 all read, 3 something would be held.");
  trying->add_option("path", try_options->path, "A file, a folder or a zip")->required();
  trying->add_option("--mapping", try_options->mapping, "Which mapping");
  trying->add_option("--connection", try_options->connection,
                     "Use this connection's mapping and settings");
  trying->add_option("--records", try_options->most_records, "Read so many records at most");
  trying->callback([&context, options = try_options] { try_input(context, *options); });
}

}  // namespace trellis::app
