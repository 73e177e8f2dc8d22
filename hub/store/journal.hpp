#pragma once

#include <memory>

#include "hub/audit/journal.hpp"

namespace trellis::store {

class Database;

// Shares the database's session: one thread at a time.
std::unique_ptr<audit::Journal> make_journal(Database& database);

}  // namespace trellis::store
