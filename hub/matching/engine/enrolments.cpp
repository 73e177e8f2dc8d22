#include "hub/matching/engine/enrolments.hpp"

#include <algorithm>
#include <string>
#include <tuple>

#include "hub/base/text.hpp"
#include "hub/matching/engine/constants.hpp"

namespace trellis::matching {
namespace {

using model::Observation;
using Enrolment = Features::Enrolment;

// Days. A child may leave and come back in one week; a school that a child left tells it late, so
// that an enrolment nobody ended is known for its first weeks, and as long as attendance is told.

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

void end_with_attendance(std::span<const Observation> observations,
                         std::span<Enrolment> enrolments) {
  for (const Observation& each : observations) {
    if (each.kind != "education.attendance_summary" || !is_exact(each.valid_to)) continue;
    const std::string school = school_of(each);
    for (Enrolment& enrolment : enrolments)
      if (enrolment.where == school && enrolment.from <= each.valid_to)
        enrolment.to = std::max(enrolment.to, each.valid_to);
  }
}

}  // namespace

std::vector<Enrolment> enrolments_of(std::span<const Observation> observations) {
  std::vector<Enrolment> enrolments;
  for (const Observation& each : observations) {
    if (each.kind != "education.enrolment") continue;
    Enrolment enrolment{school_of(each), date_in(each, "entry_date", each.valid_from),
                        date_in(each, "leaving_date", each.valid_to)};
    if (!enrolment.where.empty() && is_exact(enrolment.from))
      enrolments.push_back(std::move(enrolment));
  }
  // What was told first as open and later as ended is one enrolment, and ends with the earliest
  // end.
  std::sort(enrolments.begin(), enrolments.end(), [](const Enrolment& a, const Enrolment& b) {
    return std::tuple(std::tie(a.where, a.from), a.to.none(), a.to) <
           std::tuple(std::tie(b.where, b.from), b.to.none(), b.to);
  });
  const auto is_told_again = [](const Enrolment& one, const Enrolment& next) {
    return one.where == next.where && one.from == next.from;
  };
  enrolments.erase(std::unique(enrolments.begin(), enrolments.end(), is_told_again),
                   enrolments.end());
  const auto open =
      std::stable_partition(enrolments.begin(), enrolments.end(),
                            [](const Enrolment& enrolment) { return !enrolment.to.none(); });
  end_with_attendance(observations, std::span(open, enrolments.end()));
  if (enrolments.size() > constants::most_enrolments) {
    std::sort(enrolments.begin(), enrolments.end(), [](const Enrolment& a, const Enrolment& b) {
      return std::tie(b.from, b.where) < std::tie(a.from, a.where);
    });
    enrolments.resize(constants::most_enrolments);
  }
  std::sort(enrolments.begin(), enrolments.end());
  return enrolments;
}

void keep_local_names_apart(Features& features, ConnectionId connection) {
  for (Enrolment& enrolment : features.enrolments)
    if (!enrolment.where.starts_with(urn) && !enrolment.where.starts_with(laestab))
      enrolment.where = "connection " + to_string(connection) + ' ' + enrolment.where;
}

Encoded::Enrolment encode_enrolment(const Enrolment& enrolment) {
  const std::int32_t from = days(enrolment.from);
  return {short_hash_of(enrolment.where), from,
          enrolment.to.none() ? from + constants::enrolment_surely : days(enrolment.to)};
}

bool are_on_one_roll(const Encoded& a, const Encoded& b) {
  return std::any_of(a.enrolments.begin(), a.enrolments.end(), [&](const Encoded::Enrolment& left) {
    return std::any_of(b.enrolments.begin(), b.enrolments.end(),
                       [&](const Encoded::Enrolment& right) {
                         return left.where == right.where &&
                                std::min(left.to, right.to) - std::max(left.from, right.from) >
                                    constants::enrolment_slip;
                       });
  });
}

}  // namespace trellis::matching
