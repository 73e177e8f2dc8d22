#include "hub/store/connection_names.hpp"

#include <string>

#include "hub/store/database.hpp"

namespace trellis::store {
namespace {

Status change_organisation(Database& database, ConnectionId connection, std::string_view name,
                           const std::string& from, std::string_view to) {
  TRELLIS_LET(const auto has_subjects,
              database.row("SELECT EXISTS (SELECT 1 FROM subject WHERE connection_id = $1)",
                           {connection.number()}));
  if (has_subjects->whole(0) == 0) {
    TRELLIS_TRY(database.run("UPDATE connection SET organisation = $1 WHERE id = $2",
                             {to, connection.number()}));
    return done();
  }
  return Error{Fault::conflict,
               "the records of connection " + std::string(name) + " are those of " + from +
                   ", and its file now says " + std::string(to) + ". Put " + from +
                   " back, or make a connection of another name for " + std::string(to)};
}

}  // namespace

Result<ConnectionId> connection_named(Database& database, std::string_view name,
                                      std::string_view organisation) {
  constexpr const char* find = "SELECT id, organisation FROM connection WHERE name = $1";
  TRELLIS_LET(auto row, database.row(find, {name}));
  if (!row) {
    // Another program may add it at this moment.
    TRELLIS_TRY(database.run(
        "INSERT INTO connection (name, organisation) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        {name, organisation}));
    TRELLIS_LET(row, database.row(find, {name}));
  }
  const ConnectionId connection(row->whole(0));
  if (const std::string known(row->text(1)); known != organisation)
    TRELLIS_TRY(change_organisation(database, connection, name, known, organisation));
  return connection;
}

Result<std::map<std::string, std::string>> organisations_of_connections(Database& database) {
  TRELLIS_LET(const auto rows,
              database.rows("SELECT name, organisation FROM connection c WHERE EXISTS"
                            " (SELECT 1 FROM subject s WHERE s.connection_id = c.id)"));
  std::map<std::string, std::string> organisations;
  for (const Row& row : rows) organisations.emplace(row.text(0), row.text(1));
  return organisations;
}

}  // namespace trellis::store
