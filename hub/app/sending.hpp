#pragma once

#include "hub/app/hub.hpp"
#include "hub/desk/deliveries.hpp"

namespace trellis::app {

// Sends everything that the outbox holds and that is due; what could not be sent waits, or is held.
Result<desk::Sent> deliver(Hub& hub);

}  // namespace trellis::app
