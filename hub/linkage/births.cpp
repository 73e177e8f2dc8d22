#include "hub/linkage/births.hpp"

#include <array>
#include <bit>
#include <charconv>
#include <cstdlib>
#include <utility>

#include "hub/base/text.hpp"
#include "hub/comparison/shared_days.hpp"

namespace trellis::linkage {
namespace {

// By the order of the format's letters; anything between the numbers separates them.
Birth read_by_format(std::string_view text, std::string_view format) {
  unsigned year = 0, month = 0, day = 0;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') {
      if (!text.empty()) text.remove_prefix(1);
      continue;
    }
    const char letter = ++i < format.size() ? format[i] : '\0';
    const std::size_t longest = letter == 'Y' ? 4 : 2;
    std::size_t size = 0;
    while (size < longest && size < text.size() && text[size] >= '0' && text[size] <= '9') ++size;
    const unsigned number = number_in(text.substr(0, size));
    text.remove_prefix(size);
    if (letter == 'Y') year = number;
    if (letter == 'y') year = number + (number < 50 ? 2000 : 1900);
    if (letter == 'm') month = number;
    if (letter == 'd') day = number;
  }
  return birth_of(year, month, day);
}

// Two digits each of the year's hundreds, its rest, the month and the day; four bits a digit.
constexpr std::uint32_t two_digits(unsigned number) { return number / 10 << 4U | number % 10; }

template <std::size_t Size, typename Digits>
constexpr auto table_of(Digits digits) {
  std::array<std::uint16_t, Size> table{};
  for (unsigned i = 0; i < Size; ++i) table[i] = static_cast<std::uint16_t>(digits(i));
  return table;
}
constexpr auto digits_of_year = table_of<10'000>(
    [](unsigned year) { return two_digits(year / 100) << 8U | two_digits(year % 100); });
constexpr auto digits_of_day = table_of<512>([](unsigned month_and_day) {
  return two_digits(month_and_day >> 5U) << 8U | two_digits(month_and_day & 31U);
});

std::uint32_t digits_of(Birth birth) {
  return std::uint32_t{digits_of_year[year_of(birth)]} << 16U | digits_of_day[birth & 0x1FFU];
}

// The lowest bit of each digit that differs.
std::uint32_t differing_digits(std::uint32_t a, std::uint32_t b) {
  std::uint32_t difference = a ^ b;
  difference |= difference >> 2U;
  difference |= difference >> 1U;
  return difference & 0x11111111U;
}

// `differing` are two.
bool are_neighbours_swapped(std::uint32_t a, std::uint32_t b, std::uint32_t differing) {
  const auto shift = static_cast<unsigned>(std::countr_zero(differing));
  if (differing >> shift != 0x11U) return false;
  const std::uint32_t of_a = a >> shift & 0xFFU, of_b = b >> shift & 0xFFU;
  return ((of_a << 4U | of_a >> 4U) & 0xFFU) == of_b;
}

int months_of(Birth birth) { return static_cast<int>(year_of(birth) * 12 + month_of(birth)); }

}  // namespace

unsigned number_in(std::string_view text) {
  unsigned value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  return fault == std::errc{} && end == text.data() + text.size() ? value : 0;
}

Birth birth_of(unsigned year, unsigned month, unsigned day) {
  if (year > 9999) return 0;
  if (month > 31 || day > 31) month = day = 0;
  if (month > 12) std::swap(month, day);
  if (month > 12) month = 0;
  if (comparison::is_no_birth_date(year, month, day)) return 0;
  return year << 9U | month << 5U | day;
}

Birth read_birth(std::string_view text, const std::string& format) {
  text = text::trim(text);
  if (!format.empty()) return read_by_format(text, format);
  std::string digits;
  for (const char c : text)
    if (c >= '0' && c <= '9') digits += c;
  if (digits.size() == 4) return birth_of(number_in(digits), 0, 0);
  if (digits.size() == 6)
    return birth_of(number_in(digits.substr(0, 4)), number_in(digits.substr(4)), 0);
  if (digits.size() != 8) return 0;
  const bool year_is_last =
      text.size() >= 3 && (text[2] == '/' || text[2] == '-' || text[2] == '.');
  if (year_is_last)
    return birth_of(number_in(digits.substr(4)), number_in(digits.substr(2, 2)),
                    number_in(digits.substr(0, 2)));
  return birth_of(number_in(digits.substr(0, 4)), number_in(digits.substr(4, 2)),
                  number_in(digits.substr(6)));
}

Born compare_births(Birth a, Birth b) {
  if (a == 0 || b == 0) return Born::missing;
  if (a == b) return Born::same;
  const bool same_year = year_of(a) == year_of(b), same_month = month_of(a) == month_of(b),
             same_day = day_of(a) == day_of(b);
  const bool is_whole = day_of(a) != 0 && day_of(b) != 0;
  if (!is_whole) {
    if (same_year && (same_month || month_of(a) == 0 || month_of(b) == 0))
      return same_month && month_of(a) != 0 ? Born::same_month_and_year : Born::same_year;
    if (year_of(a) == 0 || year_of(b) == 0) return Born::missing;
    return same_year ? Born::same_year : Born::different;
  }
  if (same_year && month_of(a) == day_of(b) && day_of(a) == month_of(b))
    return Born::day_and_month_swapped;
  const std::uint32_t left = digits_of(a), right = digits_of(b);
  const std::uint32_t differing = differing_digits(left, right);
  const int count = std::popcount(differing);
  if (count == 1) return Born::one_digit;
  if (count == 2 && are_neighbours_swapped(left, right, differing)) return Born::two_digits_swapped;
  constexpr Birth first_of_january = 1U << 5U | 1U;
  if (same_year && ((a & 0x1FFU) == first_of_january || (b & 0x1FFU) == first_of_january))
    return Born::default_day;
  if (same_year && same_month) return Born::same_month_and_year;
  if (same_year && same_day) return Born::same_day_and_year;
  if (same_day && same_month) return Born::same_day_and_month;
  if (same_year) return Born::same_year;
  return std::abs(months_of(a) - months_of(b)) <= 12 ? Born::within_a_year : Born::different;
}

}  // namespace trellis::linkage
