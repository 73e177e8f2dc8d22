#include "hub/app/sending.hpp"

#include <filesystem>

#include "hub/app/alert_view.hpp"
#include "hub/app/importing.hpp"
#include "hub/transport/payload.hpp"

namespace trellis::app {
namespace {

namespace fs = std::filesystem;

// Puts what an adapter writes into the connection's folder.
class FolderOutput final : public connections::Output {
 public:
  explicit FolderOutput(std::string folder) : folder_(std::move(folder)) {}
  Status put(std::string_view name, std::string_view bytes) override {
    std::error_code failed;
    fs::create_directories(folder_, failed);
    return transport::write_file(folder_, name, bytes);
  }

 private:
  std::string folder_;
};

class AdapterSender final : public desk::Sender {
 public:
  explicit AdapterSender(Hub& hub) : hub_(hub) {}

  Status send(const queue::Delivery& delivery) override {
    for (const Connection& connection : hub_.configuration().connections) {
      auto id = hub_.records().connection(connection.name, connection.organisation);
      if (!id.ok()) return id.error();
      if (*id == delivery.connection) return send(connection, delivery);
    }
    return Error{Fault::not_found, "the connection is not configured any more"};
  }

 private:
  Status send(const Connection& connection, const queue::Delivery& delivery) {
    if (!connection.output)
      return Error{Fault::invalid, "connection " + connection.name + " has no output any more"};
    auto writer = writer_for(hub_, connection);
    if (!writer.ok()) return writer.error();
    FolderOutput output(connection.output->folder);
    return (*writer)->write({delivery.key, delivery.media_type, delivery.bytes}, output, {});
  }

  Hub& hub_;
};

}  // namespace

Result<desk::Sent> deliver(Hub& hub) {
  AdapterSender sender(hub);
  desk::AlertSight clearance = alert_sight(hub);
  desk::Deliveries deliveries(
      {hub.outbox(), hub.alerts(), hub.journal(), hub.records(), sender, clearance, hub.clock()});
  return deliveries.send_due();
}

}  // namespace trellis::app
