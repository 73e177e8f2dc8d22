#include "hub/matching/engine/birth.hpp"

#include <array>
#include <cstdlib>

namespace trellis::matching {
namespace {

std::array<unsigned, 8> digits_of(Date date) {
  const auto year = static_cast<unsigned>(date.year());
  return {year / 1000,       year / 100 % 10,   year / 10 % 10,  year % 10,
          date.month() / 10, date.month() % 10, date.day() / 10, date.day() % 10};
}

bool one_digit_off(Date a, Date b) {
  if (a.year() != b.year() && a.month() != b.month() && a.day() != b.day()) return false;
  const auto left = digits_of(a);
  const auto right = digits_of(b);
  std::size_t differing = 0;
  std::size_t last = 0;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (left[i] == right[i]) continue;
    ++differing;
    last = i;
  }
  if (differing == 1) return true;
  return differing == 2 && left[last] == right[last - 1] && left[last - 1] == right[last];
}

// At most 31 days.
bool are_within(long days, Date a, Date b) {
  const auto months = [](Date date) { return 12 * date.year() + static_cast<int>(date.month()); };
  return std::abs(months(a) - months(b)) <= 2 &&
         std::labs((a.first_day() - b.first_day()).count()) <= days;
}

BirthLevel compare_partial(Date a, Date b) {
  const bool has_months = a.month() != 0 && b.month() != 0;
  if (a.year() != b.year()) return BirthLevel::different;
  if (!has_months) return BirthLevel::to_year;
  return a.month() == b.month() ? BirthLevel::to_month : BirthLevel::same_year;
}

}  // namespace

bool born_together(Date a, Date b) { return a.day() != 0 && b.day() != 0 && are_within(1, a, b); }

BirthLevel compare_births(Date a, Date b) {
  if (a.none() || b.none()) return BirthLevel::missing;
  if (a.day() == 0 || b.day() == 0) return compare_partial(a, b);
  if (a == b) return BirthLevel::same;

  const bool is_same_month = a.year() == b.year() && a.month() == b.month();
  if (a.year() == b.year() && a.month() == b.day() && a.day() == b.month())
    return BirthLevel::swapped;
  if (a.month() == b.month() && a.day() == b.day() && std::abs(a.year() - b.year()) == 1)
    return BirthLevel::year_off;
  const auto is_new_year = [](Date date) { return date.month() == 1 && date.day() == 1; };
  if (a.year() == b.year() && (is_new_year(a) || is_new_year(b))) return BirthLevel::default_day;
  if (is_same_month && (a.day() == 1 || b.day() == 1)) return BirthLevel::default_day;
  if (one_digit_off(a, b)) return BirthLevel::one_digit;
  if (is_same_month) return BirthLevel::same_month;
  if (are_within(31, a, b)) return BirthLevel::near;
  return a.year() == b.year() ? BirthLevel::same_year : BirthLevel::different;
}

}  // namespace trellis::matching
