#pragma once

#include <memory>

#include "hub/pipeline/cursors.hpp"

namespace trellis::store {

class Database;

// Shares the database's session: one thread at a time.
std::unique_ptr<pipeline::Cursors> make_cursors(Database& database);

}  // namespace trellis::store
