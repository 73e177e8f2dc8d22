#include "hub/store/recorded_clock.hpp"

#include <algorithm>

#include "hub/store/columns.hpp"
#include "hub/store/database.hpp"

namespace trellis::store {

Status RecordedClock::load() {
  TRELLIS_TRY(catch_up());
  database_.watch(*this);
  return done();
}

Status RecordedClock::catch_up() {
  TRELLIS_LET(auto row, database_.row("SELECT at FROM recorded_until WHERE only = 1"));
  if (!row)
    return Error{Fault::invalid, "the database has lost how far its times go: restore a backup"};
  recorded_ = row->whole(0);
  behind_ = std::max(behind_, recorded_ - microseconds(wall_.now()));
  std::int64_t last = given_;
  while (last < recorded_ && !given_.compare_exchange_weak(last, recorded_)) continue;
  return done();
}

Instant RecordedClock::now() const {
  const std::int64_t wall = microseconds(wall_.now());
  std::int64_t last = given_;
  std::int64_t next = 0;
  do {
    next = std::max(wall, last + 1);
  } while (!given_.compare_exchange_weak(last, next));
  return instant(next);
}

std::chrono::microseconds RecordedClock::behind() const {
  return std::chrono::microseconds(behind_);
}

Status RecordedClock::begun() { return catch_up(); }

Status RecordedClock::committing() {
  const std::int64_t given = given_;
  if (given == recorded_) return done();
  TRELLIS_TRY(database_.run("UPDATE recorded_until SET at = $1 WHERE only = 1", {given}));
  recorded_ = given;
  return done();
}

}  // namespace trellis::store
