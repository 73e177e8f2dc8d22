#include "hub/connections/manifest.hpp"

#include <adapter_schema.hpp>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <utility>

#include "hub/base/digest.hpp"
#include "hub/base/text.hpp"
#include "hub/connections/secrets.hpp"
#include "trellis/abi.h"

namespace trellis::connections {
namespace {

namespace fs = std::filesystem;
using formats::Json;

const Json& schema() {
  static const Json parsed = *Json::parse(adapter_schema, "adapter.schema.json");
  return parsed;
}

Result<std::string> hash_of(const std::string& library) {
  std::ifstream file(library, std::ios::binary);
  std::error_code fault;
  const std::uint64_t size = fs::file_size(library, fault);
  if (fault || !file)
    return Error{Fault::not_found, "the plugin's library " + library + " cannot be read"};
  std::string bytes(static_cast<std::size_t>(size), '\0');
  if (!file.read(bytes.data(), static_cast<std::streamsize>(size)))
    return Error{Fault::not_found, "the plugin's library " + library + " cannot be read"};
  return hex(sha256(bytes));
}

Manifest from_json(const Json& json, const std::string& folder) {
  Manifest plugin;
  plugin.id = json["id"].string();
  plugin.title = json["title"].string();
  plugin.version = json["version"].string();
  plugin.abi_major = static_cast<unsigned>(json["abi"]["major"].whole());
  plugin.abi_minor = static_cast<unsigned>(json["abi"]["minor"].whole());
  plugin.sha256 = json["sha256"].string();
  for (const Json& format : json["formats"].items()) plugin.formats.push_back(format.string());
  plugin.settings_schema = json["settings"];
  plugin.status = json["status"].string();
  if (const Json* posture = json.find("posture")) plugin.posture = posture->place();
  plugin.reads = json["reads"].boolean();
  plugin.polls = json["polls"].boolean();
  plugin.writes = json["writes"].boolean();
  plugin.delivers = json["delivers"].boolean();
  plugin.example = json["example"];
  plugin.folder = folder;
  plugin.library = folder + "/" + json["library"].string_or(plugin.id + ".so");
  return plugin;
}

bool comes_before(const Manifest& a, const Manifest& b) { return a.id < b.id; }

void list_folder(const std::string& folder, Found& found) {
  std::error_code fault;
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(folder, fault)) {
    const fs::path file = entry.path() / "adapter.json";
    std::error_code ignored;
    if (fs::exists(file, ignored)) files.push_back(fs::absolute(file).string());
  }
  if (fault) {
    found.findings.push_back({Fault::not_found, "the plugin folder " + folder + " cannot be read"});
    return;
  }
  std::sort(files.begin(), files.end());
  for (const std::string& file : files) {
    auto plugin = read_manifest(file);
    if (!plugin.ok()) {
      found.findings.push_back(std::move(plugin).error());
      continue;
    }
    const auto same = std::find_if(found.plugins.begin(), found.plugins.end(),
                                   [&](const Manifest& other) { return other.id == plugin->id; });
    if (same == found.plugins.end())
      found.plugins.push_back(std::move(*plugin));
    else
      found.findings.push_back({Fault::conflict,
                                "there is a plugin \"" + plugin->id + "\" in " + same->folder +
                                    " already; this one is left out",
                                {file, 0, 0, {}}});
  }
}

}  // namespace

std::vector<Error> Manifest::check_settings(const Json& settings) const {
  return connections::check_settings(settings, settings_schema);
}

Result<Manifest> read_manifest(const std::string& file) {
  TRELLIS_LET(auto json, Json::read_file(file));
  if (auto findings = formats::check_schema(json, schema()); !findings.empty())
    return std::move(findings.front());
  Manifest plugin = from_json(json, fs::absolute(file).parent_path().string());
  const Place place{file, 0, 0, {}};
  if (plugin.abi_major != TRELLIS_ABI_MAJOR)
    return Error{Fault::invalid,
                 "this plugin speaks version " + std::to_string(plugin.abi_major) +
                     " of the plugin contract; this hub speaks version 1",
                 json["abi"].place()};
  if (!plugin.reads && !plugin.polls && !plugin.writes && !plugin.delivers)
    return Error{Fault::invalid,
                 "an adapter does something: one of reads, polls, writes and delivers is true",
                 place};
  const auto hash = hash_of(plugin.library);
  if (!hash.ok()) return Error{hash.error().fault, hash.error().message, place};
  if (*hash != plugin.sha256)
    return Error{Fault::conflict,
                 "the library beside it is not the one that it was written for: its SHA-256 "
                 "differs. Install the plugin again, from its vendor",
                 json["sha256"].place()};
  return plugin;
}

Found list_plugins(const std::vector<std::string>& folders) {
  Found found;
  for (const std::string& folder : folders) list_folder(folder, found);
  std::sort(found.plugins.begin(), found.plugins.end(), comes_before);
  return found;
}

Result<Manifest> find_plugin(const std::vector<std::string>& folders, std::string_view id) {
  Found found = list_plugins(folders);
  std::vector<std::string> ids;
  for (Manifest& plugin : found.plugins) {
    if (plugin.id == id) return std::move(plugin);
    ids.push_back(plugin.id);
  }
  for (Error& finding : found.findings)
    if (fs::path(finding.place.file).parent_path().filename() == id) return std::move(finding);
  const auto near = text::nearest(id, ids);
  return Error{Fault::not_found, "there is no plugin \"" + std::string(id) + "\"" +
                                     (near ? "; did you mean \"" + *near + "\"?" : "")};
}

}  // namespace trellis::connections
