#include "hub/desk/deliveries.hpp"

#include "hub/formats/json.hpp"

namespace trellis::desk {

Result<Sent> Deliveries::send_due() {
  Sent sent;
  while (true) {
    TRELLIS_LET(auto claimed, ports_.outbox.claim(ports_.clock.now()));
    if (!claimed) return sent;
    TRELLIS_TRY(send(*claimed, sent));
  }
}

Status Deliveries::send(const queue::Delivery& delivery, Sent& sent) {
  alerts::Alert alert;
  Status may = done();
  if (!delivery.alert.none()) {
    TRELLIS_LET(auto found, ports_.alerts.show(delivery.alert));
    alert = std::move(found);
    may = ports_.clearance.check(alert);
  }
  if (!may.ok() && may.error().fault == Fault::forbidden) {
    ++sent.refused;
    return ports_.outbox.hold(delivery.id, to_string(may.error()));
  }
  const Status gone = may.ok() ? ports_.sender.send(delivery) : may;
  if (gone.ok()) {
    ++sent.delivered;
    return note_delivered(delivery, alert);
  }
  ++sent.failed;
  const queue::Reached reached = may.ok() ? ports_.sender.reached() : queue::Reached::surely_not;
  return ports_.outbox.failed(delivery.id, to_string(gone.error()), ports_.clock.now(), reached);
}

Status Deliveries::note_delivered(const queue::Delivery& delivery, const alerts::Alert& alert) {
  audit::Entry entry;
  entry.at = ports_.clock.now();
  entry.action = audit::Action::disclosure;
  entry.actor = "hub";
  entry.role = alert.alert.raised.role;
  entry.organisation = alert.alert.raised.organisation;
  entry.purpose = alert.id.none() ? "delivery " + delivery.key : "alert " + to_string(alert.id);
  entry.child = alert.alert.raised.child;
  entry.agreement = alert.alert.content.agreement;
  formats::Json details = formats::Json::object();
  details.set("delivery", delivery.id.number());
  details.set("connection", delivery.connection.number());
  details.set("key", delivery.key);
  entry.details = details.dump();

  TRELLIS_TRY(ports_.records.begin());
  return together(ports_.outbox.delivered(delivery.id, entry.at), entry);
}

Status Deliveries::release(queue::DeliveryId id, const std::string& who) {
  TRELLIS_TRY(ports_.records.begin());
  return together(ports_.outbox.release(id, ports_.clock.now()), decision(id, who, "released"));
}

Status Deliveries::withdraw(queue::DeliveryId id, const std::string& who,
                            const std::string& reason) {
  TRELLIS_TRY(ports_.records.begin());
  return together(ports_.outbox.withdraw(id, reason), decision(id, who, "withdrawn: " + reason));
}

Status Deliveries::together(const Status& change, const audit::Entry& entry) {
  Status status = change;
  if (status.ok()) status = ports_.journal.append(entry);
  if (status.ok()) return ports_.records.commit();
  ports_.records.roll_back();
  return status;
}

audit::Entry Deliveries::decision(queue::DeliveryId id, const std::string& who,
                                  std::string_view what) const {
  audit::Entry entry;
  entry.at = ports_.clock.now();
  entry.action = audit::Action::decision;
  entry.actor = who;
  entry.role = "operator";
  entry.purpose = what;
  entry.details = formats::Json::object({{"delivery", id.number()}}).dump();
  return entry;
}

}  // namespace trellis::desk
