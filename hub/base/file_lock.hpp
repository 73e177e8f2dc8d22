#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include "hub/base/result.hpp"

namespace trellis {

// One byte of a file that this process holds for itself; it ends with the object, and with the
// process however that ends. Move-only.
class FileLock {
 public:
  // Makes the file where it is missing. Waits for another holder at most so long;
  // Fault::unavailable after that.
  static Result<FileLock> take(const std::string& file, std::int64_t byte,
                               std::chrono::milliseconds longest);
  // Does another open file hold the byte? No file: nobody does.
  static Result<bool> is_taken(const std::string& file, std::int64_t byte);

  FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileLock& operator=(FileLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~FileLock();

 private:
  explicit FileLock(int descriptor) noexcept : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace trellis
