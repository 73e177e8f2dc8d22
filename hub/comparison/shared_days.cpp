#include "hub/comparison/shared_days.hpp"

#include <algorithm>
#include <cmath>

namespace trellis::comparison {
namespace {

constexpr double days_in_a_year = 365.25;
constexpr double worth = 1000;  // births

// Of a hub that nobody has told anything: among those who came without papers 1 January is the
// usual day.
double usual_share(unsigned month) {
  if (month == 1) return 1.0 / 12;
  return month == 7 ? 1.0 / 40 : 1.0 / 120;
}

// However seldom it is told: who shares it shares a name's community and its papers as well.
double least_bits_off(unsigned month) { return month == 1 || month == 7 ? 3 : 0; }

}  // namespace

bool is_no_birth_date(unsigned year, unsigned month, unsigned day) {
  struct Day {
    unsigned year, month, day;
    bool operator==(const Day&) const = default;
  };
  // The first days of spreadsheets and of databases, the last of calendars, and one key held down.
  constexpr std::array<Day, 9> days = {{{1, 1, 1},
                                        {1111, 11, 11},
                                        {1753, 1, 1},
                                        {1899, 12, 30},
                                        {1899, 12, 31},
                                        {1900, 1, 1},
                                        {1901, 1, 1},
                                        {2999, 12, 31},
                                        {9999, 12, 31}}};
  return std::find(days.begin(), days.end(), Day{year, month, day}) != days.end();
}

bool may_stand_for_unknown(unsigned year, unsigned month, unsigned day) {
  constexpr unsigned long_ago = 1990;
  return is_no_birth_date(year, month, day) || (year < long_ago && month == 1 && day == 1);
}

bool SharedDays::is_month(unsigned month) { return month >= 1 && month <= 12; }

void SharedDays::count(unsigned month, unsigned day, int by) {
  if (!is_month(month) || day == 0) return;
  told_.all += by;
  if (day == 1) told_.firsts[month - 1] += by;
}

std::int64_t SharedDays::settled(unsigned month) const {
  return month == 0 ? settled_.all : settled_.firsts[month - 1];
}

void SharedDays::settle(unsigned month, std::int64_t births) {
  (month == 0 ? settled_.all : settled_.firsts[month - 1]) = births;
}

double SharedDays::share(unsigned month, unsigned day) const {
  if (day != 1 || !is_month(month)) return 1 / days_in_a_year;
  const auto told = static_cast<double>(settled_.firsts[month - 1]);
  return (told + worth * usual_share(month)) / (static_cast<double>(settled_.all) + worth);
}

double SharedDays::bits(unsigned month, unsigned day) const {
  if (day != 1 || !is_month(month)) return 0;
  return -std::max(least_bits_off(month), std::log2(share(month, day) * days_in_a_year));
}

}  // namespace trellis::comparison
