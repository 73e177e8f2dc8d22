#pragma once

#include <algorithm>
#include <vector>

#include "hub/queue/outbox.hpp"

namespace trellis::testing {

// An outbox in memory. It keeps the same promises as the store's: both run outbox_contract.hpp.
class OutboxFake final : public queue::Outbox {
 public:
  explicit OutboxFake(queue::OutboxSettings settings = {}) : settings_(settings) {}

  Result<bool> put(const queue::NewDelivery& delivery, Instant created) override {
    for (const auto& known : all_)
      if (known.connection == delivery.connection && known.key == delivery.key) return false;
    queue::Delivery added;
    added.id = queue::DeliveryId(static_cast<std::int64_t>(all_.size()) + 1);
    added.connection = delivery.connection;
    added.key = delivery.key;
    added.media_type = delivery.media_type;
    added.bytes = delivery.bytes;
    added.created_at = created;
    added.due_at = created;
    added.alert = delivery.alert;
    all_.push_back(added);
    return true;
  }

  Result<std::optional<queue::Delivery>> claim(Instant now) override {
    queue::Delivery* next = nullptr;
    for (auto& delivery : all_) {
      if (delivery.state != queue::DeliveryState::waiting || delivery.due_at > now) continue;
      if (delivery.attempts >= settings_.most_attempts) {
        delivery.state = queue::DeliveryState::held;
      } else if (next == nullptr || delivery.due_at < next->due_at) {
        next = &delivery;
      }
    }
    if (next == nullptr) return std::optional<queue::Delivery>();
    next->attempts += 1;
    next->handed += 1;
    next->due_at = now + settings_.lease;
    return std::optional(*next);
  }

  Status delivered(queue::DeliveryId id, Instant) override {
    queue::Delivery* found = find(id);
    if (found == nullptr || found->attempts == 0 || found->state == queue::DeliveryState::delivered)
      return conflict();
    found->state = queue::DeliveryState::delivered;
    return done();
  }

  Status failed(queue::DeliveryId id, std::string_view reason, Instant now,
                queue::Reached reached) override {
    queue::Delivery* found = find(id);
    if (found != nullptr && found->state == queue::DeliveryState::withdrawn) return done();
    if (found == nullptr || found->attempts == 0 || found->state != queue::DeliveryState::waiting)
      return conflict();
    found->reason = reason;
    found->due_at = now + queue::wait_after(found->attempts, settings_);
    if (reached == queue::Reached::surely_not) found->handed -= 1;
    if (found->attempts >= settings_.most_attempts) found->state = queue::DeliveryState::held;
    return done();
  }

  Status hold(queue::DeliveryId id, std::string_view reason) override {
    queue::Delivery* found = find(id);
    if (found == nullptr || found->attempts == 0 || found->state != queue::DeliveryState::waiting)
      return conflict();
    found->reason = reason;
    found->handed -= 1;
    found->state = queue::DeliveryState::held;
    return done();
  }

  Status withdraw(queue::DeliveryId id, std::string_view reason) override {
    queue::Delivery* found = find(id);
    if (!is_open(found)) return conflict();
    found->reason = reason;
    found->state = queue::DeliveryState::withdrawn;
    return done();
  }

  Status release(queue::DeliveryId id, Instant now) override {
    queue::Delivery* found = find(id);
    if (!is_open(found)) return conflict();
    found->state = queue::DeliveryState::waiting;
    found->attempts = 0;
    found->due_at = now;
    return done();
  }

  Result<std::vector<queue::Delivery>> list(queue::DeliveryState state, queue::DeliveryId after,
                                            std::int64_t size) override {
    std::vector<queue::Delivery> list;
    for (const auto& delivery : all_) {
      if (delivery.state != state || delivery.id <= after) continue;
      if (static_cast<std::int64_t>(list.size()) == size) break;
      list.push_back(delivery);
      list.back().bytes.clear();
    }
    return list;
  }

  Result<std::vector<queue::Delivery>> of(AlertId alert) override {
    std::vector<queue::Delivery> list;
    for (const auto& delivery : all_)
      if (delivery.alert == alert) list.push_back(delivery);
    return list;
  }

  Result<std::int64_t> count(queue::DeliveryState state) override {
    return static_cast<std::int64_t>(std::count_if(
        all_.begin(), all_.end(), [&](const auto& one) { return one.state == state; }));
  }

 private:
  static bool is_open(const queue::Delivery* one) {
    return one != nullptr && (one->state == queue::DeliveryState::waiting ||
                              one->state == queue::DeliveryState::held);
  }
  static Error conflict() { return {Fault::conflict, "the delivery is not in that state"}; }

  queue::Delivery* find(queue::DeliveryId id) {
    for (auto& delivery : all_)
      if (delivery.id == id) return &delivery;
    return nullptr;
  }

  queue::OutboxSettings settings_;
  std::vector<queue::Delivery> all_;
};

}  // namespace trellis::testing
