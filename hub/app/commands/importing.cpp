#include "hub/app/commands/importing.hpp"

#include <filesystem>

#include "hub/app/frame/adapter_check.hpp"
#include "hub/connections/manifest.hpp"
#include "hub/desk/rests.hpp"
#include "hub/transport/payload.hpp"

namespace trellis::app {
namespace {

namespace fs = std::filesystem;

bool is_within(const fs::path& path, const fs::path& folder) {
  const fs::path way = path.lexically_relative(folder);
  return !way.empty() && *way.begin() != "..";
}

// No adapter sees the store, nor what other connections bring and take.
connections::Supervision supervision_of(const Hub& hub) {
  connections::Supervision supervision;
  supervision.host_program = hub.installation().plugin_host;
  supervision.hidden.push_back(hub.configuration().data_folder);
  for (const Connection& connection : hub.configuration().connections) {
    if (!connection.input_folder.empty()) supervision.hidden.push_back(connection.input_folder);
    if (connection.output) supervision.hidden.push_back(connection.output->folder);
  }
  return supervision;
}

Result<std::unique_ptr<connections::AdapterRunner>> runner(Hub& hub, const std::string& adapter,
                                                           const formats::Json& settings,
                                                           const std::string& connection,
                                                           std::string cursor) {
  TRELLIS_LET(
      auto plugin,
      connections::find_plugin(
          adapters_folders(hub.installation(), hub.configuration().vendor_adapters), adapter));
  auto supervision = supervision_of(hub);
  std::erase_if(supervision.hidden,
                [&](const std::string& folder) { return is_within(plugin.folder, folder); });
  return connections::run_in_child(
      plugin, {settings, std::move(cursor), connection, hub.configuration().folder},
      std::move(supervision));
}

const std::string& adapter_of(const Connection& connection, const mapping::Mapping& mapping) {
  return connection.adapter.empty() ? mapping.adapter() : connection.adapter;
}

}  // namespace

std::vector<std::string> adapters_folders(const Installation& installation,
                                          const std::string& vendor_adapters) {
  std::vector<std::string> folders = {installation.adapters};
  if (!vendor_adapters.empty()) folders.push_back(vendor_adapters);
  return folders;
}

formats::Json merged_settings(const formats::Json& mapping, const formats::Json& connection) {
  formats::Json merged =
      mapping.is(formats::Json::Type::object) ? mapping : formats::Json::object();
  for (const auto& [key, value] : connection.members()) merged.set(key, value);
  return merged;
}

Result<std::unique_ptr<connections::AdapterRunner>> runner_for(Hub& hub,
                                                               const Connection& connection,
                                                               const mapping::Mapping& mapping,
                                                               std::string cursor) {
  return runner(hub, adapter_of(connection, mapping),
                merged_settings(mapping.settings(), connection.settings), connection.name,
                std::move(cursor));
}

Result<std::unique_ptr<connections::AdapterRunner>> writer_for(Hub& hub,
                                                               const Connection& connection) {
  return runner(hub, connection.output->adapter, connection.output->settings, connection.name, {});
}

Result<Extent> extent_of(Hub& hub, const Connection& connection) {
  TRELLIS_LET(auto mapping, hub.mapping(connection.mapping));
  return connection.is_full_extract.value_or(mapping->is_full_extract()) ? Extent::full_extract
                                                                         : Extent::feed;
}

Result<std::string> connection_name(Hub& hub, ConnectionId id) {
  for (const Connection& connection : hub.configuration().connections) {
    TRELLIS_LET(auto known, hub.records().connection(connection.name, connection.organisation));
    if (known == id) return connection.name;
  }
  return to_string(id);
}

Result<pipeline::Workbench> workbench(Hub& hub) {
  TRELLIS_LET(auto identity, hub.identity());
  TRELLIS_LET(auto desk, hub.alert_desk());
  return pipeline::Workbench{hub.records(),     hub.extracts(), hub.quarantine(),
                             hub.journal(),     *identity,      *desk,
                             hub.protections(), hub.clock(),    &hub.rests()};
}

namespace {

// What an import needs before its first record.
struct Prepared {
  const mapping::Mapping* mapping = nullptr;
  std::unique_ptr<connections::AdapterRunner> runner;
  pipeline::Workbench bench;
  CursorKeeper keeper;
};

Result<Prepared> prepare(Hub& hub, const Connection& connection, Cursor which) {
  TRELLIS_LET(auto mapping, hub.mapping(connection.mapping));
  TRELLIS_LET(auto id, hub.records().connection(connection.name, connection.organisation));
  const std::string& adapter = adapter_of(connection, *mapping);
  Result<std::string> cursor = std::string();
  if (which == Cursor::kept) cursor = hub.cursors().find(id, adapter);
  if (!cursor.ok()) return cursor.error();
  TRELLIS_LET(auto runner, runner_for(hub, connection, *mapping, *cursor));
  TRELLIS_LET(auto bench, workbench(hub));
  return Prepared{mapping, std::move(runner), bench, {hub.cursors(), id, adapter, hub.clock()}};
}

}  // namespace

Status note_failed(Hub& hub, const Connection& connection, const std::string& input,
                   const Error& error) {
  pipeline::Records& records = hub.records();
  TRELLIS_LET(auto id, records.connection(connection.name, connection.organisation));
  TRELLIS_LET(auto import, records.start_import(id, input, hub.clock().now()));
  return records.update_import(import, {}, hub.clock().now(), to_string(error));
}

std::vector<Error> findings_of(Hub& hub, const Connection& connection) {
  std::vector<Error> findings;
  const auto loaded = load_mapping(hub.configuration().mappings_folder, connection.mapping,
                                   connection.file["mapping"].place(), hub.catalogue(), findings);
  if (!loaded.ok()) return findings.empty() ? std::vector<Error>{loaded.error()} : findings;
  return check_connection(
      connection, *loaded,
      adapters_folders(hub.installation(), hub.configuration().vendor_adapters));
}

Result<pipeline::ImportReport> import_input(Hub& hub, const Connection& connection,
                                            const Input& input, const std::string& actor,
                                            const Watcher& watch) {
  auto payload = input.open();
  if (!payload.ok()) {
    TRELLIS_TRY(note_failed(hub, connection, input.name(), payload.error()));
    return payload.error();
  }
  return import_payload(hub, connection, *payload, input.age, actor, watch, Cursor::kept);
}

Result<pipeline::ImportReport> import_payload(Hub& hub, const Connection& connection,
                                              const transport::Payload& payload,
                                              const pipeline::InputAge& age,
                                              const std::string& actor, const Watcher& watch,
                                              Cursor cursor) {
  TRELLIS_LET(auto turn, hub.turn());
  auto prepared = prepare(hub, connection, cursor);
  if (!prepared.ok()) {
    TRELLIS_TRY(note_failed(hub, connection, payload.name(), prepared.error()));
    return prepared.error();
  }
  TRELLIS_TRY(turn->wait());
  const auto desk = hub.alert_desk();
  if (!desk.ok()) return desk.error();
  const mapping::Mapping& mapping = *prepared->mapping;
  pipeline::ImportOrder order{connection.name,
                              connection.organisation,
                              payload.name(),
                              actor,
                              mapping,
                              connection.is_full_extract.value_or(mapping.is_full_extract()),
                              connection.may_vanish.value_or(mapping.may_vanish()),
                              age};
  TRELLIS_LET(auto importer, pipeline::Importer::start(prepared->bench, order));
  ImportSink sink(*importer, watch, cursor == Cursor::kept ? &prepared->keeper : nullptr);
  auto report = importer->finish(prepared->runner->read(payload, sink));
  if (!report.ok() || !report->failure.empty() || !report->unread.empty()) return report;
  PayloadBytes whole(payload);
  TRELLIS_TRY(desk::close_rests_of(
      hub.rests(), hub.quarantine(), prepared->keeper.connection, whole,
      {actor, "import " + to_string(report->import) + " read the input to its end",
       hub.clock().now()}));
  return report;
}

}  // namespace trellis::app
