#pragma once

#include <memory>

#include "hub/queue/outbox.hpp"

namespace trellis::store {

class Database;

// Shares the database's session: one thread at a time.
std::unique_ptr<queue::Outbox> make_outbox(Database& database,
                                           const queue::OutboxSettings& settings = {});

}  // namespace trellis::store
