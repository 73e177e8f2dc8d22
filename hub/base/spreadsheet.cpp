#include "hub/base/spreadsheet.hpp"

#include <algorithm>
#include <array>

#include "hub/base/text.hpp"

namespace trellis::text {

namespace {

constexpr std::string_view digits = "0123456789";

// One digit again and again, or the keyboard's row of digits.
bool is_typed_for_none(std::string_view number) {
  constexpr std::size_t enough = 6;  // shorter ones are given in order: 111, 1234
  constexpr std::string_view row = "1234567890";
  if (number.empty() || number.find_first_not_of(digits) != std::string_view::npos) return false;
  const bool is_one_digit = number.find_first_not_of(number.front()) == std::string_view::npos;
  if (is_one_digit && number.front() == '0') return true;
  return number.size() >= enough && (is_one_digit || row.starts_with(number));
}

std::size_t take_digits(std::string_view& text) {
  const std::size_t count = std::min(text.find_first_not_of(digits), text.size());
  text.remove_prefix(count);
  return count;
}

}  // namespace

bool is_rounded_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  if (take_digits(text) == 0) return false;
  const bool has_point = text.starts_with('.') || text.starts_with(',');
  if (has_point) {
    text.remove_prefix(1);
    take_digits(text);
  }
  if (!text.starts_with('E') && !text.starts_with('e')) return false;
  text.remove_prefix(1);
  const bool has_plus = text.starts_with('+');
  if (has_plus || text.starts_with('-')) text.remove_prefix(1);
  if (!has_point && !has_plus) return false;
  return take_digits(text) > 0 && text.empty();
}

bool is_spreadsheet_error(std::string_view text) {
  constexpr std::array<std::string_view, 10> errors = {"#REF!",  "#N/A",    "#VALUE!", "#NAME?",
                                                       "#NUM!",  "#DIV/0!", "#NULL!",  "#SPILL!",
                                                       "#CALC!", "#FIELD!"};
  if (!text.starts_with('#')) return false;
  constexpr std::size_t narrow_column = 3;  // signs at least, where a number is too wide
  if (text.size() >= narrow_column && text.find_first_not_of('#') == std::string_view::npos)
    return true;
  return std::any_of(errors.begin(), errors.end(),
                     [&](auto error) { return equal_ignoring_case(text, error); });
}

bool is_word_for_none(std::string_view text) {
  constexpr std::array<std::string_view, 14> words = {
      "unk", "n/a",     "na",        "n.a.",           "null",          "nil", "none",
      "nan", "unknown", "not known", "not applicable", "not available", "tbc", "undefined"};
  text = trim(text);
  if (text.empty()) return false;
  if (text.find_first_not_of("-.?") == std::string_view::npos) return true;
  return std::any_of(words.begin(), words.end(),
                     [&](auto word) { return equal_ignoring_case(text, word); });
}

bool stands_for_no_number(std::string_view text) {
  constexpr std::array<std::string_view, 27> words = {
      "nk",      "n/k",          "unk",      "unknwn",    "no number", "not given", "not stated",
      "missing", "not recorded", "pending",  "to follow", "tba",       "tbd",       "test",
      "testing", "dummy",        "temp",     "temporary", "anonymous", "anon",      "not issued",
      "no id",   "no nhs",       "notknown", "blank",     "xxx",       "no upn"};
  text = trim(text);
  if (is_word_for_none(text) || is_typed_for_none(text)) return true;
  return std::any_of(words.begin(), words.end(),
                     [&](auto word) { return equal_ignoring_case(text, word); });
}

bool is_placeholder_key(std::string_view key) {
  while (true) {
    if (stands_for_no_number(key)) return true;  // "N/A" has a slash itself
    const auto slash = key.find('/');
    if (slash == std::string_view::npos) return false;
    key.remove_prefix(slash + 1);
  }
}

bool has_rounded_part(std::string_view key) {
  while (true) {
    const auto slash = key.find('/');
    if (is_rounded_number(key.substr(0, slash))) return true;
    if (slash == std::string_view::npos) return false;
    key.remove_prefix(slash + 1);
  }
}

}  // namespace trellis::text
