#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace trellis::linkage {

// Year << 9 | month << 5 | day; a part that is not known is 0, a date that is not known is 0.
using Birth = std::uint32_t;
constexpr unsigned year_of(Birth birth) { return birth >> 9U; }
constexpr unsigned month_of(Birth birth) { return birth >> 5U & 15U; }
constexpr unsigned day_of(Birth birth) { return birth & 31U; }

// A number of digits alone; 0 where the text is none.
unsigned number_in(std::string_view text);
// Parts out of range are not known; a month that can only be a day changes its place with it.
Birth birth_of(unsigned year, unsigned month, unsigned day);
// A date in one of the usual ways of writing, or by a strptime format; 0 where it is none.
Birth read_birth(std::string_view text, const std::string& format);

// How two births compare.
enum class Born : std::uint8_t {
  missing,
  same,
  day_and_month_swapped,
  one_digit,
  two_digits_swapped,
  default_day,  // the same year, and one is its first of January
  same_month_and_year,
  same_day_and_year,
  same_day_and_month,
  same_year,
  within_a_year,
  different
};
Born compare_births(Birth a, Birth b);

}  // namespace trellis::linkage
