#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/connections/child_link.hpp"
#include "hub/connections/error_stream.hpp"
#include "hub/transport/descriptor.hpp"

namespace trellis::connections {

// A running trellis-plugin-host with its socket. It never outlives the hub: the kernel kills it
// when the hub ends, and it ends by itself when the socket closes. Move-only.
class ChildProcess {
 public:
  // `program` is absolute. The child gets stdin, stdout, stderr and the socket, and no environment.
  // What it prints to stderr goes to `log`, which outlives this.
  static Result<ChildProcess> start(const std::string& program,
                                    const std::vector<std::string>& arguments,
                                    const PluginLog& log);
  ChildProcess(ChildProcess&&) noexcept = default;
  ChildProcess& operator=(ChildProcess&&) = delete;
  ~ChildProcess();

  bool send(std::string_view bytes, Moment deadline, int file = -1) {
    return link_.send(bytes, deadline, file);
  }
  // Waits for a frame, and takes what the child prints meanwhile.
  Arrival next(Moment deadline, int stop_event) {
    return link_.next(deadline, stop_event, errors_);
  }

  // Ends it (SIGTERM, then without asking after `grace`) unless it has ended, and tells how it
  // ended: "was ended by signal 6 (Aborted)".
  std::string end(std::chrono::milliseconds grace);
  // Lets it end by itself after a close frame; kills it after `grace`.
  void leave(std::chrono::milliseconds grace);

 private:
  ChildProcess(transport::Descriptor watch, transport::Descriptor socket, ErrorStream errors)
      : watch_(std::move(watch)), link_(std::move(socket)), errors_(std::move(errors)) {}
  bool wait(std::chrono::milliseconds time) const;
  void stop();
  std::string reap();

  transport::Descriptor watch_;  // a pidfd; closed once the process is reaped
  ChildLink link_;
  ErrorStream errors_;
};

}  // namespace trellis::connections
