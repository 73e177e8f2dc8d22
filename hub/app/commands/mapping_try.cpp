#include "hub/app/commands/mapping_try.hpp"

#include <cstdio>

#include "hub/app/frame/adapter_check.hpp"
#include "hub/mapping/trial_json.hpp"
#include "hub/mapping/trial_summary.hpp"

namespace trellis::app {
namespace {

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
Status run_trial(const MappingSurroundings& around, const AdapterUse& use, const std::string& path,
                 mapping::TrialSink& sink) {
  TRELLIS_LET(auto payload, transport::Payload::open(path));
  TRELLIS_LET(auto plugin, connections::find_plugin(around.adapters(), use.adapter));
  connections::Supervision supervision;
  supervision.host_program = around.installation.plugin_host;
  TRELLIS_LET(auto runner,
              connections::run_in_child(plugin, {use.settings, {}, use.connection, around.folder},
                                        supervision));
  TrialInput input(sink);
  auto reading = runner->read(payload, input);
  return sink.is_partial() ? done() : reading;
}

mapping::TrialOptions trial_options(const MappingOptions& options) {
  mapping::TrialOptions trial;
  trial.today = Date::of(SystemClock().now());
  trial.most_records = options.most_records;
  return trial;
}

void print_summary(CommandContext& context, const MappingSurroundings& around,
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
void print_json(CommandContext& context, const MappingSurroundings& around,
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

}  // namespace

void try_input(CommandContext& context, const MappingOptions& options) {
  const auto around = mapping_surroundings(context, options);
  if (!around.ok()) return context.fail(around.error());
  const auto catalogue = read_catalogue(around->mappings);
  if (!catalogue.ok()) return context.fail(catalogue.error());
  const auto name = mapping_name(*around, options);
  if (!name.ok()) return context.fail(name.error());
  const auto folders = chosen_mappings(*around, {*name});
  if (!folders.ok()) return context.fail(folders.error());
  std::vector<Error> findings;
  const auto loaded = mapping::Mapping::load(folders->front(), *catalogue, findings);
  if (!loaded.ok()) return tell_findings(context, findings);
  const AdapterUse use = use_of(*loaded, around->connection(options.connection));
  findings = check_use(use, around->adapters());
  if (!findings.empty()) return tell_findings(context, findings);
  if (context.output == Output::table)
    print_summary(context, *around, *loaded, use, options);
  else
    print_json(context, *around, *loaded, use, options);
}

}  // namespace trellis::app
