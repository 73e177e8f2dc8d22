#include "hub/app/frame/configuration.hpp"

#include <algorithm>
#include <filesystem>

#include "hub/base/text.hpp"

namespace trellis::app {
namespace {

namespace fs = std::filesystem;

std::string absolute(const std::string& folder, const std::string& path) {
  if (path.empty()) return {};
  return (fs::path(folder) / path).lexically_normal().string();
}

// The file as far as it is right by its schema; findings say what is not.
std::optional<formats::Json> read(const std::string& file, const std::string& schema_file,
                                  std::vector<Error>& findings) {
  auto schema = formats::Json::read_file(schema_file);
  auto json = formats::Json::read_file(file);
  if (!schema.ok()) findings.push_back(schema.error());
  if (!json.ok()) findings.push_back(json.error());
  if (!schema.ok() || !json.ok()) return std::nullopt;
  const auto wrong = formats::check_schema(*json, *schema);
  findings.insert(findings.end(), wrong.begin(), wrong.end());
  if (!wrong.empty()) return std::nullopt;
  return std::move(*json);
}

// Whoever may write the data must not reach what shows a rewrite.
bool is_within(const std::string& path, const std::string& folder) {
  std::error_code ignored;
  const fs::path inner =
      fs::weakly_canonical(path, ignored).lexically_relative(fs::weakly_canonical(folder, ignored));
  return !inner.empty() && *inner.begin() != "..";
}

void read_journal(const formats::Json& json, Configuration& configuration,
                  std::vector<Error>& findings) {
  if (json["key"].string().empty()) return;
  JournalSigning signing;
  signing.key = absolute(configuration.folder, json["key"].string());
  signing.to_syslog = json["checkpoints"].string() == "syslog";
  signing.checkpoints = signing.to_syslog
                            ? fs::path(signing.key).parent_path().string()
                            : absolute(configuration.folder, json["checkpoints"].string());
  if (is_within(signing.key, configuration.data_folder))
    findings.push_back(
        {Fault::invalid, "the journal's key must be outside the data folder", json["key"].place()});
  if (is_within(signing.checkpoints, configuration.data_folder))
    findings.push_back({Fault::invalid, "the journal's checkpoints must be outside the data folder",
                        json["checkpoints"].place()});
  configuration.journal_signing = std::move(signing);
}

Connection connection_of(const formats::Json& json, const std::string& folder) {
  Connection connection;
  connection.name = json["connection"].string();
  connection.title = json["title"].string();
  connection.organisation = json["organisation"].string();
  connection.mapping = json["mapping"].string();
  connection.adapter = json["adapter"].string();
  connection.settings = json["settings"];
  if (const auto* trusted = json.find("trusted")) connection.trusted = trusted->place();
  if (const auto* full = json.find("full-extract")) connection.is_full_extract = full->boolean();
  if (const auto* share = json.find("may-vanish")) connection.may_vanish = share->number();
  connection.input_folder = absolute(folder, json["input"]["folder"].string());
  if (const auto* output = json.find("output")) {
    connection.output = Connection::Output{absolute(folder, (*output)["folder"].string()),
                                           (*output)["adapter"].string(), (*output)["settings"]};
  }
  connection.file = json;
  return connection;
}

// A connection, or findings.
std::optional<Connection> read_connection(const Configuration& configuration,
                                          const std::string& file, const std::string& schema_file,
                                          std::vector<Error>& findings) {
  const auto json = read(file, schema_file, findings);
  if (!json) return std::nullopt;
  Connection connection = connection_of(*json, configuration.folder);
  if (connection.name != fs::path(file).stem().string())
    findings.push_back({Fault::invalid, "a connection's id must be its file's name without .json",
                        (*json)["connection"].place()});
  if (configuration.organisation(connection.organisation) == nullptr) {
    std::vector<std::string> ids;
    for (const auto& each : configuration.organisations) ids.push_back(each.id);
    const auto near = text::nearest(connection.organisation, ids);
    findings.push_back({Fault::invalid,
                        "hub.json has no organisation with this id" +
                            (near ? "; did you mean \"" + *near + "\"?" : std::string()),
                        (*json)["organisation"].place()});
  }
  if (!findings.empty()) return std::nullopt;
  return connection;
}

void read_connections(Configuration& configuration, const std::string& schema_file) {
  const fs::path folder = fs::path(configuration.folder) / "connections";
  std::vector<std::string> files;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored))
    if (entry.path().extension() == ".json") files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  for (const std::string& file : files) {
    std::vector<Error> findings;
    auto connection = read_connection(configuration, file, schema_file, findings);
    if (connection)
      configuration.connections.push_back(std::move(*connection));
    else
      configuration.switched_off.push_back(
          {"connection", fs::path(file).stem().string(), std::move(findings)});
  }
}

}  // namespace

