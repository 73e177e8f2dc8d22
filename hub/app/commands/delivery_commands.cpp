#include <memory>

#include <CLI/CLI.hpp>

#include "hub/app/commands/importing.hpp"
#include "hub/app/commands/queue_commands.hpp"
#include "hub/app/commands/sending.hpp"
#include "hub/app/frame/command.hpp"
#include "hub/app/frame/hub.hpp"

namespace trellis::app {
namespace {

using queue::Delivery;
using queue::DeliveryId;
using queue::DeliveryState;

constexpr std::int64_t page = 1000;

struct DeliveryOptions {
  std::string id, state, reason;
  bool all = false;
};

Result<std::vector<Delivery>> in_state(Hub& hub, DeliveryState state) {
  std::vector<Delivery> all;
  while (true) {
    TRELLIS_LET(auto some,
                hub.outbox().list(state, all.empty() ? DeliveryId() : all.back().id, page));
    all.insert(all.end(), some.begin(), some.end());
    if (static_cast<std::int64_t>(some.size()) < page) return all;
  }
}

Result<std::vector<Delivery>> in_states(Hub& hub, std::initializer_list<DeliveryState> states) {
  std::vector<Delivery> all;
  for (const DeliveryState state : states) {
    TRELLIS_LET(auto some, in_state(hub, state));
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

Result<std::vector<Delivery>> open_or(Hub& hub, const std::string& state) {
  if (state.empty()) return in_states(hub, {DeliveryState::waiting, DeliveryState::held});
  TRELLIS_LET(auto one, queue::parse_delivery_state(state));
  return in_state(hub, one);
}

void list(CommandContext& context, const DeliveryOptions& options) {
  auto hub = context.open();
  if (!hub.ok()) return context.fail(hub.error());
  const auto found = open_or(**hub, options.state);
  if (!found.ok()) return context.fail(found.error());
  Table table{
      {"delivery", "state", "connection", "alert", "since", "attempts", "next try", "reason"}, {}};
  for (const Delivery& each : *found) {
    auto connection = connection_name(**hub, each.connection);
    if (!connection.ok()) return context.fail(connection.error());
    const bool waits = each.state == DeliveryState::waiting;
    table.rows.push_back({to_string(each.id), std::string(to_string(each.state)), *connection,
                          each.alert.none() ? std::string() : to_string(each.alert),
                          to_string(each.created_at), std::to_string(each.attempts),
                          waits ? to_string(each.due_at) : std::string(), each.reason});
  }
  context.print(table);
}

Result<std::vector<DeliveryId>> named(Hub& hub, const DeliveryOptions& options) {
  if (!options.all) {
    TRELLIS_LET(auto id, DeliveryId::parse(options.id));
    return std::vector<DeliveryId>{id};
  }
  TRELLIS_LET(const auto open, in_states(hub, {DeliveryState::waiting, DeliveryState::held}));
  std::vector<DeliveryId> ids;
  for (const Delivery& each : open) ids.push_back(each.id);
  return ids;
}

void release(CommandContext& context, const DeliveryOptions& options) {
  if (options.all != options.id.empty()) {
    context.fail({Fault::invalid, "name a delivery, or give --all"});
    context.exit = Exit::usage;
    return;
  }
  auto hub = context.open();
  if (!hub.ok()) return context.fail(hub.error());
  const auto ids = named(**hub, options);
  if (!ids.ok()) return context.fail(ids.error());
  Sending sending(**hub);
  for (const DeliveryId id : *ids)
    if (const auto released = sending.deliveries().release(id, context.actor); !released.ok())
      return context.fail(released.error());
  deliver(context, **hub);
}

void withdraw(CommandContext& context, const DeliveryOptions& options) {
  auto hub = context.open();
  if (!hub.ok()) return context.fail(hub.error());
  auto id = DeliveryId::parse(options.id);
  if (!id.ok()) return context.fail(id.error());
  Sending sending(**hub);
  const auto status = sending.deliveries().withdraw(*id, context.actor, options.reason);
  if (!status.ok()) return context.fail(status.error());
  context.say("delivery " + to_string(*id) + " is withdrawn");
}

}  // namespace

void add_delivery_commands(CLI::App& queue, CommandContext& context) {
  auto options = std::make_shared<DeliveryOptions>();

  CLI::App* lists = queue.add_subcommand("deliveries", "What must still be sent, and why it waits");
  lists->add_option(
      "--state", options->state,
      "waiting, held, delivered or withdrawn; without it those that wait or are held");
  lists->footer("Example: trellis queue deliveries");
  lists->callback([&context, options] { list(context, *options); });

  CLI::App* releases =
      queue.add_subcommand("release", "Send now what is held or waits for its next try");
  releases->add_option("delivery", options->id, "Its id");
  releases->add_flag("--all", options->all, "All that wait or are held");
  releases->footer(
      "Each is checked again: what may not be sent as agreements and restrictions stand is held\n"
      "anew. Exit code 4: something could not be sent.\n\nExample: trellis queue release 7");
  releases->callback([&context, options] { release(context, *options); });

  CLI::App* withdraws =
      queue.add_subcommand("withdraw", "Decide that a delivery is never to be sent");
  withdraws->add_option("delivery", options->id, "Its id")->required();
  withdraws->add_option("--reason", options->reason, "Why, for those who ask later")->required();
  withdraws->footer("Example: trellis queue withdraw 7 --reason 'told by telephone'");
  withdraws->callback([&context, options] { withdraw(context, *options); });
}

}  // namespace trellis::app
