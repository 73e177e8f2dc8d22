#include <memory>
#include <set>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "hub/app/frame/command.hpp"
#include "hub/app/frame/hub.hpp"
#include "hub/audit/journal.hpp"
#include "hub/audit/notary.hpp"
#include "hub/base/new_file.hpp"
#include "hub/matching/identity/ports.hpp"

namespace trellis::app {
namespace {

struct AuditOptions {
  std::string child, action, from, until;
  std::int64_t limit = 100;
  std::int64_t before = 0;
};

Result<ChildId> survivor_of(matching::Links& links, ChildId child) {
  while (true) {
    auto next = links.redirected(child);
    if (!next.ok()) return next;
    if (next->none()) return child;
    child = *next;
  }
}

// The child and all that were joined to it: entries keep the id that was right when they were
// written.
Result<std::vector<ChildId>> all_ids_of(matching::Links& links, ChildId child) {
  TRELLIS_LET(const auto survivor, survivor_of(links, child));
  std::set<ChildId> known{survivor};
  std::vector<ChildId> ids{survivor};
  for (std::size_t place = 0; place < ids.size(); ++place) {
    TRELLIS_LET(auto events, links.events_of(ids[place]));
    for (const matching::Event& event : events)
      for (const matching::Redirect& redirect : event.redirects) {
        if (redirect.after != ids[place] || known.contains(redirect.child)) continue;
        TRELLIS_LET(auto now, survivor_of(links, redirect.child));
        if (now != survivor) continue;  // joined once, and parted since
        known.insert(redirect.child);
        ids.push_back(redirect.child);
      }
  }
  return ids;
}

Result<audit::EntryFilter> filter_of(Hub& hub, const AuditOptions& options) {
  audit::EntryFilter filter;
  if (!options.child.empty()) {
    TRELLIS_LET(auto child, ChildId::parse(options.child));
    TRELLIS_LET(auto ids, all_ids_of(hub.links(), child));
    filter.children = std::move(ids);
  }
  if (!options.action.empty()) {
    TRELLIS_LET(auto action, audit::parse_action(options.action));
    filter.action = action;
  }
  for (const auto& [text, into] :
       {std::pair{&options.from, &filter.from}, std::pair{&options.until, &filter.until}}) {
    if (text->empty()) continue;
    TRELLIS_LET(auto instant, parse_instant(text->size() == 10 ? *text + "T00:00:00Z" : *text));
    *into = instant;
  }
  return filter;
}

std::string number_or_empty(std::int64_t number) {
  return number == 0 ? "" : std::to_string(number);
}

formats::Json as_json(const audit::Written& written) {
  const audit::Entry& entry = written.entry;
  formats::Json json = formats::Json::object();
  json.set("sequence", written.sequence);
  json.set("at", to_string(entry.at));
  json.set("action", audit::to_string(entry.action));
  json.set("actor", entry.actor);
  json.set("role", entry.role);
  json.set("organisation", entry.organisation);
  json.set("purpose", entry.purpose);
  if (!entry.child.none()) json.set("child", entry.child.number());
  if (!entry.subject.none()) json.set("subject", entry.subject.number());
  if (!entry.record.none()) json.set("record", entry.record.number());
  if (!entry.agreement.empty()) json.set("agreement", entry.agreement);
  if (!entry.details.empty()) {
    auto details = formats::Json::parse(entry.details);
    json.set("details", details.ok() ? *details : formats::Json(entry.details));
  }
  json.set("hash", hex(written.hash));
  return json;
}

void show(CommandContext& context, const AuditOptions& options) {
  auto hub = context.open();
  if (!hub.ok()) return context.fail(hub.error());
  auto filter = filter_of(**hub, options);
  if (!filter.ok()) return context.fail(filter.error());
  auto list = (*hub)->journal().list(*filter, {options.before, options.limit});
  if (!list.ok()) return context.fail(list.error());
  if (context.is_structured()) {
    formats::Json all = formats::Json::array();
    for (const audit::Written& written : *list) all.push(as_json(written));
    return context.print(all);
  }
  Table table{{"entry", "at", "action", "actor", "role", "organisation", "purpose", "child",
               "agreement", "details"},
              {}};
  for (const audit::Written& written : *list) {
    const audit::Entry& entry = written.entry;
    table.rows.push_back({std::to_string(written.sequence), to_string(entry.at),
                          std::string(audit::to_string(entry.action)), entry.actor, entry.role,
                          entry.organisation, entry.purpose, number_or_empty(entry.child.number()),
                          entry.agreement, entry.details});
  }
  context.print(table);
}

void checkpoint(CommandContext& context, const std::string& path) {
  auto hub = context.open();
  if (!hub.ok()) return context.fail(hub.error());
  auto end = (*hub)->journal().checkpoint();
  if (!end.ok()) return context.fail(end.error());
  // Never over an older one: that one may be what shows a change.
  if (const Status written = write_new_file(path, audit::to_text(*end) + "\n"); !written.ok())
    return context.fail(written.error());
  context.say(fmt::format(
      "wrote the end of the journal, entry {}: keep the file where the hub cannot write",
      end->sequence));
}

void adopt(CommandContext& context, const std::string& reason) {
  auto hub = context.open(Gate::verifying);
  if (!hub.ok()) return context.fail(hub.error());
  audit::Notary* notary = (*hub)->notary();
  if (notary == nullptr)
    return context.fail({Fault::invalid,
                         "hub.json names no key for the journal: \"journal\": { \"key\": ..., "
                         "\"checkpoints\": ... }"});
  auto end = (*hub)->journal().checkpoint();
  if (!end.ok()) return context.fail(end.error());
  audit::Entry entry;
  entry.at = (*hub)->clock().now();
  entry.action = audit::Action::configuration;
  entry.actor = context.actor;
  entry.role = "operator";
  entry.purpose = "journal taken over: " + reason;
  entry.details =
      formats::Json::object({{"entries", end->sequence}, {"key", notary->key().hex()}}).dump();
  if (const Status started = notary->start(entry); !started.ok())
    return context.fail(started.error());
  context.say(fmt::format("the journal is this hub's as it stands; entry {} says so, and is signed",
                          end->sequence + 1));
}

}  // namespace

void add_audit_commands(CLI::App& app, CommandContext& context) {
  CLI::App* group = app.add_subcommand("audit", "Who did or saw what");
  group->require_subcommand(1);

  add_audit_verify_command(*group, context);

  auto options = std::make_shared<AuditOptions>();
  CLI::App* shows = group->add_subcommand("show", "Entries of the journal, newest first");
  shows->add_option("--child", options->child,
                    "About this child, and those that were joined to it");
  shows->add_option("--action", options->action, "collection, consultation, disclosure, ...");
  shows->add_option("--from", options->from, "From that day or instant on");
  shows->add_option("--until", options->until, "Before that day or instant");
  shows->add_option("--before", options->before, "Entries before this one, for the next page");
  shows->add_option("--limit", options->limit, "How many entries at most")
      ->check(CLI::Range(1, 100'000));
  shows->footer("Example: trellis audit show --child 42 --action disclosure --output csv");
  shows->callback([&context, options] { show(context, *options); });

  auto path = std::make_shared<std::string>();
  CLI::App* keeps = group->add_subcommand(
      "checkpoint", "Write down where the journal ends, to be kept elsewhere");
  keeps->add_option("file", *path, "A new file")->required();
  keeps->footer("Example: trellis audit checkpoint /media/kept/2026-03-01.checkpoint");
  keeps->callback([&context, path] { checkpoint(context, *path); });

  auto reason = std::make_shared<std::string>();
  CLI::App* adopts = group->add_subcommand(
      "adopt", "Take what the database holds as this hub's journal from now on");
  adopts->add_option("--reason", *reason, "Why, for those who ask later")->required();
  adopts->footer(
      "After hub.json was given a key for the journal, or a backup was put back on purpose. What "
      "was\nsigned before is then told, and no longer compared.\n\n"
      "Example: trellis audit adopt --reason 'the backup of 3 May, after the disk failed'");
  adopts->callback([&context, reason] { adopt(context, *reason); });
}

}  // namespace trellis::app
