#pragma once

#include <chrono>
#include <string>
#include <sys/types.h>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/connections/child_link.hpp"
#include "hub/transport/descriptor.hpp"

namespace trellis::connections {

// A running trellis-plugin-host with its socket. It never outlives the hub: the kernel kills it
// when the hub ends, and it ends by itself when the socket closes. Move-only.
class ChildProcess {
 public:
  // `program` is absolute. The child gets stdin, stdout, stderr and the socket, and no environment.
  static Result<ChildProcess> start(const std::string& program,
                                    const std::vector<std::string>& arguments);
  ChildProcess(ChildProcess&&) noexcept = default;
  ChildProcess& operator=(ChildProcess&&) = delete;
  ~ChildProcess();

  ChildLink& link() noexcept { return link_; }

  // Ends it (SIGTERM, then SIGKILL after `grace`) unless it has ended, and tells how it ended: "was
  // ended by signal 6 (Aborted)".
  std::string end(std::chrono::milliseconds grace);
  // Lets it end by itself after a close frame; kills it after `grace`.
  void leave(std::chrono::milliseconds grace);

 private:
  ChildProcess(pid_t process, transport::Descriptor watch, transport::Descriptor socket)
      : process_(process), watch_(std::move(watch)), link_(std::move(socket)) {}
  bool wait(std::chrono::milliseconds time) const;
  std::string reap();

  pid_t process_;
  transport::Descriptor watch_;  // a pidfd; closed once the process is reaped
  ChildLink link_;
};

}  // namespace trellis::connections