Result<const Connection*> Configuration::connection(std::string_view wanted) const {
  for (const Connection& each : connections)
    if (each.name == wanted) return &each;
  for (const SwitchedOff& off : switched_off)
    if (off.what == "connection" && off.name == wanted)
      return Error{off.findings.front().fault,
                   "the connection " + off.name + " is switched off, because its file is wrong: " +
                       off.findings.front().message + "; see: trellis check",
                   off.findings.front().place};
  return Error{Fault::not_found,
               "there is no connection of this name; see: trellis connection list"};
}

std::vector<SwitchedOff> switched_off(const std::string& what, const std::vector<Error>& findings) {
  std::vector<SwitchedOff> off;
  for (const Error& finding : findings) {
    const std::string name = fs::path(finding.place.file).stem().string();
    const auto same = std::find_if(off.begin(), off.end(),
                                   [&](const SwitchedOff& each) { return each.name == name; });
    if (same == off.end())
      off.push_back({what, name, {finding}});
    else
      same->findings.push_back(finding);
  }
  return off;
}

const sharing::Organisation* Configuration::organisation(std::string_view id) const {
  const auto found = std::find_if(organisations.begin(), organisations.end(),
                                  [&](const auto& each) { return each.id == id; });
  return found == organisations.end() ? nullptr : &*found;
}

Installation installation() {
  std::error_code failed;
  const fs::path program = fs::read_symlink("/proc/self/exe", failed);
  const fs::path prefix = program.parent_path().parent_path();
  if (!failed && fs::exists(prefix / TRELLIS_DATA_PATH / "mappings")) {
    return {(prefix / TRELLIS_ADAPTERS_PATH).string(),
            (prefix / TRELLIS_DATA_PATH / "mappings").string(),
            (prefix / TRELLIS_DATA_PATH / "config").string(),
            (prefix / TRELLIS_LIBEXEC_PATH / "trellis-plugin-host").string()};
  }
  const fs::path build = TRELLIS_BUILD_FOLDER;
  const fs::path source = TRELLIS_SOURCE_FOLDER;
  return {(build / "adapters").string(), (source / "mappings").string(),
          (source / "config").string(), (build / "bin" / "trellis-plugin-host").string()};
}

std::optional<Configuration> load_configuration(const std::string& folder,
                                                const Installation& installation,
                                                std::vector<Error>& findings) {
  std::error_code ignored;
  Configuration configuration;
  configuration.folder = fs::absolute(folder, ignored).lexically_normal().string();
  const std::string schemas = installation.config + "/schema/";
  const std::string file = configuration.folder + "/hub.json";
  if (!fs::exists(file, ignored)) {
    findings.push_back(
        {Fault::not_found,
         "this folder holds no hub.json; name a hub's folder with --hub or TRELLIS_HUB",
         {file, 0, 0, {}}});
    return std::nullopt;
  }
  const auto json = read(file, schemas + "hub.schema.json", findings);
  if (!json) return std::nullopt;

  const auto path_or = [&](const formats::Json& value, const std::string& fallback) {
    return value.string().empty() ? fallback : absolute(configuration.folder, value.string());
  };
  configuration.name = (*json)["name"].string();
  configuration.data_folder = path_or((*json)["data"], configuration.folder + "/data");
  read_journal((*json)["journal"], configuration, findings);
  if (!findings.empty()) return std::nullopt;
  configuration.vendor_adapters = path_or((*json)["adapters"], {});
  configuration.mappings_folder = {path_or((*json)["mappings"], installation.mappings),
                                   path_or((*json)["own-mappings"], {})};
  const std::string own_model = absolute(configuration.folder, std::string(own_matching_model));
  configuration.names_matching_model = !(*json)["matching"]["model"].string().empty();
  configuration.matching_model = path_or(
      (*json)["matching"]["model"],
      fs::exists(own_model, ignored) ? own_model : installation.config + "/matching/default.json");
  configuration.nicknames =
      path_or((*json)["matching"]["nicknames"], installation.config + "/matching/nicknames.csv");
  configuration.name_words =
      path_or((*json)["matching"]["name-words"], installation.config + "/matching/name-words.csv");
  for (const formats::Json& each : (*json)["organisations"].items()) {
    const std::string kind = each["kind"].string();
    configuration.organisations.push_back(
        {each["id"].string(), each["title"].string(), kind,
         each["is-a-place"].boolean(kind == "school" || kind == "housing")});
  }
  read_connections(configuration, schemas + "connection.schema.json");
  return configuration;
}

}  // namespace trellis::app
