#include "hub/sharing/facts.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace trellis::sharing {
namespace {

// Fields that say when an episode ended, for mappings that do not set valid_to.
constexpr std::array<std::string_view, 4> end_fields = {"end_date", "closure_date", "ceased_date",
                                                        "leaving_date"};

bool is_past(Date day, Date today) { return !day.none() && day.last_day() < today.first_day(); }

bool is_open(const model::Observation& observation, Date today) {
  if (!observation.valid_from.none() && observation.valid_from.first_day() > today.first_day())
    return false;
  if (is_past(observation.valid_to, today)) return false;
  for (const std::string_view field : end_fields) {
    const auto end = Date::parse(observation.text(field));
    if (end.ok() && is_past(*end, today)) return false;
  }
  return observation.text("no_further_action") != "true";
}

// The most exact date, and of equally exact ones the latest birth: the youngest age decides with
// care.
void consider_birth(const model::Observation& observation, Date& birth) {
  const auto date = Date::parse(observation.text("date"));
  if (!date.ok()) return;
  const auto rank = [](Date day) { return std::pair(day.none() ? -1 : int(day.precision()), day); };
  if (rank(*date) > rank(birth)) birth = *date;
}

template <typename T>
void sort_once(std::vector<T>& all) {
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
}

}  // namespace

std::vector<OpenService> open_services(std::span<const Sourced> held,
                                       const model::Catalogue& catalogue, Date today) {
  std::vector<OpenService> open;
  for (const Sourced& one : held) {
    const model::KindDefinition* kind = catalogue.kind(one.observation.kind);
    if (kind == nullptr || kind->opens.empty() || !is_open(one.observation, today)) continue;
    open.push_back({kind->opens, one.organisation, kind->name});
  }
  sort_once(open);
  return open;
}

void Protection::add(model::RestrictionScope scope) {
  location = true;
  if (scope != model::RestrictionScope::location) whole_record = true;
}

ChildFacts facts_of(std::span<const Sourced> held, const Protection& protection,
                    const model::Catalogue& catalogue, Date today) {
  ChildFacts facts;
  facts.sealed = protection.whole_record;
  facts.protected_location = protection.location || protection.whole_record;
  for (const Sourced& one : held) {
    facts.known_to.push_back(one.organisation);
    if (one.observation.kind == "person.birth") consider_birth(one.observation, facts.birth);
  }
  for (const OpenService& service : open_services(held, catalogue, today))
    facts.open_to.push_back(service.service);
  sort_once(facts.known_to);
  sort_once(facts.open_to);
  return facts;
}

}  // namespace trellis::sharing
