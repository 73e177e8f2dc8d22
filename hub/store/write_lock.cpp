#include "hub/store/write_lock.hpp"

#include <utility>

namespace trellis::store {
namespace {

// Who waits for the lock stands in the doorway: whoever comes next waits outside.
constexpr LockFile::Range the_lock{0, 1}, doorway{1, 1};

Error busy() {
  return {Fault::cancelled,
          "another program has been writing to the database all the time: wait until it is done, "
          "then do it again"};
}

}  // namespace

WriteLock::WriteLock(const std::string& file, Patience patience)
    : is_needed_(!file.empty()), file_(lock_file_of(file)), patience_(std::move(patience)) {}

Status WriteLock::take_once() {
  TRELLIS_TRY(file_.take(doorway, patience_, busy()));
  const Status taken = file_.take(the_lock, patience_, busy());
  file_.give_back(doorway);
  return taken;
}

Status WriteLock::take() {
  while (is_needed_ && !is_held_) {
    TRELLIS_TRY(take_once());
    is_held_ = !file_.is_replaced();
    if (!is_held_) file_.close();  // and with it the lock on what nobody else sees
  }
  return done();
}

Result<bool> WriteLock::try_take() {
  if (!is_needed_ || is_held_) return true;
  auto taken = file_.try_take(the_lock);
  if (!taken.ok() || !*taken) return taken;
  is_held_ = !file_.is_replaced();
  if (!is_held_) file_.close();
  return is_held_;
}

void WriteLock::give_back() noexcept {
  if (std::exchange(is_held_, false)) file_.give_back(the_lock);
}

}  // namespace trellis::store
