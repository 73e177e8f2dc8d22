#pragma once

#include <span>
#include <string_view>

#include "hub/base/result.hpp"

namespace trellis::store {

class Database;

// One step of the schema: a file of hub/store/migrations, built into the program. Once released it
// never changes.
struct Migration {
  int number = 0;
  std::string_view name;
  std::string_view sql;
};

std::span<const Migration> migrations();  // by number

// Runs what is missing, all or nothing. Fails where the database is newer than `known`, or was made
// by migrations that have changed since.
Status migrate(Database& database, std::span<const Migration> known);

}  // namespace trellis::store
