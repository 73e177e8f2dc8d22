#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "hub/base/result.hpp"

namespace trellis {

// How long somebody waits for others to be done, and who is told that it takes a while.
struct Patience {
  std::chrono::milliseconds longest = std::chrono::seconds(60);
  std::chrono::milliseconds before_told = std::chrono::seconds(1);
  std::function<void()> tell = nullptr;  // called once per wait, if at all
};

// A file whose bytes are locked, each by one opener at a time, whatever program; the kernel takes
// a lock back when its holder ends. Made at the first lock. Not shared between threads.
class LockFile {
 public:
  // Bytes of the file; they need not be there.
  struct Range {
    std::int64_t first = 0, count = 1;
  };

  explicit LockFile(std::string file) : file_(std::move(file)) {}
  LockFile(LockFile&& other) noexcept;
  LockFile& operator=(LockFile&& other) noexcept;
  ~LockFile();

  Result<bool> try_take(Range range);  // false: another opener has part of it
  // Fails with `busy` where it takes too long.
  Status take(Range range, const Patience& patience, const Error& busy);
  // The same, and only while no other opener has anything of `before`.
  Status take_after(Range range, Range before, const Patience& patience, const Error& busy);
  void give_back(Range range) noexcept;
  // The first byte of some lock that another opener has in the range; -1: there is none, or no
  // file.
  Result<std::int64_t> first_taken(Range range);
  // Another file stands under the name by now, or none: what is locked here is not what others see.
  bool is_replaced() const;
  void close() noexcept;

 private:
  Status open(int flags);
  template <typename Try>
  Status keep_trying(const Patience& patience, const Error& busy, Try&& attempt);

  std::string file_;
  int descriptor_ = -1;
};

}  // namespace trellis
