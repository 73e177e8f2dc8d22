#pragma once

#include <memory>

#include "hub/desk/configuration_changes.hpp"

namespace trellis::store {

class Database;

// Shares the database's session: one thread at a time. `database` outlives it.
std::unique_ptr<desk::KnownFiles> make_known_files(Database& database);

}  // namespace trellis::store
