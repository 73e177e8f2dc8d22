#include "hub/app/sending.hpp"

#include <filesystem>

#include <fmt/core.h>

#include "hub/app/alert_view.hpp"
#include "hub/app/command.hpp"
#include "hub/app/importing.hpp"
#include "hub/base/file_lock.hpp"
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

// One program sends at a time: whatever a program that has ended left half done is taken up at
// once.
Result<FileLock> turn_to_send(const Hub& hub) {
  constexpr auto longest = std::chrono::seconds(120);
  auto lock = FileLock::take(hub.configuration().data_folder + "/deliveries.lock", 0, longest);
  if (lock.ok() || lock.error().fault != Fault::unavailable) return lock;
  return Error{Fault::unavailable,
               "another program has been sending for two minutes: nothing was sent now",
               lock.error().place};
}

std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

}  // namespace

struct Sending::State {
  explicit State(Hub& hub)
      : sender(hub),
        clearance(alert_sight(hub)),
        deliveries({hub.outbox(), hub.alerts(), hub.journal(), hub.records(), sender, clearance,
                    hub.clock()}) {}
  AdapterSender sender;
  desk::AlertSight clearance;
  desk::Deliveries deliveries;
};

Sending::Sending(Hub& hub) : state_(std::make_unique<State>(hub)) {}
Sending::~Sending() = default;
desk::Deliveries& Sending::deliveries() { return state_->deliveries; }

void deliver(CommandContext& context, Hub& hub) {
  const auto turn = turn_to_send(hub);
  if (!turn.ok()) return context.fail(turn.error());
  Sending sending(hub);
  const auto sent = sending.deliveries().send_due();
  if (!sent.ok()) return context.fail(sent.error());
  if (sent->delivered > 0)
    context.say(counted(static_cast<std::int64_t>(sent->delivered), "alert", "alerts") +
                " went out");
  if (sent->failed + sent->refused == 0) return;
  context.say(counted(static_cast<std::int64_t>(sent->failed + sent->refused), "alert", "alerts") +
              " could not be sent");
  if (context.exit == Exit::done) context.exit = Exit::partly;
}

void tell_what_waits(CommandContext& context) {
  if (context.opened() == nullptr) return;
  queue::Outbox& outbox = context.opened()->outbox();
  const auto waiting = outbox.count(queue::DeliveryState::waiting);
  const auto held = outbox.count(queue::DeliveryState::held);
  if (!waiting.ok() || !held.ok() || *waiting + *held == 0) return;
  std::string words;
  if (*waiting > 0) words = counted(*waiting, "delivery waits", "deliveries wait");
  if (*held > 0)
    words +=
        (words.empty() ? "" : ", ") + counted(*held, "delivery is held", "deliveries are held");
  context.say(words + "; see: trellis queue deliveries");
}

}  // namespace trellis::app
