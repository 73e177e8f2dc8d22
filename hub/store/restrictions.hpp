#pragma once

#include <memory>

#include "hub/pipeline/restrictions.hpp"

namespace trellis::store {

class Database;

// The database must outlive it.
std::unique_ptr<pipeline::Restrictions> make_restrictions(Database& database);

}  // namespace trellis::store
