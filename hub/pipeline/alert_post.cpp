#include "hub/pipeline/alert_post.hpp"

#include <algorithm>
#include <map>

#include "hub/formats/json.hpp"

namespace trellis::pipeline {
namespace {

using alerts::Standing;
using formats::Json;

// What a person reads first says that something changed, whatever columns their system takes in.
std::string announced(const alerts::Alert& alert, const std::string& text) {
  switch (alert.standing) {
    case Standing::stands:
      return "Stands again: " + text;
    case Standing::corrected:
      return "Corrected: " + text;
    case Standing::withdrawn:
      return "Withdrawn: " + text;
  }
  return text;
}

const Json* keys_of(const Json& about, const std::string& connection) {
  return about.is(Json::Type::object) ? about.find(connection) : nullptr;
}

}  // namespace

bool AlertPost::has_route_to(const std::string& organisation) const {
  return std::any_of(routes_.begin(), routes_.end(),
                     [&](const Route& route) { return route.organisation == organisation; });
}

Status AlertPost::send(const alerts::Alert& alert) {
  for (const Route& route : routes_) {
    if (route.organisation != alert.alert.raised.organisation) continue;
    TRELLIS_LET(auto connection, records_.connection(route.connection, route.organisation));
    TRELLIS_LET(auto told, was_told(alert, connection));
    if (alert.standing == Standing::withdrawn && !told) continue;
    std::string key = "alert-" + to_string(alert.id);
    if (alert.revision > 0) key += "-" + std::to_string(alert.revision);
    const std::string bytes = message(alert, route, told);
    TRELLIS_TRY(outbox_.put({connection, alert.id, key, "application/json", bytes}, clock_.now()));
  }
  return done();
}

// A delivery that was handed out once may have reached its receiver, whatever came back.
Result<bool> AlertPost::was_told(const alerts::Alert& alert, ConnectionId connection) {
  TRELLIS_LET(auto deliveries, outbox_.of(alert.id));
  bool told = false;
  for (const queue::Delivery& delivery : deliveries) {
    if (delivery.connection != connection) continue;
    told = told || delivery.handed > 0 || delivery.state == queue::DeliveryState::delivered;
    if (delivery.state == queue::DeliveryState::waiting ||
        delivery.state == queue::DeliveryState::held)
      TRELLIS_TRY(outbox_.withdraw(delivery.id, "the alert was revised before it went out"));
  }
  return told;
}

// The recipient knows the child by its own key.
std::string AlertPost::message(const alerts::Alert& alert, const Route& route,
                               bool was_told) const {
  const alerts::NewAlert& told = alert.alert;
  const bool is_withdrawn = alert.standing == Standing::withdrawn;
  const auto words = [&](const std::string& text) {
    return was_told ? announced(alert, text) : text;
  };
  Json message = Json::object();
  message.set("type", "alert");
  message.set("alert", to_string(alert.id));
  message.set("number", std::to_string(was_told ? alert.revision : 0));
  message.set("standing", was_told ? to_string(alert.standing) : to_string(Standing::stands));
  message.set("rule", told.raised.rule);
  message.set("severity", alerts::to_string(told.raised.severity));
  message.set("title", words(told.content.title));
  message.set("sentence", is_withdrawn ? words(alert.because) : words(told.content.sentence));
  message.set("happened", told.raised.happened.text());
  message.set("answer_by", is_withdrawn ? std::string() : told.raised.due.text());
  message.set("from_organisation", policy_.parties().title_of(told.provider));
  message.set("agreement", told.content.agreement);
  if (const auto about = Json::parse(told.about); about.ok())
    if (const Json* keys = keys_of(*about, route.connection); keys && !keys->items().empty())
      message.set("source_key", keys->items().front().string());
  std::string details;
  for (const auto& [label, value] : told.content.fields)
    if (!is_withdrawn) details += (details.empty() ? "" : "; ") + label + ": " + value;
  message.set("details", details);
  return message.dump();
}

std::string known_as(const std::string& organisation, const std::vector<KnownSubject>& subjects) {
  std::map<std::string, Json> by_connection;
  for (const KnownSubject& subject : subjects)
    if (subject.organisation == organisation)
      by_connection.try_emplace(subject.connection, Json::array())
          .first->second.push(Json(std::string_view(subject.source_key)));
  Json about = Json::object();
  for (auto& [connection, keys] : by_connection) about.set(connection, std::move(keys));
  return about.dump();
}

bool is_known_as_another(const std::string& told, const std::string& now) {
  const auto before = Json::parse(told), after = Json::parse(now);
  if (!before.ok() || !after.ok()) return false;
  for (const auto& [connection, keys] : before->members()) {
    if (keys.items().empty()) continue;
    const std::string& key = keys.items().front().string();
    const Json* known = keys_of(*after, connection);
    if (known == nullptr || std::none_of(known->items().begin(), known->items().end(),
                                         [&](const Json& each) { return each.string() == key; }))
      return true;
  }
  return false;
}

}  // namespace trellis::pipeline
