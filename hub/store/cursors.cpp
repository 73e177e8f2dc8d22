#include "hub/store/cursors.hpp"

#include "hub/store/columns.hpp"
#include "hub/store/database.hpp"

namespace trellis::store {
namespace {

class Cursors final : public pipeline::Cursors {
 public:
  explicit Cursors(Database& database) : database_(database) {}

  Result<std::string> find(ConnectionId connection, std::string_view adapter) override {
    auto row = database_.row(
        "SELECT cursor FROM connection_cursor WHERE connection_id = $1 AND adapter = $2",
        {connection.number(), adapter});
    if (!row) return std::move(row).error();
    return *row ? (*row)->text(0) : std::string();
  }

  Status keep(ConnectionId connection, std::string_view adapter, std::string_view cursor,
              Instant now) override {
    auto transaction = Transaction::begin(database_);
    if (!transaction) return std::move(transaction).error();
    auto kept = database_.run(
        "INSERT INTO connection_cursor (connection_id, adapter, cursor, kept_at) "
        "VALUES ($1, $2, $3, $4) ON CONFLICT (connection_id) DO UPDATE SET "
        "adapter = excluded.adapter, cursor = excluded.cursor, kept_at = excluded.kept_at",
        {connection.number(), adapter, Blob{cursor}, microseconds(now)});
    if (!kept) return std::move(kept).error();
    return transaction->commit();
  }

 private:
  Database& database_;
};

}  // namespace

std::unique_ptr<pipeline::Cursors> make_cursors(Database& database) {
  return std::make_unique<Cursors>(database);
}

}  // namespace trellis::store
