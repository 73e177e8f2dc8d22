#pragma once

#include <string>
#include <vector>

#include "hub/app/frame/configuration.hpp"

namespace trellis::app {

struct HubFinding {
  std::string
      what;  // hub, model, mapping, connection, adapter, role, agreement, rule, matching, store
  std::string name;
  bool is_note = false;  // ignored, but nothing is wrong
  Error error;
};

// Every finding of every file of a hub's folder and its mappings: which files are wrong, whether
// adapters are there and open with their settings, and what is ignored. Where there is a store,
// whether its journal is the one that was signed, and whether connections are whose they were.
std::vector<HubFinding> check_hub(const std::string& folder, const Installation& installation);

}  // namespace trellis::app
