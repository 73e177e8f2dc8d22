#include "hub/app/frame/hub_check.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>

#include "hub/app/commands/importing.hpp"
#include "hub/app/frame/adapter_check.hpp"
#include "hub/app/frame/agreed.hpp"
#include "hub/app/frame/hub.hpp"
#include "hub/mapping/check.hpp"
#include "hub/matching/engine/default_engine.hpp"

namespace trellis::app {
namespace {

class HubCheck {
 public:
  HubCheck(const std::string& folder, const Installation& installation)
      : folder_(folder), installation_(installation) {}

  std::vector<HubFinding> run() {
    std::vector<Error> findings;
    auto configuration = load_configuration(folder_, installation_, findings);
    add("hub", "hub.json", findings);
    if (!configuration) return std::move(all_);
    configuration_ = std::move(*configuration);
    if (!configuration_.journal_signing)
      all_.push_back({"hub",
                      "hub.json",
                      true,
                      {Fault::invalid,
                       "no key is named for the journal, so that a rewrite of it could not be told",
                       {folder_ + "/hub.json", 0, 0, {}}}});
    adapters_ = adapters_folders(installation_, configuration_.vendor_adapters);
    add(configuration_.switched_off);
    findings.clear();
    auto catalogue = mapping::load_catalogue(configuration_.mappings_folder, findings);
    if (!catalogue.ok() && findings.empty()) findings.push_back(catalogue.error());
    add("model", "model", findings);
    if (!catalogue.ok()) return std::move(all_);
    catalogue_ = std::make_shared<const model::Catalogue>(std::move(*catalogue));
    check_mappings();
    for (const Connection& connection : configuration_.connections) check(connection);
    note_adapters();
    add(read_agreed(configuration_, installation_, *catalogue_).switched_off);
    check_matching();
    check_store();
    return std::move(all_);
  }

 private:
  // A wrong adapter of a mapping is told once, not again for each of its connections.
  void add(const std::string& what, const std::string& name, const std::vector<Error>& findings) {
    for (const Error& finding : findings) {
      const auto is_same = [&](const HubFinding& other) {
        return other.error.place == finding.place && other.error.message == finding.message;
      };
      if (std::none_of(all_.begin(), all_.end(), is_same))
        all_.push_back({what, name, false, finding});
    }
  }
  void add(const std::vector<SwitchedOff>& switched_off) {
    for (const SwitchedOff& off : switched_off) add(off.what, off.name, off.findings);
  }
  void note(const Connection& connection, const char* key, std::string sentence) {
    if (const formats::Json* value = connection.file.find(key))
      all_.push_back({"connection",
                      connection.name,
                      true,
                      {Fault::invalid, std::move(sentence), value->place()}});
  }

  // What is accepted and does nothing, and what this machine cannot keep from an adapter.
  void note_adapters() {
    const connections::Found found = connections::list_plugins(adapters_);
    add("adapter", "plugins", found.findings);
    for (const connections::Manifest& plugin : found.plugins)
      if (plugin.posture)
        all_.push_back({"adapter",
                        plugin.id,
                        true,
                        {Fault::invalid,
                         "`posture` does nothing any more: every adapter runs in a process of its "
                         "own",
                         *plugin.posture}});
    const std::string missing = connections::missing_confinement_of(installation_.plugin_host);
    if (!missing.empty())
      all_.push_back(
          {"machine",
           "adapters",
           true,
           {Fault::unavailable,
            "this machine does not let the hub close everything to an adapter: " + missing,
            {}}});
  }

  void note_own(const std::string& file) {
    const auto& folders = configuration_.mappings_folder;
    const std::string shipped = folders.replaced_by(file);
    if (shipped.empty()) return;
    all_.push_back(
        {"mapping",
         std::filesystem::path(file).stem().string(),
         true,
         {Fault::invalid, "this hub's own is in force, and not " + shipped, {file, 0, 0, {}}}});
  }

  void check_mappings() {
    for (const std::string& file : configuration_.mappings_folder.code_lists()) note_own(file);
    for (const std::string& folder : configuration_.mappings_folder.folders()) {
      const std::string name = std::filesystem::path(folder).filename().string();
      note_own(folder);
      std::vector<Error> findings;
      auto loaded = mapping::Mapping::load(folder, catalogue_, findings);
      if (loaded.ok()) {
        findings = check_use(use_of(*loaded, nullptr), adapters_);
        mappings_.emplace(name, std::move(*loaded));
      }
      add("mapping", name, findings);
    }
  }

  void check(const Connection& connection) {
    note(connection, "trusted",
         "`trusted` does nothing any more: every adapter runs in a process of its own");
    const auto mapping = mappings_.find(connection.mapping);
    std::vector<Error> findings;
    if (mapping != mappings_.end()) {
      findings = check_connection(connection, mapping->second, adapters_, installation_.plugin_host,
                                  configuration_.folder);
    } else {
      const auto loaded = load_mapping(configuration_.mappings_folder, connection.mapping,
                                       connection.file["mapping"].place(), catalogue_, findings);
      if (!loaded.ok() && findings.empty()) findings.push_back(loaded.error());
    }
    add("connection", connection.name, findings);
  }

  void check_matching() {
    const auto engine = matching::open_default_engine(
        configuration_.matching_model, configuration_.nicknames, configuration_.name_words);
    if (!engine.ok()) add("matching", "model", {engine.error()});
  }

  // What is stored, against the files. No store is made here.
  void check_store() {
    std::error_code missing;
    const std::string file = configuration_.database();
    if (!configuration_.journal_signing && !std::filesystem::exists(file, missing)) return;
    const auto hub = Hub::open(folder_);
    if (!hub.ok()) return add("store", "trellis.db", {hub.error()});
    const auto stored = (*hub)->records().organisations();
    if (!stored.ok()) return add("store", "trellis.db", {stored.error()});
    for (const Connection& connection : configuration_.connections) {
      const auto known = stored->find(connection.name);
      if (known == stored->end() || known->second == connection.organisation) continue;
      add("connection", connection.name,
          {{Fault::conflict,
            "its records are those of " + known->second + ", and this says " +
                connection.organisation + ". Put " + known->second +
                " back, or make a connection of another name for " + connection.organisation,
            connection.file["organisation"].place()}});
    }
  }

  const std::string& folder_;
  const Installation& installation_;
  Configuration configuration_;
  std::vector<std::string> adapters_;
  std::shared_ptr<const model::Catalogue> catalogue_;
  std::map<std::string, mapping::Mapping> mappings_;
  std::vector<HubFinding> all_;
};

}  // namespace

std::vector<HubFinding> check_hub(const std::string& folder, const Installation& installation) {
  return HubCheck(folder, installation).run();
}

}  // namespace trellis::app
