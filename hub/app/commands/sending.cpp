#include "hub/app/commands/sending.hpp"

#include <filesystem>

#include <fmt/core.h>

#include "hub/app/commands/alert_view.hpp"
#include "hub/app/commands/importing.hpp"
#include "hub/app/frame/command.hpp"
#include "hub/base/lock_file.hpp"
#include "hub/desk/owed_reviews.hpp"
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
    Status written = transport::write_file(folder_, name, bytes);
    has_written_ = has_written_ || written.ok() || fs::exists(fs::path(folder_) / name, failed);
    return written;
  }
  // Also in part, or where it could not be told whether it lasts.
  bool has_written() const { return has_written_; }

 private:
  std::string folder_;
  bool has_written_ = false;
};

class AdapterSender final : public desk::Sender {
 public:
  explicit AdapterSender(Hub& hub) : hub_(hub) {}

  Status send(const queue::Delivery& delivery) override {
    reached_ = queue::Reached::surely_not;
    for (const Connection& connection : hub_.configuration().connections) {
      TRELLIS_LET(auto id, hub_.records().connection(connection.name, connection.organisation));
      if (id == delivery.connection) return send(connection, delivery);
    }
    return Error{Fault::not_found, "the connection is not configured any more"};
  }
  queue::Reached reached() const override { return reached_; }

 private:
  Status send(const Connection& connection, const queue::Delivery& delivery) {
    if (!connection.output)
      return Error{Fault::invalid, "connection " + connection.name + " has no output any more"};
    TRELLIS_LET(auto writer, writer_for(hub_, connection));
    FolderOutput output(connection.output->folder);
    Status written = writer->write({delivery.key, delivery.media_type, delivery.bytes}, output, {});
    if (output.has_written()) reached_ = queue::Reached::perhaps;
    return written;
  }

  Hub& hub_;
  queue::Reached reached_ = queue::Reached::perhaps;  // of the last one
};

// One program sends at a time: whatever a program that has ended left half done is taken up at
// once.
Result<LockFile> turn_to_send(const Hub& hub) {
  const std::string file = hub.configuration().data_folder + "/deliveries.lock";
  LockFile turn(file);
  const Error busy{Fault::unavailable,
                   "another program has been sending for two minutes: nothing was sent now",
                   {file, 0, 0, {}}};
  TRELLIS_TRY(turn.take({0}, {std::chrono::seconds(120)}, busy));
  return turn;
}

std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

// What a restriction or a suspension kept back, and keeps back no longer.
Status review_what_is_owed(CommandContext& context, Hub& hub) {
  desk::OwedReviews owed(
      {hub.records(), hub.protections(), hub.alerts(), hub.links(), hub.policy(), hub.clock()});
  TRELLIS_LET(const auto is_any, owed.any());
  if (!is_any) return done();
  TRELLIS_LET(auto* alerts, hub.alert_desk());
  TRELLIS_LET(const auto reviewed, owed.review(*alerts));
  const auto count = static_cast<std::int64_t>(reviewed.raised + reviewed.revised);
  if (count > 0)
    context.say(counted(count, "alert is told", "alerts are told") +
                " that a restriction or an agreement had kept back");
  return done();
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
  if (const Status reviewed = review_what_is_owed(context, hub); !reviewed.ok())
    return context.fail(reviewed.error());
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
