#include "hub/sharing/facts.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace trellis::sharing {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 10> openers = {{
    {"education.enrolment", "education"},
    {"health.episode", "health"},
    {"social_care.child_protection_plan", "social_care"},
    {"social_care.cin_plan", "social_care"},
    {"social_care.early_help", "early_help"},
    {"social_care.episode", "social_care"},
    {"social_care.looked_after", "social_care"},
    {"social_care.looked_after_episode", "social_care"},
    {"youth_justice.programme", "youth_justice"},
    {"youth_work.episode", "youth_work"},
}};

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

std::string_view service_opened_by(std::string_view kind) {
  const auto* found = std::find_if(openers.begin(), openers.end(),
                                   [&](const auto& opener) { return opener.first == kind; });
  return found == openers.end() ? std::string_view() : found->second;
}

std::vector<OpenService> open_services(std::span<const Sourced> held, Date today) {
  std::vector<OpenService> open;
  for (const Sourced& one : held) {
    const std::string_view service = service_opened_by(one.observation.kind);
    if (service.empty() || !is_open(one.observation, today)) continue;
    open.push_back({std::string(service), one.organisation, one.observation.kind});
  }
  sort_once(open);
  return open;
}

void Protection::add(model::RestrictionScope scope) {
  location = true;
  if (scope != model::RestrictionScope::location) whole_record = true;
}

ChildFacts facts_of(std::span<const Sourced> held, const Protection& protection, Date today) {
  ChildFacts facts;
  facts.sealed = protection.whole_record;
  facts.protected_location = protection.location || protection.whole_record;
  for (const Sourced& one : held) {
    facts.known_to.push_back(one.organisation);
    if (one.observation.kind == "person.birth") consider_birth(one.observation, facts.birth);
  }
  for (const OpenService& service : open_services(held, today))
    facts.open_to.push_back(service.domain);
  sort_once(facts.known_to);
  sort_once(facts.open_to);
  return facts;
}

}  // namespace trellis::sharing
