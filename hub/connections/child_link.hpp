#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/connections/error_stream.hpp"
#include "hub/connections/frames.hpp"
#include "hub/transport/descriptor.hpp"

namespace trellis::connections {

using Moment = std::chrono::steady_clock::time_point;

// What came of waiting for a frame.
struct Arrival {
  enum class Kind { frame, stopped, late, gone, broken };
  Kind kind;
  Frame frame{};      // until the next wait
  std::string why{};  // of broken
};

// The hub's end of the socket to a child. Bounded in memory and in time, whatever the child sends.
class ChildLink {
 public:
  explicit ChildLink(transport::Descriptor socket) : socket_(std::move(socket)) {}

  // False: the child is gone, or took nothing until the deadline.
  bool send(std::string_view bytes, Moment deadline, int file = -1);
  // `stop_event` becomes readable when waiting should end; -1: never. `errors` is no sign of life.
  Arrival next(Moment deadline, int stop_event, ErrorStream& errors);

 private:
  transport::Descriptor socket_;
  FrameSplitter splitter_;
};

// As recv, with the file descriptors that came along. [child's side]
ssize_t receive_with_files(int socket, char* to, std::size_t size,
                           std::vector<transport::Descriptor>& files);

}  // namespace trellis::connections
