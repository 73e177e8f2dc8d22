#include "hub/app/commands/queue_commands.hpp"

#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "hub/app/commands/importing.hpp"
#include "hub/app/frame/command.hpp"
#include "hub/app/frame/hub.hpp"
#include "hub/audit/journal.hpp"
#include "hub/base/text.hpp"
#include "hub/desk/unit_of_work.hpp"
#include "hub/pipeline/ports.hpp"
#include "hub/queue/quarantine.hpp"

namespace trellis::app {
namespace {

struct QueueOptions {
  std::string id, connection, stage, reason;
  std::string state = "waiting";
  std::int64_t after = 0;
  std::int64_t limit = 100;
  bool reveal = false;
  bool bytes = false;
  bool ends_protection = false;
};

// How many restrictions hold because the entry waits.
Result<std::int64_t> count_protecting(Hub& hub, HeldId held) {
  TRELLIS_LET(const auto told, hub.protections().restrictions().of(held));
  return static_cast<std::int64_t>(pipeline::standing(told, hub.today()).size());
}

Result<queue::HeldFilter> filter_of(Hub& hub, const QueueOptions& options) {
  queue::HeldFilter filter;
  if (!options.connection.empty()) {
    TRELLIS_LET(const auto id, hub.connection(options.connection));
    filter.connection = id;
  }
  if (!options.stage.empty()) {
    TRELLIS_LET(auto stage, queue::parse_stage(options.stage));
    filter.stage = stage;
  }
  if (options.state != "all") {
    TRELLIS_LET(auto state, queue::parse_held_state(options.state));
    filter.state = state;
  }
  return filter;
}

// The source's own key may be a person's identifier.
std::string key_of(const queue::Held& held, bool reveal) {
  return reveal ? held.source_key : text::masked(held.source_key);
}

formats::Json as_json(const queue::Held& held, const std::string& connection, bool reveal) {
  formats::Json json = formats::Json::object();
  json.set("id", held.id.number());
  json.set("connection", connection);
  if (!held.import.none()) json.set("import", held.import.number());
  json.set("stage", queue::to_string(held.stage));
  json.set("reason", held.reason);
  if (!held.rule.empty()) json.set("rule", held.rule);
  json.set("place", to_string(held.place));
  json.set("source_key", key_of(held, reveal));
  json.set("media_type", held.media_type);
  json.set("digest", hex(held.digest));
  json.set("state", queue::to_string(held.state));
  json.set("attempts", held.attempts);
  json.set("held_at", to_string(held.held_at));
  if (held.closed_at) {
    json.set("closed_at", to_string(*held.closed_at));
    json.set("closed_by", held.closed_by);
    json.set("closing_reason", held.closing_reason);
  }
  return json;
}

void list(CommandContext& context, const QueueOptions& options) {
  auto hub = context.open();
  if (!hub.ok()) return context.fail(hub.error());
  auto filter = filter_of(**hub, options);
  if (!filter.ok()) return context.fail(filter.error());
  queue::Quarantine& quarantine = (*hub)->quarantine();
  auto held = quarantine.list(*filter, {HeldId(options.after), options.limit});
  auto count = quarantine.count(*filter);
  if (!held.ok()) return context.fail(held.error());
  if (!count.ok()) return context.fail(count.error());
  Table table{{"id", "connection", "stage", "state", "held at", "place", "reason"}, {}};
  formats::Json all = formats::Json::array();
  for (const queue::Held& each : *held) {
    auto connection = connection_name(**hub, each.connection);
    if (!connection.ok()) return context.fail(connection.error());
    all.push(as_json(each, *connection, false));
    table.rows.push_back({to_string(each.id), *connection,
                          std::string(queue::to_string(each.stage)),
                          std::string(queue::to_string(each.state)), to_string(each.held_at),
                          to_string(each.place), each.reason});
  }
  if (context.is_structured()) return context.print(all);
  context.print(table);
  const auto shown = static_cast<std::int64_t>(held->size());
  if (shown > 0 && shown < *count)
    context.say(fmt::format("{} of {} are shown; the next: --after {}", shown, *count,
                            to_string(held->back().id)));
}

// Whoever sees the record itself sees a person.
Status note(Hub& hub, CommandContext& context, audit::Action action, HeldId held,
            std::string purpose) {
  audit::Entry entry;
  entry.at = hub.clock().now();
  entry.action = action;
  entry.actor = context.actor;
  entry.role = "operator";
  entry.purpose = std::move(purpose);
  formats::Json details = formats::Json::object();
  details.set("held", held.number());
  entry.details = details.dump();
  return hub.journal().append(entry);
}

void show(CommandContext& context, const QueueOptions& options) {
  auto hub = context.open();
  if (!hub.ok()) return context.fail(hub.error());
  auto id = HeldId::parse(options.id);
  if (!id.ok()) return context.fail(id.error());
  auto held = (*hub)->quarantine().show(*id);
  if (!held.ok()) return context.fail(held.error());
  if (options.reveal || options.bytes) {
    auto noted = note(**hub, context, audit::Action::consultation, *id, "mending a held record");
    if (!noted.ok()) return context.fail(noted.error());
  }
  if (options.bytes) {
    std::fwrite(held->bytes.data(), 1, held->bytes.size(), stdout);
    return;
  }
  auto connection = connection_name(**hub, held->connection);
  if (!connection.ok()) return context.fail(connection.error());
  formats::Json json = as_json(*held, *connection, options.reveal);
  auto rests = (*hub)->rests().waiting();
  if (!rests.ok()) return context.fail(rests.error());
  for (const queue::Rest& rest : *rests)
    if (rest.held == *id) json.set("offset", static_cast<std::int64_t>(rest.offset));
  const auto protecting = count_protecting(**hub, *id);
  if (!protecting.ok()) return context.fail(protecting.error());
  if (*protecting > 0) json.set("restrictions_that_hold_while_it_waits", *protecting);
  if (context.is_structured()) return context.print(json);
  Table table{{"what", "value"}, {}};
  for (const auto& [name, value] : json.members())
    table.rows.push_back(
        {name, value.is(formats::Json::Type::string) ? value.string() : value.dump()});
  context.print(table);
}

// Skipping what protects somebody ends the protection: only where it is said in so many words.
Status skip_one(Hub& hub, CommandContext& context, HeldId id, const QueueOptions& options) {
  TRELLIS_LET(auto unit, desk::UnitOfWork::begin(hub.records()));
  TRELLIS_LET(const auto protecting, count_protecting(hub, id));
  if (protecting > 0 && !options.ends_protection)
    return Error{Fault::conflict, "entry " + to_string(id) +
                                      " protects a child while it waits: mend its record, or skip "
                                      "it with --ends-protection if that is to end"};
  const std::string reason =
      protecting > 0 ? "its protection ends: " + options.reason : options.reason;
  TRELLIS_TRY(hub.quarantine().close(id, queue::HeldState::skipped, context.actor, reason,
                                     hub.clock().now()));
  TRELLIS_TRY(note(hub, context, audit::Action::decision, id, "skipped: " + reason));
  return unit.commit();
}

void skip(CommandContext& context, const QueueOptions& options) {
  auto hub = context.open();
  if (!hub.ok()) return context.fail(hub.error());
  auto id = HeldId::parse(options.id);
  if (!id.ok()) return context.fail(id.error());
  auto status = skip_one(**hub, context, *id, options);
  if (!status.ok()) return context.fail(status.error());
  context.say(fmt::format("{} is skipped", to_string(*id)));
}

}  // namespace

void add_queue_commands(CLI::App& app, CommandContext& context) {
  CLI::App* group = app.add_subcommand(
      "queue", "What could not go on: records that are held, deliveries that wait");
  group->require_subcommand(1);
  auto options = std::make_shared<QueueOptions>();

  CLI::App* lists = group->add_subcommand("list", "What is held, and why");
  lists->add_option("--connection", options->connection, "Of this connection");
  lists->add_option("--stage", options->stage, "read, map, match, deliver or store");
  lists->add_option("--state", options->state, "waiting, replayed, skipped or all")
      ->capture_default_str();
  lists->add_option("--after", options->after, "Entries after this one, for the next page");
  lists->add_option("--limit", options->limit, "How many entries at most")
      ->check(CLI::Range(1, 100'000));
  lists->footer("Example: trellis queue list --connection eastmere-schools --stage map");
  lists->callback([&context, options] { list(context, *options); });

  CLI::App* shows = group->add_subcommand("show", "One held record: where it stopped, and why");
  shows->add_option("id", options->id, "The entry's id")->required();
  shows->add_flag("--reveal", options->reveal, "Show the source's key (goes into the audit)");
  shows->add_flag("--bytes", options->bytes, "Print the record as it came (goes into the audit)");
  shows->footer("Example: trellis queue show 7");
  shows->callback([&context, options] { show(context, *options); });

  CLI::App* skips = group->add_subcommand("skip", "Decide that a held record is not needed");
  skips->add_option("id", options->id, "The entry's id")->required();
  skips->add_option("--reason", options->reason, "Why, for those who ask later")->required();
  skips->add_flag("--ends-protection", options->ends_protection,
                  "Also where the record restricts who may see a child, which ends with it");
  skips->footer("Example: trellis queue skip 7 --reason 'a test record of the supplier'");
  skips->callback([&context, options] { skip(context, *options); });

  add_replay_command(*group, context);
  add_delivery_commands(*group, context);
}

}  // namespace trellis::app
