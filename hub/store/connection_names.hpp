#pragma once

#include <map>
#include <string>
#include <string_view>

#include "hub/base/id.hpp"
#include "hub/base/result.hpp"

namespace trellis::store {

class Database;

// The connection of that name; made where there is none. Its organisation decides who may see its
// records: another one is refused (conflict) once there are any.
Result<ConnectionId> connection_named(Database& database, std::string_view name,
                                      std::string_view organisation);

// Of those that have records: name and organisation.
Result<std::map<std::string, std::string>> organisations_of_connections(Database& database);

}  // namespace trellis::store
