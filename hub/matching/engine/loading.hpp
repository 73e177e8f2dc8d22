#pragma once

#include <string>

#include "hub/base/result.hpp"
#include "hub/matching/engine/engine.hpp"
#include "hub/matching/identity/ports.hpp"

namespace trellis::matching {

struct SnapshotSettings {
  std::string folder;  // empty: they are neither read nor left
  // As many are read in a tenth of a second. After more, and more than a twentieth of all subjects,
  // a new one is left.
  std::int64_t few_changes = 20'000;
};

// Fills an engine that knows nobody with what the store says: from the snapshot that the store
// names, and with what has changed since; from the store alone where there is none, or where
// another program or model made it, or it is damaged. A snapshot has what the store says of the
// subjects, those that are sealed among them, and every name that it ever said. The position is
// what the engine knows for sure.
Result<Position> load_engine(Engine& engine, Links& links, const SnapshotSettings& settings);

// Every subject, and those that were put or moved after `last`; how many were told.
Result<std::int64_t> tell_all(Engine& engine, Links& links);
Result<std::int64_t> tell_changes(Engine& engine, Links& links, ChangeId last);
// Names weigh by what the store keeps, and by nothing where it keeps nothing.
Status follow_name_weights(Engine& engine, Links& links);
// By all that is known now, and the store keeps it.
Status weigh_names_anew(Engine& engine, Links& links);

}  // namespace trellis::matching
