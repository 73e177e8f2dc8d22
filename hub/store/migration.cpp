#include "hub/store/migration.hpp"

#include <string>
#include <vector>

#include "hub/base/digest.hpp"
#include "hub/store/database.hpp"

namespace trellis::store {

namespace {

std::string title(std::int64_t number, std::string_view name) {
  return std::to_string(number) + " (" + std::string(name) + ")";
}

Error differs(const std::string& title) {
  return {Fault::invalid, "the database was made with another text of migration " + title +
                              ": use the program that made it, or restore a backup"};
}

// How many of `known` the database has, which must be the first ones, unchanged.
Result<std::size_t> count_done(Database& database, std::span<const Migration> known) {
  // What another program has made since may not be seen outside a transaction.
  if (!database.has_table("schema_migration")) {
    if (!database.in_transaction()) return std::size_t{0};
    TRELLIS_TRY(
        database.run("CREATE TABLE IF NOT EXISTS schema_migration ("
                     "number BIGINT PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL)"));
  }
  auto rows = database.rows("SELECT number, name, digest FROM schema_migration ORDER BY number");
  if (!rows) return std::move(rows).error();
  std::size_t place = 0;
  for (const Row& row : *rows) {
    const std::int64_t number = row.whole(0);
    if (known.empty() || number > known.back().number)
      return Error{Fault::invalid, "the database is newer than this program: it has migration " +
                                       title(number, row.text(1)) + "; install the newer program"};
    const Migration& migration = known[place++];
    if (migration.number != number) return differs(title(number, row.text(1)));
    if (hex(sha256(migration.sql)) != row.text(2)) return differs(title(number, row.text(1)));
  }
  return place;
}

Status apply(Database& database, const Migration& migration) {
  if (auto status = database.script(std::string(migration.sql)); !status)
    return Error{status.error().fault, "migration " + title(migration.number, migration.name) +
                                           " failed: " + status.error().message};
  TRELLIS_TRY(
      database.run("INSERT INTO schema_migration (number, name, digest) VALUES ($1, $2, $3)",
                   {std::int64_t{migration.number}, migration.name,
                    std::string_view(hex(sha256(migration.sql)))}));
  return done();
}

}  // namespace

Status migrate(Database& database, std::span<const Migration> known) {
  auto count = count_done(database, known);
  if (!count) return std::move(count).error();
  if (*count == known.size()) return done();

  auto transaction = Transaction::begin(database);
  if (!transaction) return std::move(transaction).error();
  count = count_done(database, known);  // another program may have been faster
  if (!count) return std::move(count).error();
  for (const Migration& migration : known.subspan(*count)) TRELLIS_TRY(apply(database, migration));
  return transaction->commit();
}

}  // namespace trellis::store
