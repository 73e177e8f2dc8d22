#pragma once

#include <string>

#include "hub/base/time.hpp"
#include "hub/queue/quarantine.hpp"
#include "hub/queue/rests.hpp"

namespace trellis::desk {

struct Closing {
  std::string who;
  std::string reason;
  Instant now{};
};

// An input was read to its end: rests of the same bytes, which earlier imports of the connection
// left, are done.
Status close_rests_of(queue::Rests& rests, queue::Quarantine& quarantine, ConnectionId connection,
                      queue::InputBytes& whole, const Closing& closing);

}  // namespace trellis::desk
