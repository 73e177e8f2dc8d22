#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.hpp"
#include "trellis/abi.h"

namespace trellis::connections {

// Loads the plugin, never to unload it, and gives the adapter with this id: its table was checked
// as far as that can be done without a call. Each refusal has its own sentence. The same file is
// loaded once. May be called from any thread.
Result<const trellis_adapter*> load_adapter(const std::string& file, std::string_view id);

// All adapters of a plugin, by index.
Result<std::vector<const trellis_adapter*>> load_adapters(const std::string& file);

}  // namespace trellis::connections
