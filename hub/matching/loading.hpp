#pragma once

#include <string>

#include "hub/base/result.hpp"
#include "hub/matching/engine.hpp"
#include "hub/matching/ports.hpp"

namespace trellis::matching {

struct Snapshots {
  std::string folder;  // empty: they are neither read nor left
  // As many are read in a tenth of a second. After more, and more than a twentieth of all subjects,
  // a new one is left.
  std::size_t few_changes = 20'000;
};

// Fills an engine that knows nobody with what the store says: from the snapshot that the store
// names, and with what has changed since; from the store alone where there is none, or where
// another program or model made it.
Status load_engine(Engine& engine, Links& links, const Snapshots& snapshots);

}  // namespace trellis::matching
