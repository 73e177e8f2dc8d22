#pragma once

#include <memory>

#include "hub/matching/identity/ports.hpp"

namespace trellis::store {

class Database;

// Links, events, locks and proposals in the hub's database, which must outlive it. Not shared: it
// uses the database's thread.
std::unique_ptr<matching::Links> make_links(Database& database);

}  // namespace trellis::store
