#include "hub/app/commands/child_view.hpp"

#include <algorithm>
#include <set>

#include "hub/base/text.hpp"
#include "hub/sharing/asker_check.hpp"

namespace trellis::app {
namespace {

// The one answer for what is not there and for what may not be seen.
Error nothing_known() { return {Fault::not_found, "no such child is known to you"}; }

Result<std::optional<Instant>> moment(const std::string& text) {
  if (text.empty()) return std::optional<Instant>();
  if (auto instant = parse_instant(text); instant.ok()) return std::optional(*instant);
  auto day = Date::parse(text);
  if (!day.ok() || day->precision() != Date::Precision::day)
    return Error{Fault::invalid,
                 "--as-of takes a day, 2026-05-03, or an instant, 2026-05-03T12:00:00Z"};
  return std::optional(Instant(day->last_day() + std::chrono::days(1)) -
                       std::chrono::microseconds(1));
}

}  // namespace

Status Looker::check(const sharing::Policy& policy) const {
  if (is_operator() && purpose.empty()) return done();
  if (role.empty() || organisation.empty() || purpose.empty())
    return Error{Fault::invalid, "--as, --organisation and --purpose come together"};
  return sharing::check_asker(policy, {role, organisation, purpose});
}

audit::Entry consultation(Hub& hub, ChildId child, const Looker& looker, const std::string& actor) {
  audit::Entry entry;
  entry.at = hub.clock().now();
  entry.action = audit::Action::consultation;
  entry.actor = actor;
  entry.role = looker.is_operator() ? "operator" : looker.role;
  entry.organisation = looker.organisation;
  entry.purpose = looker.purpose;
  entry.child = child;
  return entry;
}

audit::Entry consultation(Hub& hub, ChildId child, const pipeline::View& shown,
                          const Looker& looker, const std::string& actor) {
  audit::Entry entry = consultation(hub, child, looker, actor);
  entry.details = "{\"lines\":" + std::to_string(shown.lines.size()) + "}";
  std::set<std::string> agreements;
  for (const pipeline::Line& line : shown.lines)
    if (!line.agreement.empty()) agreements.insert(line.agreement);
  entry.agreement = text::join({agreements.begin(), agreements.end()}, ", ");
  return entry;
}

Result<pipeline::View> view_of(Hub& hub, ChildId child, const Looker& looker) {
  TRELLIS_LET(auto as_of, moment(looker.as_of));
  TRELLIS_LET(auto subjects, hub.children().subjects_of(child));
  if (looker.is_operator()) return pipeline::see_all(hub.records(), subjects, as_of);
  return pipeline::see_as(hub.records(), hub.protections(), subjects, hub.policy(),
                          {looker.role, looker.organisation, looker.purpose}, as_of, hub.today());
}

Result<Look> look_at(Hub& hub, const std::string& child, const Looker& looker,
                     const std::string& actor) {
  if (auto as_of = moment(looker.as_of); !as_of.ok()) return as_of.error();
  TRELLIS_LET(auto id, ChildId::parse(child));
  auto resolved = hub.children().resolve(id);
  if (!resolved.ok())
    return resolved.error().fault == Fault::not_found ? nothing_known() : resolved.error();
  auto view = view_of(hub, *resolved, looker);
  if (!view.ok()) return view.error().fault == Fault::not_found ? nothing_known() : view.error();
  TRELLIS_TRY(hub.journal().append(consultation(hub, *resolved, *view, looker, actor)));
  if (view->lines.empty()) return nothing_known();
  return Look{*resolved, std::move(*view)};
}

std::string shown(const model::Value& value, const model::Catalogue& catalogue) {
  if (!value.absent.empty()) return value.absent;
  std::string text = value.text;
  if (const model::CodeList* list = catalogue.codes(value.system)) {
    const auto* entry = list->find(value.text);
    if (entry != nullptr && !entry->label.empty()) text = entry->label + " (" + value.text + ")";
  }
  if (value.verdict && *value.verdict != model::Verdict::valid) {
    std::string verdict(model::to_string(*value.verdict));
    std::replace(verdict.begin(), verdict.end(), '_', ' ');
    text += " (" + verdict + ")";
  }
  return text;
}

std::vector<std::pair<std::string, std::string>> shown(const model::Observation& observation,
                                                       const model::Catalogue& catalogue) {
  std::vector<std::pair<std::string, std::string>> all;
  const model::KindDefinition* kind = catalogue.kind(observation.kind);
  for (const model::Field& field : observation.fields) {
    const auto* definition = kind == nullptr ? nullptr : kind->find(field.name);
    all.emplace_back(definition == nullptr ? field.name : definition->label,
                     shown(field.value, catalogue));
  }
  return all;
}

std::string label_of(std::string_view kind, const model::Catalogue& catalogue) {
  const model::KindDefinition* definition = catalogue.kind(kind);
  return definition == nullptr ? std::string(kind) : definition->label;
}

formats::Json to_json(const pipeline::Line& line, const model::Catalogue& catalogue) {
  const model::Observation& seen = line.from.observation;
  formats::Json json = formats::Json::object();
  json.set("kind", seen.kind);
  json.set("label", label_of(seen.kind, catalogue));
  json.set("level", model::to_string(line.level));
  json.set("organisation", line.from.organisation);
  json.set("connection", line.from.connection);
  json.set("basis", line.basis);
  if (line.level < model::Level::summary)
    return json;  // dates tell more than that something is held
  json.set("date", pipeline::day_of(line.from).text());
  if (!seen.valid_from.none()) json.set("valid_from", seen.valid_from.text());
  if (!seen.valid_to.none()) json.set("valid_to", seen.valid_to.text());
  json.set("assertion", model::to_string(seen.assertion));
  json.set("recorded_at", to_string(line.from.recorded_at));
  if (line.from.not_reported_since)
    json.set("not_reported_since", to_string(*line.from.not_reported_since));
  formats::Json fields = formats::Json::array();
  for (const model::Field& field : seen.fields) {
    formats::Json each = formats::Json::object();
    each.set("field", field.name);
    if (field.value.absent.empty())
      each.set("value", field.value.text);
    else
      each.set("absent", field.value.absent);
    if (!field.value.received.empty()) each.set("received", field.value.received);
    if (!field.value.system.empty()) each.set("system", field.value.system);
    if (field.value.verdict) each.set("verdict", model::to_string(*field.value.verdict));
    fields.push(std::move(each));
  }
  json.set("fields", std::move(fields));
  return json;
}

}  // namespace trellis::app
