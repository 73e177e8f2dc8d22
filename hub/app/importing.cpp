#include "hub/app/importing.hpp"

#include <algorithm>
#include <filesystem>

#include "hub/connections/manifest.hpp"
#include "hub/transport/payload.hpp"

namespace trellis::app {
namespace {

namespace fs = std::filesystem;

class ImportSink final : public connections::Sink {
 public:
  ImportSink(pipeline::Importer& importer, const Watcher& watch)
      : importer_(importer), watch_(watch) {}

  Status record(const connections::Record& record) override {
    if (watch_) watch_(importer_.received());
    return importer_.record(record.key, record.media_type, record.bytes, record.origins);
  }
  Status hold(const connections::BadPiece& piece) override {
    return importer_.hold(piece.key, piece.error, piece.bytes);
  }
  Status commit() override { return importer_.commit(); }

 private:
  pipeline::Importer& importer_;
  const Watcher& watch_;
};

Result<std::unique_ptr<connections::AdapterRunner>> runner(Hub& hub, const std::string& adapter,
                                                           const formats::Json& settings,
                                                           bool is_trusted) {
  auto plugin = connections::find_plugin(
      adapters_folders(hub.installation(), hub.configuration().vendor_adapters), adapter);
  if (!plugin.ok()) return plugin.error();
  const connections::Opening opening{settings.dump(), {}};
  connections::Supervision supervision;
  supervision.host_program = hub.installation().plugin_host;
  if (is_trusted && plugin->posture == connections::Posture::trusted)
    return connections::run_in_process(*plugin, opening);
  return connections::run_in_child(*plugin, opening, supervision);
}

}  // namespace

std::vector<connections::AdaptersFolder> adapters_folders(const Installation& installation,
                                                          const std::string& vendor_adapters) {
  std::vector<connections::AdaptersFolder> folders = {
      {installation.adapters, connections::Source::ours}};
  if (!vendor_adapters.empty()) folders.push_back({vendor_adapters, connections::Source::vendor});
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
                                                               const mapping::Mapping& mapping) {
  const std::string& adapter = connection.adapter.empty() ? mapping.adapter() : connection.adapter;
  return runner(hub, adapter, merged_settings(mapping.settings(), connection.settings),
                connection.is_trusted);
}

Result<std::unique_ptr<connections::AdapterRunner>> writer_for(Hub& hub,
                                                               const Connection& connection) {
  return runner(hub, connection.output->adapter, connection.output->settings,
                connection.is_trusted);
}

Result<std::vector<std::string>> inputs_of(const Connection& connection) {
  std::error_code failed;
  std::vector<std::string> sets;
  bool has_loose_files = false;
  for (const auto& entry : fs::directory_iterator(connection.input_folder, failed)) {
    if (entry.path().filename().string().front() == '.') continue;
    if (entry.is_directory() || entry.path().extension() == ".zip")
      sets.push_back(entry.path().string());
    else
      has_loose_files = true;
  }
  if (failed)
    return Error{Fault::not_found,
                 "the input folder cannot be read: " + failed.message(),
                 {connection.input_folder, 0, 0, {}}};
  if (has_loose_files) sets.push_back(connection.input_folder);
  std::sort(sets.begin(), sets.end());
  return sets;
}

namespace {

// What an import needs before its first record.
struct Prepared {
  const mapping::Mapping* mapping = nullptr;
  transport::Payload payload;
  std::unique_ptr<connections::AdapterRunner> runner;
  pipeline::Workbench bench;
};

Result<Prepared> prepare(Hub& hub, const Connection& connection, const std::string& path) {
  auto mapping = hub.mapping(connection.mapping);
  if (!mapping.ok()) return mapping.error();
  auto payload = transport::Payload::open(path);
  if (!payload.ok()) return payload.error();
  auto runner = runner_for(hub, connection, **mapping);
  if (!runner.ok()) return runner.error();
  auto identity = hub.identity();
  if (!identity.ok()) return identity.error();
  auto desk = hub.alert_desk();
  if (!desk.ok()) return desk.error();
  return Prepared{*mapping,
                  *std::move(payload),
                  *std::move(runner),
                  {hub.records(), hub.quarantine(), hub.journal(), **identity, **desk,
                   hub.protections(), hub.clock()}};
}

// One that failed before its first record stands among the imports like any other.
Status note_failed(Hub& hub, const Connection& connection, const std::string& path,
                   const Error& error) {
  pipeline::Records& records = hub.records();
  auto id = records.connection(connection.name, connection.organisation);
  if (!id.ok()) return id.error();
  const std::string input = fs::path(path).lexically_normal().filename().string();
  auto import = records.start_import(*id, input, hub.clock().now());
  if (!import.ok()) return import.error();
  return records.update_import(*import, {}, hub.clock().now(), to_string(error));
}

}  // namespace

Result<pipeline::ImportReport> import_input(Hub& hub, const Connection& connection,
                                            const std::string& path, const std::string& actor,
                                            const Watcher& watch) {
  auto turn = hub.turn();
  if (!turn.ok()) return turn.error();
  auto prepared = prepare(hub, connection, path);
  if (!prepared.ok()) {
    TRELLIS_TRY(note_failed(hub, connection, path, prepared.error()));
    return prepared.error();
  }
  TRELLIS_TRY((*turn)->wait());
  const auto desk = hub.alert_desk();
  if (!desk.ok()) return desk.error();
  const mapping::Mapping& mapping = *prepared->mapping;
  pipeline::ImportOrder order{connection.name,
                              connection.organisation,
                              prepared->payload.name(),
                              actor,
                              mapping,
                              connection.is_full_extract.value_or(mapping.is_full_extract())};
  auto importer = pipeline::Importer::start(prepared->bench, order);
  if (!importer.ok()) return importer.error();
  ImportSink sink(**importer, watch);
  return (*importer)->finish(prepared->runner->read(prepared->payload, sink));
}

}  // namespace trellis::app
