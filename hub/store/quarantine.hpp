#pragma once

#include <memory>

#include "hub/queue/quarantine.hpp"

namespace trellis::store {

class Database;

// Shares the database's session: one thread at a time.
std::unique_ptr<queue::Quarantine> make_quarantine(Database& database);

}  // namespace trellis::store
