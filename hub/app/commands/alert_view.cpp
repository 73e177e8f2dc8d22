#include "hub/app/commands/alert_view.hpp"

namespace trellis::app {

namespace {

// The child that it was told of leads to the one that its record belongs to.
void name_nobody(alerts::Alert& alert) {
  alerts::Raised& raised = alert.alert.raised;
  raised.child = {};
  raised.rule.clear();
  raised.due = {};
  raised.ages_out = {};
  alert.because.clear();
}

}  // namespace

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
  TRELLIS_LET(const auto is_parted, alert_sight(hub).is_parted(alert));
  const std::string agreement = alert.alert.content.agreement;
  alert.alert.content = desk::withheld(content.error());
  alert.alert.provider.clear();
  alert.alert.raised.happened = {};
  if (is_parted) {
    name_nobody(alert);
  } else {
    alert.alert.content.agreement = agreement;
  }
  return AlertAsToday{std::move(alert), true};
}

}  // namespace trellis::app
