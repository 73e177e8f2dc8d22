#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include "hub/base/time.hpp"
#include "hub/store/transaction_watch.hpp"

namespace trellis::store {

class Database;

// A clock that never gives less than the latest time recorded in the database, by whatever program:
// where the machine's clock was set back it goes on by a microsecond a time, and history keeps its
// order. May be asked by several threads; the database's thread loads it and runs transactions.
class RecordedClock final : public Clock, public TransactionWatch {
 public:
  RecordedClock(Database& database, const Clock& wall) : database_(database), wall_(wall) {}

  Status load();  // once, after which the database tells it of its transactions
  Instant now() const override;
  // How far the machine's clock was behind what is recorded, at the most; 0: it was not.
  std::chrono::microseconds behind() const;

  Status begun() override;
  Status committing() override;

 private:
  Status catch_up();

  Database& database_;
  const Clock& wall_;
  mutable std::atomic<std::int64_t> given_{0};  // last
  std::int64_t recorded_ = 0;                   // what the database says
  std::int64_t behind_ = 0;
};

}  // namespace trellis::store
