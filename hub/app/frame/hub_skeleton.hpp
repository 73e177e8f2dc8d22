#pragma once

#include <string>

#include "hub/base/result.hpp"

namespace trellis::app {

struct NewHub {
  std::string folder;
  std::string name;
  std::string organisation;  // id; empty: made of the name
  std::string kind = "council";
  std::string key = "keys/journal.pem";
  std::string checkpoints = "checkpoints";
};

// The folders of a hub, and its hub.json unless there is one already.
Status make_skeleton(const NewHub& hub);

}  // namespace trellis::app
