#pragma once

#include <algorithm>
#include <vector>

#include "hub/alerts/ports.hpp"

namespace trellis::testing {

// Alerts in memory, by id from 1 on.
class AlertsFake final : public alerts::AlertStore {
 public:
  Result<std::optional<AlertId>> raise(const alerts::NewAlert& alert, Instant now) override {
    for (alerts::Alert& known : all_) {
      if (known.alert.raised.key != alert.raised.key) continue;
      known.alert.raised.child = alert.raised.child;
      return std::optional<AlertId>();
    }
    all_.push_back({AlertId(static_cast<std::int64_t>(all_.size()) + 1), alert, now, {}});
    return std::optional(all_.back().id);
  }
  Result<std::vector<alerts::Alert>> list(const alerts::AlertFilter& filter) override {
    std::vector<alerts::Alert> found;
    for (const alerts::Alert& alert : all_)
      if (filter.child.none() || alert.alert.raised.child == filter.child) found.push_back(alert);
    return found;
  }
  Result<alerts::Alert> show(AlertId id) override {
    for (const alerts::Alert& alert : all_)
      if (alert.id == id) return alert;
    return Error{Fault::not_found, "there is no alert " + to_string(id)};
  }
  Status acknowledge(AlertId id, std::string_view who, std::string_view note,
                     Instant now) override {
    for (alerts::Alert& alert : all_)
      if (alert.id == id) alert.acknowledged = {std::string(who), std::string(note), now};
    return done();
  }

 private:
  std::vector<alerts::Alert> all_;
};

}  // namespace trellis::testing
