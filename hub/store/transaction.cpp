#include <cassert>
#include <utility>

#include "hub/store/database.hpp"

namespace trellis::store {

Result<Transaction> Transaction::begin(Database& database) {
  const bool owns = !database.in_transaction();
  if (owns) {
    TRELLIS_TRY(database.begin());
  } else {
    TRELLIS_TRY(database.run("SAVEPOINT joined"));
  }
  return Transaction(database, owns);
}

Transaction::Transaction(Transaction&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)), owns_(other.owns_) {}

Transaction::~Transaction() {
  if (database_ == nullptr) return;
  if (owns_) {
    database_->roll_back();
    return;
  }
  // Where these fail, the whole transaction was lost, and its owner is told so.
  const auto undone = database_->run("ROLLBACK TO SAVEPOINT joined");
  const auto released = database_->run("RELEASE SAVEPOINT joined");
  static_cast<void>(undone);
  static_cast<void>(released);
}

Status Transaction::commit() {
  assert(database_ != nullptr && "committed once");
  Database& database = *std::exchange(database_, nullptr);
  if (owns_) return database.commit();
  TRELLIS_TRY(database.run("RELEASE SAVEPOINT joined"));
  return done();
}

}  // namespace trellis::store
