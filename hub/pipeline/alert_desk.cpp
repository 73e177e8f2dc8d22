#include "hub/pipeline/alert_desk.hpp"

#include <algorithm>

#include "hub/formats/json.hpp"
#include "hub/pipeline/view.hpp"

namespace trellis::pipeline {

AlertDesk::AlertDesk(Records& records, alerts::AlertStore& alerts, queue::Outbox& outbox,
                     audit::Journal& journal, Protections& protections,
                     const sharing::Policy& policy, std::span<const alerts::Rule> rules,
                     std::vector<Route> routes, const Clock& clock)
    : records_(records),
      alerts_(alerts),
      outbox_(outbox),
      journal_(journal),
      protections_(protections),
      policy_(policy),
      rules_(rules),
      routes_(std::move(routes)),
      clock_(clock) {
  for (const alerts::Rule& rule : rules_) {
    if (rule.open_to.empty()) rules_need_a_service_ = false;
    for (const std::string& kind : policy_.catalogue().kind_names())
      if (!rule.open_to.empty() && sharing::service_opened_by(kind) == rule.open_to)
        openers_.insert(kind);
  }
}

Status AlertDesk::load() {
  if (openers_.empty()) return done();
  const auto last = records_.last_version();
  if (!last.ok()) return last.error();
  for (const std::string& kind : openers_) {
    auto subjects = records_.subjects_with(kind, read_);
    if (!subjects.ok()) return subjects.error();
    open_.insert(subjects->begin(), subjects->end());
  }
  read_ = *last;
  return done();
}

void AlertDesk::note(SubjectId subject, std::string_view kinds) {
  while (!openers_.empty() && !kinds.empty()) {
    const std::string_view kind = kinds.substr(0, kinds.find('\n'));
    kinds.remove_prefix(std::min(kind.size() + 1, kinds.size()));
    if (!openers_.contains(kind)) continue;
    open_.insert(subject);
    return;
  }
}

bool AlertDesk::concerns(std::span<const SubjectId> subjects) const {
  if (rules_.empty()) return false;
  if (!rules_need_a_service_) return true;
  return std::any_of(subjects.begin(), subjects.end(),
                     [&](SubjectId subject) { return open_.contains(subject); });
}

Result<std::size_t> AlertDesk::review(ChildId child, const std::vector<SubjectId>& subjects) {
  const Date today = Date::of(clock_.now());
  const auto known = known_of(records_, protections_, subjects, today);
  if (!known.ok()) return known.error();
  std::size_t count = 0;
  for (const alerts::Raised& raised : alerts::evaluate(rules_, child, known->held, today)) {
    auto is_new = raise(raised, known->held, known->facts, subjects);
    if (!is_new.ok()) return is_new.error();
    if (*is_new) ++count;
  }
  return count;
}

Result<bool> AlertDesk::raise(const alerts::Raised& raised,
                              const std::vector<sharing::Sourced>& held,
                              const sharing::ChildFacts& facts,
                              const std::vector<SubjectId>& subjects) {
  const alerts::Rule* rule = alerts::find(rules_, raised.rule);
  if (rule == nullptr) return false;
  const Date today = Date::of(clock_.now());
  const auto permissions =
      policy_.permit({raised.role, raised.organisation, raised.purpose}, facts, today);
  auto content = alerts::content_for(*rule, raised, held, permissions, policy_, today);
  if (!content) return false;
  const sharing::Sourced& source = held[raised.observation];
  const alerts::NewAlert alert{raised, source.organisation, source.connection,
                               source.observation.kind, std::move(*content)};
  auto id = alerts_.raise(alert, clock_.now());
  if (!id.ok()) return id.error();
  if (!*id) return false;
  TRELLIS_TRY(send(**id, alert, subjects));
  return true;
}

Status AlertDesk::send(AlertId id, const alerts::NewAlert& alert,
                       const std::vector<SubjectId>& subjects) {
  audit::Entry entry;
  entry.at = clock_.now();
  entry.action = audit::Action::disclosure;
  entry.actor = "hub";
  entry.role = alert.raised.role;
  entry.organisation = alert.raised.organisation;
  entry.purpose = "alert " + to_string(id) + " by rule " + alert.raised.rule;
  entry.child = alert.raised.child;
  entry.agreement = alert.content.agreement;
  TRELLIS_TRY(journal_.append(entry));

  for (const Route& route : routes_) {
    if (route.organisation != alert.raised.organisation) continue;
    auto bytes = message(id, alert, subjects, route);
    if (!bytes.ok()) return bytes.error();
    auto connection = records_.connection(route.connection, route.organisation);
    if (!connection.ok()) return connection.error();
    const std::string key = "alert-" + to_string(id);
    auto put = outbox_.put({*connection, id, key, "application/json", *bytes}, clock_.now());
    if (!put.ok()) return put.error();
  }
  return done();
}

// The recipient knows the child by its own key.
Result<std::string> AlertDesk::message(AlertId id, const alerts::NewAlert& alert,
                                       const std::vector<SubjectId>& subjects, const Route& route) {
  formats::Json message = formats::Json::object();
  message.set("type", "alert");
  message.set("alert", to_string(id));
  message.set("rule", alert.raised.rule);
  message.set("severity", alerts::to_string(alert.raised.severity));
  message.set("title", alert.content.title);
  message.set("sentence", alert.content.sentence);
  message.set("happened", alert.raised.happened.text());
  message.set("answer_by", alert.raised.due.text());
  message.set("from_organisation", policy_.parties().title_of(alert.provider));
  message.set("agreement", alert.content.agreement);
  for (const SubjectId each : subjects) {
    auto subject = records_.subject(each);
    if (!subject.ok()) return subject.error();
    if (*subject && (*subject)->connection == route.connection) {
      message.set("source_key", (*subject)->source_key);
      break;
    }
  }
  std::string details;
  for (const auto& [label, value] : alert.content.fields)
    details += (details.empty() ? "" : "; ") + label + ": " + value;
  message.set("details", details);
  return message.dump();
}

}  // namespace trellis::pipeline
