#pragma once

#include <memory>

#include "hub/pipeline/ports.hpp"
#include "hub/store/database.hpp"

namespace trellis::store {

// Records, versions and observations in SQLite. `database` outlives it.
std::unique_ptr<pipeline::Records> make_records(Database& database);

}  // namespace trellis::store
