#pragma once

#include <memory>

#include "hub/alerts/ports.hpp"

namespace trellis::store {

class Database;

// Alerts in the hub's database, which must outlive it. Not shared: it uses the database's thread.
std::unique_ptr<alerts::AlertStore> make_alert_store(Database& database);

}  // namespace trellis::store
