#include "hub/connections/library.hpp"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <map>
#include <mutex>
#include <utility>

#include <boost/dll/shared_library.hpp>

#include "hub/connections/elf.hpp"

namespace trellis::connections {
namespace {

constexpr std::uint32_t max_adapters = 64;
constexpr std::string_view entry_stem = "trellis_adapter_v";

// Never destroyed: a library whose code may still run somewhere must stay. Guarded by its mutex.
struct Registry {
  std::mutex mutex;
  std::map<std::string, boost::dll::shared_library> libraries;
};
Registry& registry() {
  static Registry* const forever = new Registry;
  return *forever;
}

// Before any of the plugin's code runs.
Status check_entry(const std::string& file) {
  TRELLIS_LET(const auto object, inspect_library(file));
  const auto& names = object.exported;
  if (std::binary_search(names.begin(), names.end(), TRELLIS_ENTRY)) return done();
  for (const std::string& name : names)
    if (name.rfind(entry_stem, 0) == 0)
      return Error{Fault::invalid,
                   file + " speaks version " + name.substr(entry_stem.size()) +
                       " of the plugin contract; this hub speaks version 1. Ask its vendor for a "
                       "plugin of version 1, or update the hub"};
  return Error{Fault::invalid,
               file + " is not a Trellis plugin: it does not export " TRELLIS_ENTRY};
}

struct Entry {
  trellis_adapter_entry call;
};

Result<Entry> load_entry(const std::string& file) {
  TRELLIS_TRY(check_entry(file));
  Registry& all = registry();
  const std::lock_guard lock(all.mutex);
  try {
    boost::dll::shared_library& library = all.libraries[file];
    if (!library.is_loaded())
      library.load(file, boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
    return Entry{&library.get<const trellis_adapter*(std::uint32_t) noexcept>(TRELLIS_ENTRY)};
  } catch (const std::exception& fault) {
    // Only the exception holds the linker's own words, such as the name of a missing library.
    return Error{Fault::invalid, file + " cannot be loaded: " + fault.what()};
  }
}

Status check_table(const trellis_adapter& adapter, const std::string& file) {
  const auto wrong = [&](const std::string& why) {
    return Error{Fault::invalid, file + " " + why};
  };
  if (!TRELLIS_HAS(&adapter, deliver))
    return wrong("gives a table of " + std::to_string(adapter.struct_size) +
                 " bytes where version 1.0 has " + std::to_string(sizeof(trellis_adapter)) +
                 ": it was built from a damaged header");
  if (adapter.id == nullptr || adapter.version == nullptr || *adapter.id == '\0')
    return wrong("gives a table without id or version");
  if (adapter.open == nullptr || adapter.close == nullptr)
    return wrong("gives a table without open or close");
  return done();
}

}  // namespace

Result<std::vector<const trellis_adapter*>> load_adapters(const std::string& file) {
  std::error_code fault;
  const std::string whole = std::filesystem::weakly_canonical(file, fault).string();
  TRELLIS_LET(const auto entry, load_entry(fault ? file : whole));
  std::vector<const trellis_adapter*> adapters;
  for (std::uint32_t index = 0; index < max_adapters; ++index) {
    const trellis_adapter* adapter = entry.call(index);
    if (adapter == nullptr) break;
    TRELLIS_TRY(check_table(*adapter, file));
    adapters.push_back(adapter);
  }
  if (adapters.empty())
    return Error{Fault::invalid, file + " offers no adapter: " TRELLIS_ENTRY "(0) gives null"};
  return adapters;
}

Result<const trellis_adapter*> load_adapter(const std::string& file, std::string_view id) {
  TRELLIS_LET(auto adapters, load_adapters(file));
  for (const trellis_adapter* adapter : adapters)
    if (id == adapter->id) return adapter;
  return Error{Fault::conflict, file + " offers the adapter \"" + adapters.front()->id +
                                    "\" where its adapter.json says \"" + std::string(id) + "\""};
}

}  // namespace trellis::connections
