#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>

#include "hub/base/result.hpp"
#include "hub/connections/frames.hpp"

namespace trellis::connections {

// The child's way to the hub: frames are gathered and written in large pieces. May be shared.
class Outgoing {
 public:
  explicit Outgoing(int socket);

  // `append` writes one frame into the string it is given.
  template <typename Append>
  Status send(Append append) {
    const std::lock_guard lock(mutex_);
    scratch_.clear();
    append(scratch_);
    return push(scratch_);
  }
  Status flush();
  void alive();  // at most one small frame a second

  // Safe in a signal handler: writes what was gathered whole.
  void flush_in_handler() noexcept;

 private:
  static constexpr std::size_t capacity = 256u << 10;

  Status push(std::string_view frame);
  Status write_gathered();
  Status write(std::string_view bytes);

  int socket_;
  std::mutex mutex_;  // guards everything below
  std::string scratch_;
  std::unique_ptr<char[]> gathered_;
  std::atomic<std::size_t> whole_{0};    // bytes of whole frames gathered
  std::atomic<std::size_t> written_{0};  // of them, bytes that the hub has
  std::atomic<std::chrono::steady_clock::rep> last_sent_{0};
};

}  // namespace trellis::connections
