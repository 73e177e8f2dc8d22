#pragma once

#include <string>
#include <vector>

#include "hub/app/commands/importing.hpp"
#include "hub/app/frame/command.hpp"
#include "hub/app/frame/configuration.hpp"

namespace trellis::app {

struct MappingOptions {
  std::vector<std::string> names;
  std::string folder;  // of the mappings
  std::string path;
  std::string mapping;
  std::string connection;
  std::size_t most_records = 100'000;
  bool is_update = false;
};

// What of the hub folder matters to look at a mapping; a store is not needed.
struct MappingSurroundings {
  Installation installation;
  mapping::MappingFolders mappings;
  std::string folder;  // of the hub
  std::string vendor_adapters{};
  std::vector<Connection> connections{};
  std::vector<SwitchedOff> switched_off{};

  std::vector<std::string> adapters() const {
    return adapters_folders(installation, vendor_adapters);
  }
  const Connection* connection(const std::string& name) const;
};

Result<MappingSurroundings> mapping_surroundings(const CommandContext& context,
                                                 const MappingOptions& options);

// The folders of the mappings that are named, or all.
Result<std::vector<std::string>> chosen_mappings(const MappingSurroundings& around,
                                                 const std::vector<std::string>& names);

// A connection names its mapping, unless another is asked for.
Result<std::string> mapping_name(const MappingSurroundings& around, const MappingOptions& options);

// A finding of the files, not of the program.
void tell_findings(CommandContext& context, const std::vector<Error>& findings);

}  // namespace trellis::app
