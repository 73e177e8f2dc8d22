#include "hub/matching/stays.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include "hub/base/text.hpp"

namespace trellis::matching {
namespace {

using model::Observation;
using Stay = Features::Stay;

constexpr std::int32_t for_ever = std::numeric_limits<std::int32_t>::max();
// Days. Slips of a day are common where one stay ends and the next begins; deaths are told late.
constexpr std::int32_t slip = 1, late = 31;

std::int32_t days(Date date) {
  return static_cast<std::int32_t>(date.first_day().time_since_epoch().count());
}

bool is_exact(Date date) { return !date.none() && date.precision() == Date::Precision::day; }

std::string school_of(const Observation& enrolment) {
  if (const auto urn = enrolment.text("urn"); !urn.empty()) return "urn " + std::string(urn);
  if (const auto number = enrolment.text("laestab"); !number.empty())
    return "laestab " + std::string(number);
  return text::lower(text::trim(enrolment.text("establishment")));
}

// A site's code begins with its trust's three letters.
std::string trust_of(const Observation& admission) {
  return text::lower(admission.text("ods_code").substr(0, 3));
}

// What was told first as open and later as ended is one stay.
void add(Stay stay, std::vector<Stay>& stays) {
  const auto same = std::find_if(stays.begin(), stays.end(), [&](const Stay& each) {
    return each.in == stay.in && each.where == stay.where && each.from == stay.from;
  });
  if (same == stays.end())
    stays.push_back(std::move(stay));
  else if (same->to.none() || (!stay.to.none() && stay.to < same->to))
    same->to = stay.to;
}

void add_enrolment(const Observation& observation, std::vector<Stay>& stays) {
  const auto from = Date::parse(observation.text("entry_date"));
  const auto to = Date::parse(observation.text("leaving_date"));
  Stay stay{Stay::In::roll, school_of(observation), from.ok() ? *from : observation.valid_from,
            to.ok() ? *to : observation.valid_to};
  if (!stay.where.empty() && is_exact(stay.from)) add(std::move(stay), stays);
}

// Only those that are known to have ended and were not taken back: a discharge may never be told.
void add_admission(const Observation& admission, std::span<const Observation> all,
                   std::vector<Stay>& stays) {
  if (admission.text("class") != "I" || !is_exact(admission.valid_from)) return;
  const auto visit = admission.text("visit_id");
  const std::string where = trust_of(admission);
  if (visit.empty() || where.empty()) return;
  const auto is_taken_back = [&](const Observation& each) {
    return each.kind == "health.cancellation" && each.text("visit_id") == visit;
  };
  if (std::any_of(all.begin(), all.end(), is_taken_back)) return;
  for (const Observation& each : all)
    if (each.kind == "health.discharge" && each.text("visit_id") == visit &&
        trust_of(each) == where && is_exact(each.valid_from))
      add({Stay::In::ward, where, admission.valid_from, each.valid_from}, stays);
}

bool are_at_one_time(const Encoded::Stay& a, const Encoded::Stay& b) {
  const std::int64_t common = std::int64_t{std::min(a.to, b.to)} - std::max(a.from, b.from);
  return common > slip;
}

Clash clash_of(const Encoded::Stay& a, const Encoded::Stay& b) {
  if (a.in != b.in || !are_at_one_time(a, b)) return Clash::none;
  if (a.in == Stay::In::roll) return a.where == b.where ? Clash::one_roll : Clash::none;
  return a.where != b.where ? Clash::two_wards : Clash::none;
}

bool is_after_death(const Encoded& dead, const Encoded& other) {
  if (!is_exact(dead.died)) return false;
  const std::int32_t died = days(dead.died);
  const bool was_born_later =
      !other.births.empty() &&
      std::all_of(other.births.begin(), other.births.end(),
                  [&](Date birth) { return is_exact(birth) && days(birth) > died + late; });
  return was_born_later || std::any_of(other.stays.begin(), other.stays.end(),
                                       [&](const auto& stay) { return stay.from > died + late; });
}

}  // namespace

std::vector<Stay> stays_of(std::span<const Observation> observations) {
  std::vector<Stay> stays;
  for (const Observation& observation : observations) {
    if (observation.kind == "education.enrolment") add_enrolment(observation, stays);
    if (observation.kind == "health.admission") add_admission(observation, observations, stays);
  }
  std::sort(stays.begin(), stays.end());
  return stays;
}

Encoded::Stay encode_stay(const Stay& stay) {
  const auto last = [&] {
    return static_cast<std::int32_t>(stay.to.last_day().time_since_epoch().count());
  };
  return {hash_of(stay.where), days(stay.from), stay.to.none() ? for_ever : last(), stay.in};
}

Clash clash_of(const Encoded& a, const Encoded& b) {
  if (is_after_death(a, b) || is_after_death(b, a)) return Clash::after_death;
  Clash found = Clash::none;
  for (const Encoded::Stay& left : a.stays)
    for (const Encoded::Stay& right : b.stays) found = std::max(found, clash_of(left, right));
  return found;
}

}  // namespace trellis::matching
