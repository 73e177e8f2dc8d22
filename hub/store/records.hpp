#pragma once

#include <memory>
#include <string>

#include "hub/pipeline/ports.hpp"
#include "hub/store/database.hpp"

namespace trellis::store {

// Records, versions and observations in SQLite. `database` outlives it. `runs`: a file whose byte N
// is locked while import N runs, so that one whose program was killed is told; empty: none.
std::unique_ptr<pipeline::Records> make_records(Database& database, std::string runs = {});

}  // namespace trellis::store
