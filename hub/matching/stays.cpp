#include "hub/matching/stays.hpp"

#include <algorithm>
#include <string>
#include <tuple>

#include "hub/base/text.hpp"

namespace trellis::matching {
namespace {

using model::Observation;
using Stay = Features::Stay;

constexpr std::size_t most_stays = 100;
// Days. A child may leave and come back in one week; a school that a child left tells it late, so
// that an enrolment nobody ended is known for its first weeks, and as long as attendance is told.
constexpr std::int32_t slip = 7, surely = 35;

constexpr std::string_view urn = "urn ", laestab = "laestab ";

std::int32_t days(Date date) {
  return static_cast<std::int32_t>(date.first_day().time_since_epoch().count());
}

std::string school_of(const Observation& observation) {
  if (const auto number = observation.text("urn"); !number.empty())
    return std::string(urn) + std::string(number);
  if (const auto number = observation.text("laestab"); !number.empty())
    return std::string(laestab) + std::string(number);
  return text::lower(text::trim(observation.text("establishment")));
}

bool is_exact(Date date) { return !date.none() && date.precision() == Date::Precision::day; }

Date date_in(const Observation& observation, std::string_view field, Date otherwise) {
  const auto date = Date::parse(observation.text(field));
  return date.ok() ? *date : otherwise;
}

void end_with_attendance(std::span<const Observation> observations, std::span<Stay> stays) {
  for (const Observation& each : observations) {
    if (each.kind != "education.attendance_summary" || !is_exact(each.valid_to)) continue;
    const std::string school = school_of(each);
    for (Stay& stay : stays)
      if (stay.where == school && stay.from <= each.valid_to)
        stay.to = std::max(stay.to, each.valid_to);
  }
}

}  // namespace

std::vector<Stay> stays_of(std::span<const Observation> observations) {
  std::vector<Stay> stays;
  for (const Observation& each : observations) {
    if (each.kind != "education.enrolment") continue;
    Stay stay{school_of(each), date_in(each, "entry_date", each.valid_from),
              date_in(each, "leaving_date", each.valid_to)};
    if (!stay.where.empty() && is_exact(stay.from)) stays.push_back(std::move(stay));
  }
  // What was told first as open and later as ended is one stay, and ends with the earliest end.
  std::sort(stays.begin(), stays.end(), [](const Stay& a, const Stay& b) {
    return std::tuple(std::tie(a.where, a.from), a.to.none(), a.to) <
           std::tuple(std::tie(b.where, b.from), b.to.none(), b.to);
  });
  const auto is_told_again = [](const Stay& one, const Stay& next) {
    return one.where == next.where && one.from == next.from;
  };
  stays.erase(std::unique(stays.begin(), stays.end(), is_told_again), stays.end());
  const auto open = std::stable_partition(stays.begin(), stays.end(),
                                          [](const Stay& stay) { return !stay.to.none(); });
  end_with_attendance(observations, std::span(open, stays.end()));
  if (stays.size() > most_stays) {
    std::sort(stays.begin(), stays.end(), [](const Stay& a, const Stay& b) {
      return std::tie(b.from, b.where) < std::tie(a.from, a.where);
    });
    stays.resize(most_stays);
  }
  std::sort(stays.begin(), stays.end());
  return stays;
}

void keep_local_names_apart(Features& features, ConnectionId connection) {
  for (Stay& stay : features.stays)
    if (!stay.where.starts_with(urn) && !stay.where.starts_with(laestab))
      stay.where = "connection " + to_string(connection) + ' ' + stay.where;
}

Encoded::Stay encode_stay(const Stay& stay) {
  const std::int32_t from = days(stay.from);
  return {hash_of(stay.where), from, stay.to.none() ? from + surely : days(stay.to)};
}

bool are_on_one_roll(const Encoded& a, const Encoded& b) {
  return std::any_of(a.stays.begin(), a.stays.end(), [&](const Encoded::Stay& left) {
    return std::any_of(b.stays.begin(), b.stays.end(), [&](const Encoded::Stay& right) {
      return left.where == right.where &&
             std::min(left.to, right.to) - std::max(left.from, right.from) > slip;
    });
  });
}

}  // namespace trellis::matching
