#pragma once

#include <memory>

#include "hub/desk/store_check.hpp"

namespace trellis::store {

class Database;

// Shares the database's session: one thread at a time. `database` outlives it.
std::unique_ptr<desk::VersionStore> make_versions(Database& database);

}  // namespace trellis::store
