#include "hub/model/check_digit.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "hub/model/shape.hpp"

namespace trellis::model {

namespace {

constexpr std::string_view upn_letters = "ABCDEFGHJKLMNPQRTUVWXYZ";
constexpr std::string_view police_letters = "ZABCDEFGHJKLMNPQRTUVWXY";

int digit(char c) { return c - '0'; }

bool is_one_digit_repeated(std::string_view digits) {
  return digits.find_first_not_of(digits.front()) == std::string_view::npos;
}

// 10 times the first, 9 times the second, ... 2 times the ninth.
int falling_sum(std::string_view digits) {
  int sum = 0;
  for (int place = 0; place < 9; ++place)
    sum += (10 - place) * digit(digits[static_cast<std::size_t>(place)]);
  return sum;
}

std::int64_t number(std::string_view digits) {
  std::int64_t value = 0;
  for (const char c : digits) value = value * 10 + digit(c);
  return value;
}

char police_letter(std::int64_t number) {
  return police_letters[static_cast<std::size_t>(number % std::ssize(police_letters))];
}

std::string padded(std::string_view digits, std::size_t width) {
  return std::string(width - digits.size(), '0') + std::string(digits);
}

struct NumberRange {
  std::string_view first, last;
  Verdict verdict;
  std::string_view note;
};

// Source: NHS Data Dictionary, "NHS NUMBER"; ranges as the nhs-number library lists them.
constexpr std::array<NumberRange, 5> nhs_ranges = {{
    {"0101000000", "3112999999", Verdict::valid,
     "a Scottish CHI number, not one of England or Wales"},
    {"3200000000", "3999999999", Verdict::valid, "a number of Northern Ireland"},
    {"4000000000", "4999999999", Verdict::valid, ""},
    {"6000000000", "7999999999", Verdict::valid, ""},
    {"9000000000", "9999999999", Verdict::valid,
     "a test number: this range is never issued to people"},
}};

}  // namespace

Checked check_nhs_number(std::string digits) {
  if (is_one_digit_repeated(digits))
    return {Verdict::placeholder, std::move(digits), "one digit repeated stands for no number"};
  const int check = (11 - falling_sum(digits) % 11) % 11;  // 10 never matches: not issued
  if (check != digit(digits[9])) return {Verdict::bad_check, std::move(digits), {}};
  for (const NumberRange& range : nhs_ranges)
    if (range.first <= digits && digits <= range.last)
      return {range.verdict, std::move(digits), std::string(range.note)};
  return {Verdict::unknown_range, std::move(digits), {}};
}

// Source: Learning Records Service, "Unique learner number", check digit.
Checked check_uln(std::string digits) {
  if (digits.front() == '0') return {Verdict::bad_shape, std::move(digits), {}};
  if (digits == "9999999999")
    return {Verdict::placeholder, std::move(digits), "the official stand-in for no ULN yet"};
  const int remainder = falling_sum(digits) % 11;
  if (remainder == 0 || 10 - remainder != digit(digits[9]))
    return {Verdict::bad_check, std::move(digits), {}};
  return {Verdict::valid, std::move(digits), {}};
}

// Source: DfE, "Unique pupil numbers: a guide", check letter.
Checked check_upn(std::string text) {
  const auto letter_value = [](char c) { return upn_letters.find(c); };
  if (!has_shape(text, "ld{11}n") || letter_value(text.front()) == std::string_view::npos)
    return {Verdict::bad_shape, std::move(text), {}};
  const bool temporary = !has_shape(text.substr(12), "d");
  if (temporary && letter_value(text.back()) == std::string_view::npos)
    return {Verdict::bad_shape, std::move(text), {}};
  std::size_t sum = 0;
  for (std::size_t place = 1; place < 12; ++place)
    sum += (place + 1) * static_cast<std::size_t>(digit(text[place]));
  sum +=
      13 * (temporary ? letter_value(text.back()) : static_cast<std::size_t>(digit(text.back())));
  if (upn_letters[sum % upn_letters.size()] != text.front())
    return {Verdict::bad_check, std::move(text), {}};
  if (is_one_digit_repeated(std::string_view(text).substr(1)))
    return {Verdict::placeholder, std::move(text), "one digit repeated stands for no number"};
  return {Verdict::valid, std::move(text), temporary ? "a temporary UPN" : ""};
}

// Source: Home Office, PNC manual: identifiers; the forms are those that HMPPS accepts.
Checked check_pnc_id(std::string text, int this_year) {
  if (!has_shape(text, "d{4}/d{1,7}l|d{2}/d{1,7}l|d{11}l|d{3,9}l"))
    return {Verdict::bad_shape, std::move(text), {}};
  const std::string_view all = text;
  constexpr std::size_t full_length = 12;  // YYYYNNNNNNNX
  const std::size_t slash = all.find('/');
  const bool has_slash = slash != std::string_view::npos;
  const std::size_t year_size = has_slash ? slash : (all.size() == full_length ? 4 : 2);
  const std::string_view serial =
      all.substr(year_size + (has_slash ? 1 : 0), all.size() - year_size - (has_slash ? 1 : 0) - 1);

  int year = static_cast<int>(number(all.substr(0, year_size)));
  if (year_size == 2) year += year > this_year % 100 ? 1900 : 2000;
  std::string canonical =
      padded(std::to_string(year), 4) + '/' + padded(serial, 7) + std::string(1, all.back());
  const std::int64_t whole = (year % 100) * std::int64_t{10'000'000} + number(serial);
  if (police_letter(whole) != all.back()) return {Verdict::bad_check, std::move(canonical), {}};
  const bool possible = year >= 1900 && year <= this_year;
  return {possible ? Verdict::valid : Verdict::unknown_range, std::move(canonical), {}};
}

// Source: as the PNC id. The search-file form (SF) counts its serial as written.
Checked check_cro(std::string text) {
  const std::string_view all = text;
  const bool search_file = has_shape(all, "SFd{2}/d{1,6}l");
  if (!search_file && !has_shape(all, "d{1,6}/d{2}l"))
    return {Verdict::bad_shape, std::move(text), {}};
  const std::size_t slash = all.find('/');
  const char letter = all.back();
  std::string counted, canonical;
  if (search_file) {
    counted =
        std::string(all.substr(2, 2)) + std::string(all.substr(slash + 1, all.size() - slash - 2));
    canonical = all;
  } else {
    const std::string serial = padded(all.substr(0, slash), 6);
    const std::string_view year = all.substr(slash + 1, 2);
    counted = std::string(year) + serial;
    canonical = serial + '/' + std::string(year) + letter;
  }
  const bool right = police_letter(number(counted)) == letter;
  return {right ? Verdict::valid : Verdict::bad_check, std::move(canonical), {}};
}

}  // namespace trellis::model
