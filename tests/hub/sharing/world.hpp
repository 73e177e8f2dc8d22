#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hub/model/catalogue.hpp"
#include "hub/sharing/policy.hpp"

// A small invented world for tests of sharing and alerts: two schools' services, social care, youth
// justice.
namespace trellis::testing {

inline Date day(std::string_view iso) { return *Date::parse(iso); }

inline model::FieldDefinition a_field(std::string name, model::Level level,
                                      model::FieldType type = model::FieldType::text,
                                      std::string codes = {}) {
  std::string label = name;
  label.front() = static_cast<char>(label.front() - 'a' + 'A');
  model::FieldDefinition field = {
      std::move(name), std::move(label), type, std::move(codes), false, level};
  const bool is_place = field.name == "establishment" || field.name == "lines";
  if (type == model::FieldType::text)
    field.whereabouts = is_place ? model::Whereabouts::told : model::Whereabouts::not_told;
  return field;
}

inline model::KindDefinition a_kind(std::string name, std::vector<std::string> purposes,
                                    std::vector<model::FieldDefinition> fields) {
  model::KindDefinition kind;
  kind.label = name;
  kind.name = std::move(name);
  kind.purposes = std::move(purposes);
  kind.fields = std::move(fields);
  return kind;
}

inline std::shared_ptr<const model::Catalogue> make_catalogue() {
  using model::FieldType;
  using model::Level;
  const std::vector<std::string> all = {"youth_justice", "safeguarding"};
  std::vector<model::KindDefinition> kinds = {
      a_kind("person.name", {},
             {a_field("family", Level::identity), a_field("given", Level::identity)}),
      a_kind("person.birth", {}, {a_field("date", Level::identity, FieldType::date)}),
      a_kind("person.address", all,
             {a_field("lines", Level::summary),
              a_field("postcode", Level::identity, FieldType::identifier, "postcode")}),
      a_kind("person.restriction", all, {a_field("scope", Level::detail)}),
      a_kind("education.enrolment", all,
             {a_field("establishment", Level::exists),
              a_field("urn", Level::exists, FieldType::identifier, "urn_school"),
              a_field("year_group", Level::summary), a_field("leaving_date", Level::summary)}),
      a_kind("education.suspension", all,
             {a_field("category", Level::summary),
              a_field("sessions", Level::summary, FieldType::whole_number),
              a_field("reason", Level::detail), a_field("establishment", Level::summary)}),
      a_kind("education.attendance_summary", all,
             {a_field("possible", Level::summary, FieldType::whole_number),
              a_field("authorised", Level::summary, FieldType::whole_number),
              a_field("unauthorised", Level::summary, FieldType::whole_number),
              a_field("percent", Level::summary, FieldType::decimal)}),
      a_kind("social_care.episode", {"safeguarding"},
             {a_field("status", Level::summary), a_field("no_further_action", Level::detail)}),
      a_kind("social_care.child_protection_plan", all,
             {a_field("category", Level::summary), a_field("team", Level::exists)}),
      a_kind("social_care.adoption", all, {a_field("decision", Level::detail)}),
      a_kind("police.arrest", all,
             {a_field("force", Level::summary), a_field("offence", Level::detail)}),
      a_kind("police.crime_outcome", all, {a_field("outcome", Level::summary)}),
      a_kind("youth_justice.programme", all,
             {a_field("service", Level::exists), a_field("type", Level::summary),
              a_field("worker", Level::summary)}),
      a_kind("youth_justice.outcome", all,
             {a_field("type", Level::summary), a_field("given_by", Level::summary)}),
  };
  for (model::KindDefinition& kind : kinds)
    if (kind.name == "person.restriction" || kind.name == "social_care.adoption")
      kind.sensitivity = model::Sensitivity::sealed;
  const std::map<std::string, std::string> opens = {
      {"education.enrolment", "education"},
      {"social_care.child_protection_plan", "social_care"},
      {"social_care.episode", "social_care"},
      {"youth_justice.programme", "youth_justice"}};
  for (model::KindDefinition& kind : kinds) kind.is_place = kind.name == "person.address";
  for (model::KindDefinition& kind : kinds)
    if (const auto found = opens.find(kind.name); found != opens.end()) kind.opens = found->second;
  return std::make_shared<const model::Catalogue>(*model::Catalogue::make(std::move(kinds), {}));
}

inline const std::shared_ptr<const model::Catalogue>& a_catalogue() {
  static const auto catalogue = make_catalogue();
  return catalogue;
}

inline sharing::Parties some_parties() {
  using model::Level;
  return {{{"schools", "Eastmere Education", "education"},
           {"academies", "Northbridge Education", "education"},
           {"care", "Eastmere Children's Social Care", "social_care"},
           {"yjs", "Fourvale Youth Justice Service", "youth_justice"},
           {"police", "Fourvale Police", "police"},
           {"council", "Eastmere Council", "council"}},
          {{"yj_worker", "Youth justice worker", {}, {"youth_justice"}, Level::detail},
           {"yj_manager", "Youth justice manager", {}, {"youth_justice"}, Level::detail},
           {"school_lead", "School lead", {"schools", "academies"}, {}, Level::detail},
           {"steward", "Data steward", {}, {"council", "education"}, Level::identity},
           {"council_it", "Council IT", {}, {"council"}, Level::none}}};
}

// Live from 2026-01-01 to 2026-12-31: schools to youth justice, about every child.
inline sharing::Agreement an_agreement() {
  using model::Level;
  sharing::Agreement agreement;
  agreement.id = "schools-to-yjs";
  agreement.version = "1";
  agreement.title = "Schools and youth justice";
  agreement.status = sharing::Agreement::Status::live;
  agreement.providers = {"schools"};
  agreement.recipients = {{"yjs", {"yj_worker", "yj_manager"}}};
  agreement.purpose = "youth_justice";
  agreement.clauses = {{"1", {"person.name"}, Level::identity, {}},
                       {"2", {"education.*"}, Level::exists, {{"yj_manager", Level::summary}}},
                       {"3", {"education.suspension"}, Level::detail, {}},
                       {"4", {"person.address"}, Level::summary, {}}};
  agreement.start = day("2026-01-01");
  agreement.review = day("2026-09-30");
  agreement.end = day("2026-12-31");
  agreement.signatures = {{"schools", "Director", day("2025-12-01")},
                          {"yjs", "Head of Service", day("2025-12-02")}};
  return agreement;
}

inline sharing::Sourced held_by(std::string organisation, std::string kind, std::string_view from,
                                std::string_view to = {},
                                std::vector<std::pair<std::string, std::string>> fields = {}) {
  sharing::Sourced held;
  held.connection = organisation + "-1";
  held.organisation = std::move(organisation);
  held.subject = "S1";
  held.record = "R1";
  held.observation.kind = std::move(kind);
  if (!from.empty()) held.observation.valid_from = day(from);
  if (!to.empty()) held.observation.valid_to = day(to);
  for (auto& [name, text] : fields)
    held.observation.fields.push_back({name, {text, text + " as received", {}, {}, {}}});
  return held;
}

inline const Date today = day("2026-06-15");
inline const sharing::Asker worker = {"yj_worker", "yjs", "youth_justice"};
inline const sharing::Asker manager = {"yj_manager", "yjs", "youth_justice"};

inline sharing::Policy policy_of(std::vector<sharing::Agreement> agreements) {
  return {some_parties(), std::move(agreements), a_catalogue()};
}

}  // namespace trellis::testing
