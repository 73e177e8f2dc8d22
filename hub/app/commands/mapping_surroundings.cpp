#include "hub/app/commands/mapping_surroundings.hpp"

#include <filesystem>

#include "hub/base/text.hpp"

namespace trellis::app {

namespace fs = std::filesystem;

Result<MappingSurroundings> mapping_surroundings(const CommandContext& context,
                                                 const MappingOptions& options) {
  MappingSurroundings around{installation(), options.folder, {}, {}, {}, {}};
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

// The folders of the mappings that are named, or all.
Result<std::vector<std::string>> chosen_mappings(const MappingSurroundings& around,
                                                 const std::vector<std::string>& names) {
  if (names.empty()) return around.mappings.folders();
  std::vector<std::string> folders;
  for (const auto& name : names) {
    const std::string folder = around.mappings.folder_of(name);
    if (!fs::exists(folder + "/mapping.json")) {
      std::vector<std::string> known;
      for (const auto& each : around.mappings.folders())
        known.push_back(fs::path(each).filename().string());
      const auto near = text::nearest(name, known);
      return Error{
          Fault::not_found,
          "there is no mapping \"" + name + "\"" +
              (near ? "; did you mean \"" + *near + "\"?" : "; `trellis mapping list` shows all"),
          {around.mappings.shipped(), 0, 0, {}}};
    }
    folders.push_back(folder);
  }
  return folders;
}

const Connection* MappingSurroundings::connection(const std::string& name) const {
  for (const Connection& each : connections)
    if (each.name == name) return &each;
  return nullptr;
}

// A connection names its mapping, unless another is asked for.
Result<std::string> mapping_name(const MappingSurroundings& around, const MappingOptions& options) {
  if (options.connection.empty()) {
    if (!options.mapping.empty()) return options.mapping;
    return Error{Fault::invalid, "say which mapping: --mapping NAME or --connection NAME"};
  }
  if (const Connection* connection = around.connection(options.connection))
    return options.mapping.empty() ? connection->mapping : options.mapping;
  for (const SwitchedOff& off : around.switched_off)
    if (off.what == "connection" && off.name == options.connection) return all_of(off.findings);
  std::vector<std::string> known;
  for (const Connection& connection : around.connections) known.push_back(connection.name);
  const auto near = text::nearest(options.connection, known);
  return Error{Fault::not_found, "this hub has no connection \"" + options.connection + "\"" +
                                     (near ? "; did you mean \"" + *near + "\"?" : "")};
}

// A finding of the files, not of the program.
void tell_findings(CommandContext& context, const std::vector<Error>& findings) {
  for (const Error& finding : findings) context.fail(finding);
  context.exit = Exit::findings;
}

}  // namespace trellis::app
