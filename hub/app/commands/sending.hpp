#pragma once

#include <memory>

#include "hub/app/frame/hub.hpp"
#include "hub/desk/deliveries.hpp"

namespace trellis::app {

struct CommandContext;

// The deliveries of a hub, with the adapters of its connections to send them.
class Sending {
 public:
  explicit Sending(Hub& hub);
  ~Sending();
  desk::Deliveries& deliveries();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Sends all that is due, and says so. The command is partly done where something could not go out.
void deliver(CommandContext& context, Hub& hub);

// One line on what waits to be sent or is held, at the end of each command that leaves some.
void tell_what_waits(CommandContext& context);

}  // namespace trellis::app
