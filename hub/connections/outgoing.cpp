#include "hub/connections/outgoing.hpp"

#include <cerrno>
#include <cstring>
#include <sys/socket.h>

namespace trellis::connections {
namespace {

auto now() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

// Between two signs of life of an adapter that is at work.
constexpr auto longest_pause = std::chrono::steady_clock::duration(std::chrono::seconds(1)).count();

}  // namespace

Outgoing::Outgoing(int socket) : socket_(socket), gathered_(std::make_unique<char[]>(capacity)) {}

Status Outgoing::flush() {
  const std::lock_guard lock(mutex_);
  return write_gathered();
}

void Outgoing::alive() {
  if (now() - last_sent_ < longest_pause) return;
  (void)send([](std::string& to) { append_frame(to, FrameKind::alive); });
  (void)flush();
}

Status Outgoing::push(std::string_view frame) {
  if (frame.size() > capacity - whole_) TRELLIS_TRY(write_gathered());
  if (frame.size() > capacity) return write(frame);
  std::memcpy(gathered_.get() + whole_, frame.data(), frame.size());
  whole_ += frame.size();
  return now() - last_sent_ < longest_pause ? done() : write_gathered();
}

Status Outgoing::write_gathered() {
  while (written_ < whole_) {
    const ssize_t n = ::send(socket_, gathered_.get() + written_, whole_ - written_, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return Error{Fault::cancelled, "the hub is gone"};
    written_ += static_cast<std::size_t>(n);
  }
  whole_ = 0;  // first: a handler between the two sends nothing twice
  written_ = 0;
  last_sent_ = now();
  return done();
}

Status Outgoing::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return Error{Fault::cancelled, "the hub is gone"};
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  last_sent_ = now();
  return done();
}

void Outgoing::flush_in_handler() noexcept {
  while (written_ < whole_) {
    const ssize_t n = ::send(socket_, gathered_.get() + written_, whole_ - written_, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return;
    written_ += static_cast<std::size_t>(n);
  }
}

}  // namespace trellis::connections
