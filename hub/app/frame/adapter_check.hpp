#pragma once

#include <memory>
#include <string>
#include <vector>

#include "hub/app/frame/configuration.hpp"
#include "hub/base/result.hpp"
#include "hub/connections/manifest.hpp"
#include "hub/formats/json.hpp"
#include "hub/mapping/mapping.hpp"
#include "hub/model/catalogue.hpp"

// The one check of what mappings and connections ask of adapters: `mapping check`, `mapping try`,
// `check` and `import` agree.
namespace trellis::app {

enum class Direction { in, out };

struct AdapterUse {
  std::string adapter;
  Place place;             // where a file names it
  formats::Json settings;  // each with its place in its own file
  Direction direction = Direction::in;
  std::string connection{};  // its name, if it is one's
};

// What is wrong with the adapter's name and its settings. With `plugin_host` the adapter is asked,
// too, whether it opens with them.
std::vector<Error> check_use(const AdapterUse& use, const std::vector<std::string>& folders,
                             const std::string& plugin_host = {},
                             const std::string& hub_folder = {});

// How a connection reads with a mapping; `connection` may be null.
AdapterUse use_of(const mapping::Mapping& mapping, const Connection* connection);

// A mapping, or all that is wrong with its file, its code lists, its adapter and settings. `named`
// is where a connection names it.
Result<mapping::Mapping> load_mapping(const mapping::MappingFolders& mappings_folder,
                                      const std::string& name, const Place& named,
                                      std::shared_ptr<const model::Catalogue> catalogue,
                                      std::vector<Error>& findings);

// All that is wrong with a connection whose mapping is loaded: how it reads and how it writes.
std::vector<Error> check_connection(const Connection& connection, const mapping::Mapping& mapping,
                                    const std::vector<std::string>& folders,
                                    const std::string& plugin_host = {},
                                    const std::string& hub_folder = {});

}  // namespace trellis::app
