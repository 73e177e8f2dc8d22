#pragma once

#include "hub/app/frame/hub.hpp"
#include "hub/desk/alert_sight.hpp"

namespace trellis::app {

desk::AlertSight alert_sight(Hub& hub);

struct AlertAsToday {
  alerts::Alert alert;  // what may be read of it now; without its child where that tells too much
  bool is_withheld = false;
};
Result<AlertAsToday> as_today(Hub& hub, alerts::Alert alert);

}  // namespace trellis::app
