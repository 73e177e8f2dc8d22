#pragma once

#include <memory>

#include "hub/queue/rests.hpp"

namespace trellis::store {

class Database;

// Shares the database's session: one thread at a time.
std::unique_ptr<queue::Rests> make_rests(Database& database);

}  // namespace trellis::store
