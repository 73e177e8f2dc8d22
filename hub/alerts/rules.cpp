#include "hub/alerts/rules.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <set>
#include <tuple>

#include "hub/alerts/suspicion.hpp"
#include "hub/base/digest.hpp"

namespace trellis::alerts {
namespace {

using sharing::Sourced;

// Fields that hold the day where the mapping left valid_from or valid_to out.
constexpr std::array<std::string_view, 4> start_fields = {"start_date", "date", "start", "arrived"};
constexpr std::array<std::string_view, 2> end_fields = {"end_date", "end"};

template <std::size_t N>
Date day_of(Date valid, const std::array<std::string_view, N>& fields,
            const model::Observation& observation) {
  if (!valid.none()) return valid;
  for (const std::string_view field : fields) {
    const auto date = Date::parse(observation.text(field).substr(0, 10));
    if (date.ok()) return *date;
  }
  return {};
}

Date start_of(const model::Observation& observation) {
  return day_of(observation.valid_from, start_fields, observation);
}

Date event_day(const Rule& rule, const model::Observation& observation) {
  if (rule.counted_from_end) {
    const Date end = day_of(observation.valid_to, end_fields, observation);
    if (!end.none()) return end;
  }
  return start_of(observation);
}

bool is_news(Date day, Date today, int within_days) {
  const std::chrono::days span{within_days};
  return !day.none() && day.last_day() >= today.first_day() - span &&
         day.first_day() <= today.first_day() + span;
}

Date plus_days(Date day, int days) {
  return Date::of(Instant(day.last_day() + std::chrono::days(days)));
}

// Parts are told apart by their lengths, so that no two events share a key by where a part ends.
void append_part(std::string& to, std::string_view part) {
  to += std::to_string(part.size());
  to += ':';
  to += part;
}

std::string key_of(const Rule& rule, const Sourced& held, std::string_view organisation) {
  const model::Observation& observation = held.observation;
  std::string text;
  const std::string start = start_of(observation).text();
  const std::string end = start.empty() ? event_day(rule, observation).text() : std::string();
  for (const std::string_view part :
       {std::string_view(held.connection), std::string_view(held.subject),
        std::string_view(observation.kind), std::string_view(start), std::string_view(end),
        organisation, std::string_view(rule.role)})
    append_part(text, part);
  for (const std::string& name : rule.identity)
    for (const model::Field& field : observation.fields)
      if (field.name == name) append_part(text, field.value.text);
  return rule.id + ":" + hex(sha256(text)).substr(0, 32);
}

bool applies(const Rule& rule, const model::Observation& observation, Date today) {
  return std::find(rule.kinds.begin(), rule.kinds.end(), observation.kind) != rule.kinds.end() &&
         rule.when.holds(observation) &&
         is_news(event_day(rule, observation), today, rule.within_days);
}

std::set<std::string> recipients_of(const Rule& rule,
                                    const std::vector<sharing::OpenService>& open) {
  std::set<std::string> organisations;
  for (const sharing::OpenService& service : open)
    if (service.service == rule.open_to) organisations.insert(service.organisation);
  if (!rule.organisation.empty() && (rule.open_to.empty() || !organisations.empty()))
    return {rule.organisation};
  return organisations;
}

int ages_out_days(const Rule& rule, const model::Observation& observation) {
  if (!is_without_action(observation)) return rule.ages_out_days;
  if (rule.ages_out_days == 0) return without_action_ages_out_days;
  return std::min(rule.ages_out_days, without_action_ages_out_days);
}

}  // namespace

std::vector<Raised> evaluate(std::span<const Rule> rules, ChildId child,
                             std::span<const Sourced> held, const model::Catalogue& catalogue,
                             Date today) {
  const std::vector<sharing::OpenService> open = sharing::open_services(held, catalogue, today);
  const auto place = [&](std::size_t index) {
    return std::tie(held[index].record, held[index].observation.path);
  };
  std::map<std::string, Raised> by_key;
  for (const Rule& rule : rules) {
    const std::set<std::string> recipients = recipients_of(rule, open);
    if (recipients.empty()) continue;
    for (std::size_t index = 0; index < held.size(); ++index) {
      const model::Observation& observation = held[index].observation;
      if (!applies(rule, observation, today)) continue;
      const Date day = event_day(rule, observation);
      const int ages_out = ages_out_days(rule, observation);
      const Date last = ages_out == 0 ? Date() : plus_days(day, ages_out);
      if (!last.none() && last.first_day() < today.first_day()) continue;
      for (const std::string& organisation : recipients) {
        Raised raised{rule.id,      key_of(rule, held[index], organisation),
                      child,        index,
                      organisation, rule.role,
                      rule.purpose, rule.severity,
                      day,          plus_days(today, rule.answer_by_days),
                      last};
        const auto [known, is_new] = by_key.try_emplace(raised.key, raised);
        if (!is_new && place(index) < place(known->second.observation)) known->second = raised;
      }
    }
  }
  std::vector<Raised> all;
  for (auto& [key, raised] : by_key) all.push_back(std::move(raised));
  return all;
}

std::optional<Raised> restate(const Rule& rule, const Raised& told, std::span<const Sourced> held) {
  std::optional<Raised> found;
  const auto place = [&](std::size_t index) {
    return std::tie(held[index].record, held[index].observation.path);
  };
  for (std::size_t index = 0; index < held.size(); ++index) {
    const model::Observation& observation = held[index].observation;
    if (std::find(rule.kinds.begin(), rule.kinds.end(), observation.kind) == rule.kinds.end() ||
        !rule.when.holds(observation) || key_of(rule, held[index], told.organisation) != told.key)
      continue;
    if (found && place(found->observation) < place(index)) continue;
    found = told;
    found->observation = index;
    found->happened = event_day(rule, observation);
  }
  return found;
}

std::string digest_of(const model::Observation& observation) {
  std::string text;
  append_part(text, observation.kind);
  append_part(text, observation.valid_from.text());
  append_part(text, observation.valid_to.text());
  for (const model::Field& field : observation.fields) {
    append_part(text, field.name);
    append_part(text, field.value.text);
  }
  return hex(sha256(text)).substr(0, 32);
}

const Rule* find(std::span<const Rule> rules, std::string_view id) {
  const auto found =
      std::find_if(rules.begin(), rules.end(), [&](const Rule& rule) { return rule.id == id; });
  return found == rules.end() ? nullptr : &*found;
}

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::information:
      return "information";
    case Severity::prompt:
      return "prompt";
    case Severity::urgent:
      return "urgent";
  }
  return "prompt";
}

std::optional<Severity> parse_severity(std::string_view text) {
  for (const Severity one : {Severity::information, Severity::prompt, Severity::urgent})
    if (to_string(one) == text) return one;
  return std::nullopt;
}

}  // namespace trellis::alerts
