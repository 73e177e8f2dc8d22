#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "hub/alerts/ports.hpp"
#include "hub/audit/journal.hpp"
#include "hub/base/result.hpp"
#include "hub/base/time.hpp"
#include "hub/desk/clearance.hpp"
#include "hub/pipeline/ports.hpp"
#include "hub/queue/outbox.hpp"

// Desk: what people do with the hub: send, release, replay, decide, protect. Small classes over
// ports; the commands only parse, call and print.
namespace trellis::desk {

// Carries a delivery to the system behind its connection.
class Sender {
 public:
  virtual ~Sender() = default;
  virtual Status send(const queue::Delivery& delivery) = 0;
  // After one that failed: may it have reached its receiver all the same?
  virtual queue::Reached reached() const { return queue::Reached::perhaps; }
};

struct Sent {
  std::size_t delivered = 0;
  std::size_t failed = 0;   // wait for another try, or are held after the last
  std::size_t refused = 0;  // held: they may not be sent as things stand
};

// What waits to leave the hub. Each one is checked at the moment of sending, and stands in the
// journal as a disclosure in one unit of work with being delivered. Not shared.
class Deliveries {
 public:
  struct Ports {
    queue::Outbox& outbox;
    alerts::AlertStore& alerts;
    audit::Journal& journal;
    pipeline::Records& records;  // the unit of work
    Sender& sender;
    Clearance& clearance;
    const Clock& clock;
  };
  explicit Deliveries(const Ports& ports) : ports_(ports) {}

  // Sends all that is due. An error: the store failed.
  Result<Sent> send_due();

  // Lets one that is held, or waits for its next try, be due now, with all its attempts.
  Status release(queue::DeliveryId id, const std::string& who);
  // It is never to be sent.
  Status withdraw(queue::DeliveryId id, const std::string& who, const std::string& reason);

 private:
  Status send(const queue::Delivery& delivery, Sent& sent);
  Status note_delivered(const queue::Delivery& delivery, const alerts::Alert& alert);
  // Both last, or neither.
  Status together(const Status& change, const audit::Entry& entry);
  audit::Entry decision(queue::DeliveryId id, const std::string& who, std::string_view what) const;

  Ports ports_;
};

}  // namespace trellis::desk
