#include "hub/app/frame/adapter_check.hpp"

#include <filesystem>

#include "hub/app/commands/importing.hpp"
#include "hub/base/text.hpp"
#include "hub/connections/runner.hpp"
#include "hub/connections/secrets.hpp"
#include "hub/mapping/check.hpp"

namespace trellis::app {
namespace {

namespace fs = std::filesystem;

std::string did_you_mean(const mapping::MappingFolders& mappings_folder, const std::string& name) {
  std::vector<std::string> names;
  for (const std::string& folder : mappings_folder.folders())
    names.push_back(fs::path(folder).filename().string());
  const auto near = text::nearest(name, names);
  return near ? "; did you mean \"" + *near + "\"?" : std::string();
}

}  // namespace

std::vector<Error> check_use(const AdapterUse& use, const std::vector<std::string>& folders,
                             const std::string& plugin_host, const std::string& hub_folder) {
  auto plugin = connections::find_plugin(folders, use.adapter);
  if (!plugin.ok()) {
    Error finding = plugin.error();
    if (finding.place.file.empty()) finding.place = use.place;
    return {std::move(finding)};
  }
  const bool can = use.direction == Direction::in ? plugin->reads || plugin->polls
                                                  : plugin->writes || plugin->delivers;
  if (!can) {
    const std::string what = use.direction == Direction::in ? " reads nothing" : " writes nothing";
    return {{Fault::invalid, "the adapter \"" + use.adapter + "\"" + what, use.place}};
  }
  auto findings = plugin->check_settings(use.settings);
  for (Error& finding : findings) {
    if (finding.place.file.empty()) finding.place = use.place;
    finding.message = "settings of the adapter \"" + use.adapter + "\": " + finding.message;
  }
  if (!findings.empty() || plugin_host.empty()) return findings;
  // What the references lead to; a file that others may read is told, too.
  const auto followed =
      connections::open_settings(use.settings, plugin->settings_schema, hub_folder, findings);
  if (!followed.ok()) findings.push_back(followed.error());
  for (Error& finding : findings)
    if (finding.place.file.empty()) finding.place = use.place;
  if (!findings.empty()) return findings;
  connections::Supervision supervision;
  supervision.host_program = plugin_host;
  const auto opened = connections::run_in_child(
      *plugin, {use.settings, {}, use.connection, hub_folder}, supervision);
  if (!opened.ok()) findings.push_back({opened.error().fault, opened.error().message, use.place});
  return findings;
}

AdapterUse use_of(const mapping::Mapping& mapping, const Connection* connection) {
  AdapterUse use{mapping.adapter(), mapping.adapter_place(), mapping.settings(), Direction::in, {}};
  if (connection == nullptr) return use;
  use.connection = connection->name;
  use.settings = merged_settings(mapping.settings(), connection->settings);
  if (connection->adapter.empty()) return use;
  use.adapter = connection->adapter;
  use.place = connection->file["adapter"].place();
  return use;
}

Result<mapping::Mapping> load_mapping(const mapping::MappingFolders& mappings_folder,
                                      const std::string& name, const Place& named,
                                      std::shared_ptr<const model::Catalogue> catalogue,
                                      std::vector<Error>& findings) {
  const std::string folder = mappings_folder.folder_of(name);
  std::error_code ignored;
  if (!fs::exists(folder + "/mapping.json", ignored)) {
    findings.push_back(
        {Fault::not_found,
         "there is no mapping \"" + name + "\"" + did_you_mean(mappings_folder, name), named});
    return findings.back();
  }
  return mapping::Mapping::load(folder, std::move(catalogue), findings);
}

std::vector<Error> check_connection(const Connection& connection, const mapping::Mapping& mapping,
                                    const std::vector<std::string>& folders,
                                    const std::string& plugin_host, const std::string& hub_folder) {
  auto findings = check_use(use_of(mapping, &connection), folders, plugin_host, hub_folder);
  if (!connection.output) return findings;
  const formats::Json& output = connection.file["output"];
  const auto wrong = check_use({connection.output->adapter, output["adapter"].place(),
                                connection.output->settings, Direction::out, connection.name},
                               folders, plugin_host, hub_folder);
  findings.insert(findings.end(), wrong.begin(), wrong.end());
  return findings;
}

}  // namespace trellis::app
