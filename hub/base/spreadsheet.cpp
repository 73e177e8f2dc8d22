#include "hub/base/spreadsheet.hpp"

#include <algorithm>
#include <array>

#include "hub/base/text.hpp"

namespace trellis::text {

namespace {

constexpr std::string_view digits = "0123456789";

std::size_t take_digits(std::string_view& text) {
  const std::size_t count = std::min(text.find_first_not_of(digits), text.size());
  text.remove_prefix(count);
  return count;
}

}  // namespace

bool is_rounded_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  if (take_digits(text) == 0) return false;
  if (text.starts_with('.') || text.starts_with(',')) {
    text.remove_prefix(1);
    take_digits(text);
  }
  if (!text.starts_with("E+") && !text.starts_with("e+")) return false;
  text.remove_prefix(2);
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
  constexpr std::array<std::string_view, 13> words = {
      "n/a",     "na",        "n.a.",           "null",          "nil", "none",     "nan",
      "unknown", "not known", "not applicable", "not available", "tbc", "undefined"};
  text = trim(text);
  if (text.empty()) return false;
  if (text.find_first_not_of("-.?") == std::string_view::npos) return true;
  return std::any_of(words.begin(), words.end(),
                     [&](auto word) { return equal_ignoring_case(text, word); });
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
