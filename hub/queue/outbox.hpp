#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/id.hpp"
#include "hub/base/result.hpp"
#include "hub/base/time.hpp"

namespace trellis::queue {

using DeliveryId = Id<struct DeliveryTag>;

enum class DeliveryState { waiting, delivered, held, withdrawn };

std::string_view to_string(DeliveryState state);
Result<DeliveryState> parse_delivery_state(std::string_view text);

// Something that must reach a connection. It arrives at least once: the receiver knows a second
// time by `key`.
struct Delivery {
  DeliveryId id;
  ConnectionId connection;
  std::string key;  // unique within the connection, for ever
  std::string media_type;
  std::string bytes;  // empty in lists
  DeliveryState state = DeliveryState::waiting;
  std::int64_t attempts = 0;
  std::int64_t handed = 0;  // of all attempts, those that may have reached the receiver
  Instant created_at{};
  Instant due_at{};    // not before
  std::string reason;  // of the last failure
  AlertId alert;       // that it tells of; none: something else
};

// Whether an attempt that failed may have reached the receiver all the same.
enum class Reached { perhaps, surely_not };

struct NewDelivery {
  ConnectionId connection;
  AlertId alert;
  std::string_view key, media_type, bytes;
};

struct OutboxSettings {
  std::int64_t most_attempts = 8;
  std::chrono::seconds first_wait{30};
  std::chrono::seconds longest_wait{3600};
  std::chrono::seconds lease{300};  // a claim that neither is done nor failed by then is open again
};

// How long to wait after the given number of failed attempts: doubling up to the longest wait.
std::chrono::seconds wait_after(std::int64_t attempts, const OutboxSettings& settings);

class Outbox {
 public:
  virtual ~Outbox() = default;

  // False where the connection had this key already: nothing is added.
  virtual Result<bool> put(const NewDelivery& delivery, Instant created) = 0;

  // The oldest one that is due, if any. The attempt is counted, durably, before it is handed out.
  // One that has used up its attempts without an answer is held instead: it may be what ends the
  // process.
  virtual Result<std::optional<Delivery>> claim(Instant now) = 0;
  virtual Status delivered(DeliveryId id, Instant now) = 0;
  // Waits and is tried again, or is held after the last attempt; one that was withdrawn meanwhile
  // stays so.
  virtual Status failed(DeliveryId id, std::string_view reason, Instant now,
                        Reached reached = Reached::perhaps) = 0;
  // It may not go out as things stand, and was not handed out: only a person lets it try again.
  virtual Status hold(DeliveryId id, std::string_view reason) = 0;

  // It is not to go out any more, for good. A conflict where it was delivered, or withdrawn before.
  virtual Status withdraw(DeliveryId id, std::string_view reason) = 0;

  // Gives one that is held, or waits for its next try, all its attempts again, at once.
  virtual Status release(DeliveryId id, Instant now) = 0;
  virtual Result<std::vector<Delivery>> list(DeliveryState state, DeliveryId after,
                                             std::int64_t size) = 0;
  virtual Result<std::vector<Delivery>> of(AlertId alert) = 0;  // by id, without their bytes
  virtual Result<std::int64_t> count(DeliveryState state) = 0;
};

}  // namespace trellis::queue
