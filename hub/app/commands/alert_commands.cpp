#include <memory>

#include <CLI/CLI.hpp>

#include "hub/app/commands/alert_view.hpp"
#include "hub/app/commands/shown_children.hpp"
#include "hub/app/frame/command.hpp"
#include "hub/app/frame/hub.hpp"
#include "hub/desk/unit_of_work.hpp"
#include "hub/sharing/asker_check.hpp"

namespace trellis::app {
namespace {

using alerts::Alert;
using formats::Json;

struct ListOptions {
  std::string organisation;
  std::string role;
  std::string child;
  bool with_answered = false;
  std::size_t limit = 200;
};

struct AnswerOptions {
  std::string alert;
  std::string note;
};

std::string state_of(const Alert& alert, Date today) {
  if (alert.standing != alerts::Standing::stands && alert.is_open())
    return std::string(to_string(alert.standing));
  if (!alert.is_open()) return "acknowledged by " + alert.acknowledged->who;
  const Date due = alert.alert.raised.due;
  return !due.none() && due.last_day() < today.first_day() ? "overdue" : "open";
}

std::string child_text(ChildId child) { return child.none() ? std::string() : to_string(child); }

Status journal(Hub& hub, const Alert& alert, audit::Action action, const std::string& actor) {
  audit::Entry entry;
  entry.at = hub.clock().now();
  entry.action = action;
  entry.actor = actor;
  entry.role = "operator";
  entry.purpose = "alert " + to_string(alert.id);
  entry.child = alert.alert.raised.child;
  entry.agreement = alert.alert.content.agreement;
  return hub.journal().append(entry);
}

Result<ChildId> child_in(Hub& hub, const std::string& text) {
  if (text.empty()) return ChildId();
  TRELLIS_LET(auto id, ChildId::parse(text));
  return hub.children().resolve(id);
}

void list(CommandContext& context, const ListOptions& options) {
  auto hub = context.open();
  if (!hub.ok()) return context.fail(hub.error());
  if (const Status known =
          sharing::check_asker((*hub)->policy(), {options.role, options.organisation, {}});
      !known.ok())
    return context.misuse(known.error());
  auto child = child_in(**hub, options.child);
  if (!child.ok()) return context.fail(child.error());
  alerts::AlertFilter filter;
  filter.organisation = options.organisation;
  filter.role = options.role;
  filter.child = *child;
  filter.open_only = !options.with_answered;
  filter.today = options.with_answered ? Date() : (*hub)->today();
  filter.limit = options.limit;
  auto found = (*hub)->alerts().list(filter);
  if (!found.ok()) return context.fail(found.error());
  Table table{
      {"alert", "severity", "what", "child", "happened", "answer by", "from", "to", "state"}, {}};
  ShownChildren shown;
  const bool is_a_recipients = !options.organisation.empty() || !options.role.empty();
  for (const Alert& raised_once : *found) {
    const auto now = as_today(**hub, raised_once);
    if (!now.ok()) return context.fail(now.error());
    const Alert& alert = now->alert;
    const alerts::Raised& raised = alert.alert.raised;
    const bool is_of_nobody = raised.child.none();
    if (now->is_withheld && (is_a_recipients || (is_of_nobody && !child->none()))) continue;
    if (!is_of_nobody) shown.add(raised.child);
    shown.add_agreement(alert.alert.content.agreement);
    table.rows.push_back(
        {to_string(alert.id), std::string(to_string(raised.severity)), alert.alert.content.title,
         child_text(raised.child), raised.happened.text(), raised.due.text(), alert.alert.provider,
         raised.role + " of " + raised.organisation, state_of(alert, (*hub)->today())});
  }
  if (const Status noted = shown.note(context, **hub, "alert list"); !noted.ok())
    return context.fail(noted.error());
  context.print(table);
}

Json as_json(const Alert& alert, Date today) {
  const alerts::Raised& raised = alert.alert.raised;
  const alerts::Content& content = alert.alert.content;
  Json fields = Json::object();
  for (const auto& [label, value] : content.fields) fields.set(label, value);
  Json json = Json::object();
  json.set("alert", to_string(alert.id));
  json.set("rule", raised.rule);
  json.set("severity", to_string(raised.severity));
  json.set("title", content.title);
  json.set("sentence", content.sentence);
  json.set("fields", std::move(fields));
  json.set("child", child_text(raised.child));
  json.set("happened", raised.happened.text());
  json.set("answer_by", raised.due.text());
  json.set("from", alert.alert.provider);
  json.set("to", raised.organisation);
  json.set("role", raised.role);
  json.set("purpose", raised.purpose);
  json.set("level", model::to_string(content.level));
  json.set("agreement", content.agreement);
  json.set("clause", content.clause);
  json.set("raised_at", to_string(alert.raised_at));
  json.set("standing", to_string(alert.standing));
  json.set("revision", alert.revision);
  if (alert.revision > 0) {
    json.set("revised_at", to_string(alert.revised_at));
    json.set("because", alert.because);
  }
  json.set("state", state_of(alert, today));
  if (alert.acknowledged) {
    json.set("acknowledged_by", alert.acknowledged->who);
    json.set("acknowledged_at", to_string(alert.acknowledged->at));
    json.set("note", alert.acknowledged->note);
  }
  return json;
}

std::string basis_of(const Hub& hub, const alerts::Content& content) {
  if (content.agreement.empty()) return "the recipient's own record";
  const sharing::Agreement* agreement = hub.policy().agreement(content.agreement);
  std::string words = "agreement " + content.agreement;
  if (!content.clause.empty()) words += ", clause " + content.clause;
  if (agreement == nullptr) return words + ", which is no longer there";
  const std::string why = sharing::why_not_live(*agreement, hub.today());
  return why.empty() ? words : words + ", which " + why;
}

// How far it has come, for each connection that it goes out by.
Result<std::string> delivery_of(Hub& hub, const Alert& alert) {
  TRELLIS_LET(auto deliveries, hub.outbox().of(alert.id));
  std::string words;
  for (const queue::Delivery& each : deliveries) {
    words +=
        (words.empty() ? "" : "; ") + to_string(each.id) + " " + std::string(to_string(each.state));
    if (!each.reason.empty()) words += " (" + each.reason + ")";
  }
  return words.empty() ? "no connection sends to the recipient" : words;
}

void print_words(CommandContext& context, const Hub& hub, const Alert& alert,
                 const std::string& delivery) {
  const alerts::Raised& raised = alert.alert.raised;
  const alerts::Content& content = alert.alert.content;
  context.print_title("alert " + to_string(alert.id) + "  " + content.title);
  if (alert.revision > 0)
    context.print_title(std::string(to_string(alert.standing)) +
                        (alert.because.empty() ? "" : ": " + alert.because));
  context.print(content.sentence + "\n");
  Table table{{"item", "value"}, {}};
  const auto add = [&](std::string name, std::string value) {
    if (!value.empty()) table.rows.push_back({std::move(name), std::move(value)});
  };
  for (const auto& [label, value] : content.fields) add(label, value);
  add("child", child_text(raised.child));
  add("severity", std::string(to_string(raised.severity)));
  add("happened", raised.happened.text());
  add("answer by", raised.due.text());
  add("leaves the lists", raised.ages_out.text());
  if (!alert.alert.provider.empty())
    add("from", hub.policy().parties().title_of(alert.alert.provider));
  add("to", raised.role + " of " + hub.policy().parties().title_of(raised.organisation));
  if (!raised.child.none()) add("told under", basis_of(hub, content));
  add("state", state_of(alert, hub.today()));
  add("deliveries", delivery);
  if (alert.acknowledged) add("note", alert.acknowledged->note);
  context.print(table);
}

Result<Alert> find(Hub& hub, const std::string& text) {
  TRELLIS_LET(auto id, AlertId::parse(text));
  return hub.alerts().show(id);
}

void show(CommandContext& context, const AnswerOptions& options) {
  auto hub = context.open();
  if (!hub.ok()) return context.fail(hub.error());
  auto alert = find(**hub, options.alert);
  if (!alert.ok()) return context.fail(alert.error());
  const auto delivery = delivery_of(**hub, *alert);
  if (!delivery.ok()) return context.fail(delivery.error());
  const auto now = as_today(**hub, *std::move(alert));
  if (!now.ok()) return context.fail(now.error());
  if (auto noted = journal(**hub, now->alert, audit::Action::consultation, context.actor);
      !noted.ok())
    return context.fail(noted.error());
  if (context.output == Output::table) return print_words(context, **hub, now->alert, *delivery);
  Json json = as_json(now->alert, (*hub)->today());
  json.set("deliveries", *delivery);
  context.print(json);
}

Status answer(Hub& hub, const Alert& alert, const std::string& actor, const std::string& words) {
  TRELLIS_LET(auto unit, desk::UnitOfWork::begin(hub.records()));
  TRELLIS_TRY(hub.alerts().acknowledge(alert.id, actor, words, hub.clock().now()));
  TRELLIS_TRY(journal(hub, alert, audit::Action::decision, actor));
  return unit.commit();
}

void acknowledge(CommandContext& context, const AnswerOptions& options) {
  auto hub = context.open();
  if (!hub.ok()) return context.fail(hub.error());
  auto alert = find(**hub, options.alert);
  if (!alert.ok()) return context.fail(alert.error());
  if (auto answered = answer(**hub, *alert, context.actor, options.note); !answered.ok())
    return context.fail(answered.error());
  context.say("alert " + to_string(alert->id) + " is acknowledged by " + context.actor);
}

}  // namespace

void add_alert_commands(CLI::App& app, CommandContext& context) {
  CLI::App* group = app.add_subcommand("alert", "Changes that somebody must look at");
  group->require_subcommand(1);

  auto listing = std::make_shared<ListOptions>();
  CLI::App* lists = group->add_subcommand("list", "Alerts that nobody has answered yet");
  lists->add_option("--organisation", listing->organisation, "Only to this organisation");
  lists->add_option("--role", listing->role, "Only to this role");
  lists->add_option("--child", listing->child, "Only about this child");
  lists->add_flag("--all", listing->with_answered, "Also answered ones and those that aged out");
  lists->add_option("--limit", listing->limit, "How many alerts at most")
      ->check(CLI::Range(1, 100'000));
  lists->footer(
      "What its recipient may no longer read, because an agreement ended or a "
      "restriction protects\nthe child, is withheld; with --organisation or --role the "
      "alert is not listed.\n\nExample: trellis alert list --organisation fourvale-yjs");
  lists->callback([&context, listing] { list(context, *listing); });

  auto showing = std::make_shared<AnswerOptions>();
  CLI::App* shows =
      group->add_subcommand("show", "One alert: what its recipient was told, and why");
  shows->add_option("alert", showing->alert, "Its id")->required();
  shows->footer("Example: trellis alert show 3");
  shows->callback([&context, showing] { show(context, *showing); });

  auto answering = std::make_shared<AnswerOptions>();
  CLI::App* answers = group->add_subcommand("acknowledge", "Somebody looks after it");
  answers->add_option("alert", answering->alert, "Its id")->required();
  answers->add_option("--note", answering->note, "What is done about it");
  answers->footer("Example: trellis alert acknowledge 3 --note \"School meeting on Monday\"");
  answers->callback([&context, answering] { acknowledge(context, *answering); });
}

}  // namespace trellis::app
