#include <cstdio>
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>

#include "hub/app/adapter_check.hpp"
#include "hub/app/command.hpp"
#include "hub/app/importing.hpp"
#include "hub/base/text.hpp"
#include "hub/mapping/check.hpp"
#include "hub/mapping/trial_json.hpp"
#include "hub/mapping/trial_summary.hpp"

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
  std::string vendor_adapters{};
  std::vector<Connection> connections{};
  std::vector<SwitchedOff> switched_off{};

  std::vector<std::string> adapters() const {
    return adapters_folders(installation, vendor_adapters);
  }
};

Result<Surroundings> surroundings(const CommandContext& context, const std::string& folder) {
  Surroundings around{installation(), folder, {}, {}, {}};
  if (fs::exists(context.hub_folder + "/hub.json")) {
    std::vector<Error> findings;
    auto configuration = load_configuration(context.hub_folder, around.installation, findings);
    if (!configuration) return all_of(findings);
    around.folder = configuration->folder;
    around.vendor_adapters = configuration->vendor_adapters;
    around.connections = configuration->connections;
    around.switched_off = configuration->switched_off;
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
      std::vector<std::string> known;
      for (const auto& each : mapping::mapping_folders(around.mappings))
        known.push_back(fs::path(each).filename().string());
      const auto near = text::nearest(name, known);
      return Error{
          Fault::not_found,
          "there is no mapping \"" + name + "\"" +
              (near ? "; did you mean \"" + *near + "\"?" : "; `trellis mapping list` shows all"),
          {around.mappings, 0, 0, {}}};
    }
    folders.push_back(folder);
  }
  return folders;
}

// With what its adapter says of its settings: an import would be refused for the same.
mapping::MappingCheck check_folder(const Surroundings& around, const std::string& folder,
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
    const auto result = check_folder(*around, folder, *catalogue, options.is_update);
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

// Reads the input as an import would; an error where it could not be read to its end.
Status run_trial(const Surroundings& around, const AdapterUse& use, const std::string& path,
                 mapping::TrialSink& sink) {
  auto payload = transport::Payload::open(path);
  if (!payload.ok()) return payload.error();
  auto plugin = connections::find_plugin(around.adapters(), use.adapter);
  if (!plugin.ok()) return plugin.error();
  connections::Supervision supervision;
  supervision.host_program = around.installation.plugin_host;
  auto runner = connections::run_in_child(
      *plugin, {use.settings, {}, use.connection, around.folder}, supervision);
  if (!runner.ok()) return runner.error();
  TrialInput input(sink);
  auto reading = (*runner)->read(*payload, input);
  return sink.is_partial() ? done() : reading;
}

const Connection* connection_of(const Surroundings& around, const std::string& name) {
  for (const Connection& connection : around.connections)
    if (connection.name == name) return &connection;
  return nullptr;
}

// A connection names its mapping, unless another is asked for.
Result<std::string> mapping_name(const Surroundings& around, const MappingOptions& options) {
  if (options.connection.empty()) {
    if (!options.mapping.empty()) return options.mapping;
    return Error{Fault::invalid, "say which mapping: --mapping NAME or --connection NAME"};
  }
  if (const Connection* connection = connection_of(around, options.connection))
    return options.mapping.empty() ? connection->mapping : options.mapping;
  for (const SwitchedOff& off : around.switched_off)
    if (off.what == "connection" && off.name == options.connection) return all_of(off.findings);
  std::vector<std::string> known;
  for (const Connection& connection : around.connections) known.push_back(connection.name);
  const auto near = text::nearest(options.connection, known);
  return Error{Fault::not_found, "this hub has no connection \"" + options.connection + "\"" +
                                     (near ? "; did you mean \"" + *near + "\"?" : "")};
}

mapping::TrialOptions trial_options(const MappingOptions& options) {
  mapping::TrialOptions trial;
  trial.today = Date::of(SystemClock().now());
  trial.most_records = options.most_records;
  return trial;
}

void print_summary(CommandContext& context, const Surroundings& around,
                   const mapping::Mapping& mapping, const AdapterUse& use,
                   const MappingOptions& options) {
  mapping::TrialSummary summary;
  mapping::TrialSink sink(mapping, trial_options(options), summary);
  const Status reading = run_trial(around, use, options.path, sink);
  if (!reading.ok()) return context.fail(reading.error());
  if (sink.has_held()) context.exit = Exit::findings;
  context.print(summary.text(mapping, sink));
}

// Printed while it is read; what stands there of an input that could not be read to its end says
// so.
void print_json(CommandContext& context, const Surroundings& around,
                const mapping::Mapping& mapping, const AdapterUse& use,
                const MappingOptions& options) {
  using Layout = mapping::TrialJson::Layout;
  mapping::TrialJson json(stdout, mapping,
                          context.output == Output::ndjson ? Layout::one_line : Layout::lines);
  if (!json.is_ready())
    return context.fail({Fault::unavailable, "there is no room for a temporary file"});
  mapping::TrialSink sink(mapping, trial_options(options), json);
  const Status reading = run_trial(around, use, options.path, sink);
  json.finish(sink, reading.ok() ? std::string() : to_string(reading.error()));
  if (!reading.ok()) return context.fail(reading.error());
  if (sink.has_held()) context.exit = Exit::findings;
}

// A finding of the files, not of the program.
void tell_findings(CommandContext& context, const std::vector<Error>& findings) {
  for (const Error& finding : findings) context.fail(finding);
  context.exit = Exit::findings;
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
  if (!loaded.ok()) return tell_findings(context, findings);
  const AdapterUse use = use_of(*loaded, connection_of(*around, options.connection));
  findings = check_use(use, around->adapters());
  if (!findings.empty()) return tell_findings(context, findings);
  if (context.output == Output::table)
    print_summary(context, *around, *loaded, use, options);
  else
    print_json(context, *around, *loaded, use, options);
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
          "It names the mapping's paths that selected nothing in any record. Nothing but what is\n"
          "printed is kept in memory, however long the input.\n"
          "Exit codes: 0 all read, 3 something would be held, or the mapping, its adapter or its\n"
          "settings are wrong.");
  trying->add_option("path", try_options->path, "A file, a folder or a zip")->required();
  trying->add_option("--mapping", try_options->mapping, "Which mapping");
  trying->add_option("--connection", try_options->connection,
                     "Use this connection's mapping and settings");
  trying->add_option("--records", try_options->most_records, "Read so many records at most");
  trying->callback([&context, options = try_options] { try_input(context, *options); });
}

}  // namespace trellis::app
