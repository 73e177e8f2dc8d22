#include "hub/queue/outbox.hpp"

#include <algorithm>

namespace trellis::queue {

std::string_view to_string(DeliveryState state) {
  switch (state) {
    case DeliveryState::waiting:
      return "waiting";
    case DeliveryState::delivered:
      return "delivered";
    case DeliveryState::held:
      return "held";
    case DeliveryState::withdrawn:
      return "withdrawn";
  }
  return {};
}

Result<DeliveryState> parse_delivery_state(std::string_view text) {
  for (const DeliveryState state : {DeliveryState::waiting, DeliveryState::delivered,
                                    DeliveryState::held, DeliveryState::withdrawn})
    if (to_string(state) == text) return state;
  return Error{Fault::invalid, "a delivery is one of waiting, delivered, held and withdrawn"};
}

std::chrono::seconds wait_after(std::int64_t attempts, const OutboxSettings& settings) {
  std::chrono::seconds wait = settings.first_wait;
  for (std::int64_t attempt = 1; attempt < attempts && wait < settings.longest_wait; ++attempt)
    wait *= 2;
  return std::min(wait, settings.longest_wait);
}

}  // namespace trellis::queue
