#include "hub/app/alert_view.hpp"

namespace trellis::app {

desk::AlertSight alert_sight(Hub& hub) {
  return desk::AlertSight(
      {hub.records(), hub.protections(), hub.links(), hub.policy(), hub.rules(), hub.clock()});
}

Result<AlertAsToday> as_today(Hub& hub, alerts::Alert alert) {
  auto content = alert_sight(hub).content(alert);
  if (!content.ok() && content.error().fault != Fault::forbidden) return content.error();
  if (content.ok()) {
    alert.alert.content = *std::move(content);
    return AlertAsToday{std::move(alert), false};
  }
  const std::string agreement = alert.alert.content.agreement;
  alert.alert.content = desk::withheld(content.error());
  alert.alert.content.agreement = agreement;
  alert.alert.provider.clear();
  alert.alert.raised.happened = {};
  return AlertAsToday{std::move(alert), true};
}

}  // namespace trellis::app
