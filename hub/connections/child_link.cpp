#include "hub/connections/child_link.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <sys/socket.h>

namespace trellis::connections {
namespace {

constexpr std::size_t piece_bytes = 256u << 10;
constexpr std::size_t max_files_at_once = 8;

int milliseconds_until(Moment deadline) {
  using std::chrono::milliseconds;
  const auto left =
      std::chrono::ceil<milliseconds>(deadline - std::chrono::steady_clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 1'000'000));
}

ssize_t send_some(int socket, std::string_view bytes, int file) {
  iovec part{const_cast<char*>(bytes.data()), bytes.size()};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  if (file >= 0) {
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(header), &file, sizeof file);
  }
  return ::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

}  // namespace

bool ChildLink::send(std::string_view bytes, Moment deadline, int file) {
  while (!bytes.empty()) {
    const ssize_t n = send_some(socket_.number(), bytes, file);
    if (n >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(n));
      file = -1;
      continue;
    }
    if (errno == EINTR) continue;
    if (errno != EAGAIN && errno != EWOULDBLOCK) return false;
    pollfd wait{socket_.number(), POLLOUT, 0};
    if (::poll(&wait, 1, milliseconds_until(deadline)) == 0) return false;
  }
  return true;
}

Arrival ChildLink::next(Moment deadline, int stop_event, ErrorStream& errors) {
  while (true) {
    auto frame = splitter_.next();
    if (!frame.ok()) return {Arrival::Kind::broken, {}, frame.error().message};
    if (frame->has_value()) return {Arrival::Kind::frame, **frame};

    pollfd waits[] = {
        {socket_.number(), POLLIN, 0}, {stop_event, POLLIN, 0}, {errors.descriptor(), POLLIN, 0}};
    const int ready = ::poll(waits, 3, milliseconds_until(deadline));
    if (ready < 0 && errno == EINTR) continue;
    if (ready == 0) return {Arrival::Kind::late};
    if (waits[1].revents != 0) return {Arrival::Kind::stopped};
    if (waits[2].revents != 0) errors.take();
    if (waits[0].revents == 0) {
      // Nor does a plugin live for ever that only prints.
      if (std::chrono::steady_clock::now() > deadline) return {Arrival::Kind::late};
      continue;
    }
    char* space = splitter_.space(piece_bytes);
    // Without room for them, descriptors that a child sends are closed by the kernel.
    const ssize_t got = ::recv(socket_.number(), space, piece_bytes, MSG_DONTWAIT);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got <= 0) return {Arrival::Kind::gone};
    splitter_.filled(static_cast<std::size_t>(got));
  }
}

ssize_t receive_with_files(int socket, char* to, std::size_t size,
                           std::vector<transport::Descriptor>& files) {
  iovec part{to, size};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * max_files_at_once)] = {};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  ssize_t got = 0;
  do got = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  while (got < 0 && errno == EINTR);
  if (got <= 0) return got;
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr;
       header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int file = -1;
      std::memcpy(&file, CMSG_DATA(header) + i * sizeof(int), sizeof file);
      files.emplace_back(file);
    }
  }
  return got;
}

}  // namespace trellis::connections
