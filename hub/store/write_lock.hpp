#pragma once

#include <string>

#include "hub/base/lock_file.hpp"
#include "hub/base/result.hpp"

namespace trellis::store {

// The right to write or checkpoint a database, which one session has at a time, of whatever
// program. Who gave it back comes after those who wait. Not shared.
class WriteLock {
 public:
  // No name: a database in memory, which nobody else can write.
  WriteLock(const std::string& file, Patience patience);

  Status take();
  Result<bool> try_take();  // at once or not
  void give_back() noexcept;
  bool is_held() const { return is_held_; }

 private:
  Status take_once();

  bool is_needed_;
  LockFile file_;
  Patience patience_;
  bool is_held_ = false;
};

// The file that is locked for a database.
inline std::string lock_file_of(const std::string& database) { return database + ".lock"; }

}  // namespace trellis::store
