#pragma once

#include <algorithm>
#include <map>
#include <string>
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
    alerts::Alert added;
    added.id = AlertId(static_cast<std::int64_t>(all_.size()) + 1);
    added.alert = alert;
    added.raised_at = now;
    all_.push_back(added);
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
  Result<std::vector<alerts::Alert>> about(ChildId child,
                                           const std::vector<SubjectId>& subjects) override {
    std::vector<alerts::Alert> found;
    for (const alerts::Alert& alert : all_)
      if (alert.alert.raised.child == child ||
          std::find(subjects.begin(), subjects.end(), alert.alert.subject) != subjects.end())
        found.push_back(alert);
    return found;
  }
  Status keep(const alerts::Alert& alert, alerts::Key key) override {
    for (alerts::Alert& known : all_) {
      if (known.id != alert.id) continue;
      known = alert;
      if (key == alerts::Key::freed) known.alert.raised.key += "/was";
    }
    return done();
  }
  Status owe_review(ChildId child, bool is_owed) override {
    owed_.erase(child);
    if (is_owed) owed_[child] = "";
    return done();
  }
  Result<bool> owes_review(ChildId child) override { return owed_.contains(child); }
  Result<std::vector<ChildId>> owed_reviews(std::string_view state) override {
    std::vector<ChildId> all;
    for (const auto& [child, reviewed_in] : owed_)
      if (reviewed_in != state) all.push_back(child);
    return all;
  }
  Status note_review(ChildId child, std::string_view state) override {
    if (const auto known = owed_.find(child); known != owed_.end()) known->second = state;
    return done();
  }
  Status acknowledge(AlertId id, std::string_view who, std::string_view note,
                     Instant now) override {
    for (alerts::Alert& alert : all_)
      if (alert.id == id) alert.acknowledged = {std::string(who), std::string(note), now};
    return done();
  }

 private:
  std::vector<alerts::Alert> all_;
  std::map<ChildId, std::string> owed_;
};

}  // namespace trellis::testing
