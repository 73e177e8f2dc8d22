#include <array>
#include <optional>
#include <vector>

#include "hub/base/text.hpp"
#include "hub/base/time.hpp"

namespace trellis {

namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr int latest_year = 9999;

Error bad_iso() {
  return {Fault::invalid, "a date is written as YYYY-MM-DD, YYYY-MM or YYYY, and must exist"};
}

std::optional<unsigned> number(std::string_view digits) {
  unsigned value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  return digits.empty() ? std::nullopt : std::optional(value);
}

enum class Part { literal, year, short_year, month, month_name, day };

struct Token {
  Part part = Part::literal;
  char literal = 0;
};

struct Pattern {
  std::vector<Token> tokens;
  bool ignores_rest = false;
};

struct PartName {
  std::string_view text;
  Part part;
};
constexpr std::array<PartName, 5> part_names = {{{"YYYY", Part::year},
                                                 {"YY", Part::short_year},
                                                 {"MM", Part::month},
                                                 {"Mon", Part::month_name},
                                                 {"DD", Part::day}}};

Token take_token(std::string_view& pattern) {
  for (const PartName& name : part_names) {
    if (pattern.substr(0, name.text.size()) != name.text) continue;
    pattern.remove_prefix(name.text.size());
    return {name.part, 0};
  }
  const char literal = pattern.front();
  pattern.remove_prefix(1);
  return {Part::literal, literal};
}

Status check(const Pattern& pattern) {
  int years = 0, months = 0, days = 0;
  for (const Token& token : pattern.tokens) {
    years += token.part == Part::year || token.part == Part::short_year;
    months += token.part == Part::month || token.part == Part::month_name;
    days += token.part == Part::day;
    if (token.part == Part::literal &&
        std::string_view("YMD*").find(token.literal) != std::string_view::npos)
      return Error{Fault::invalid,
                   "a date pattern is made of YYYY YY MM DD Mon, other characters as they stand, "
                   "and * at the very end"};
  }
  if (years != 1 || months > 1 || days > months)
    return Error{Fault::invalid,
                 "a date pattern has one year, at most one month, and a day only with a month"};
  return done();
}

Result<Pattern> read_pattern(std::string_view text) {
  Pattern pattern;
  if (!text.empty() && text.back() == '*') {
    pattern.ignores_rest = true;
    text.remove_suffix(1);
  }
  while (!text.empty()) pattern.tokens.push_back(take_token(text));
  TRELLIS_TRY(check(pattern));
  return pattern;
}

std::optional<unsigned> take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return std::nullopt;
  const auto value = number(text.substr(0, count));
  if (value) text.remove_prefix(count);
  return value;
}

std::optional<unsigned> take_one_or_two_digits(std::string_view& text) {
  if (const auto two = take_digits(text, 2)) return two;
  return take_digits(text, 1);
}

std::optional<unsigned> take_month_name(std::string_view& text) {
  constexpr std::array<std::string_view, 12> names = {
      "january", "february", "march",     "april",   "may",      "june",
      "july",    "august",   "september", "october", "november", "december"};
  std::size_t letters = 0;
  while (letters < text.size() && ((text[letters] | 0x20) >= 'a' && (text[letters] | 0x20) <= 'z'))
    ++letters;
  const std::string_view word = text.substr(0, letters);
  for (unsigned month = 0; month < names.size(); ++month) {
    const std::string_view name = names[month];
    const bool is_short = word.size() == 3 || (word.size() == 4 && name == "september");
    if (!text::equal_ignoring_case(word, is_short ? name.substr(0, word.size()) : name)) continue;
    text.remove_prefix(letters);
    return month + 1;
  }
  return std::nullopt;
}

struct Parts {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
};

// `tight` is a part that another one follows without anything between: it has all its digits.
bool take_part(std::string_view& text, const Token& token, bool tight, int last_year,
               Parts& parts) {
  const auto keep = [](std::optional<unsigned> read, unsigned& part) {
    part = read.value_or(0);
    return read.has_value();
  };
  unsigned year = 0;
  switch (token.part) {
    case Part::literal:
      if (text.empty() || text.front() != token.literal) return false;
      text.remove_prefix(1);
      return true;
    case Part::year:
      if (!keep(take_digits(text, 4), year)) return false;
      parts.year = static_cast<int>(year);
      return true;
    case Part::short_year:
      if (!keep(take_digits(text, 2), year)) return false;
      parts.year = last_year - (last_year - static_cast<int>(year)) % 100;
      return true;
    case Part::month:
      return keep(tight ? take_digits(text, 2) : take_one_or_two_digits(text), parts.month);
    case Part::month_name:
      return keep(take_month_name(text), parts.month);
    case Part::day:
      return keep(tight ? take_digits(text, 2) : take_one_or_two_digits(text), parts.day);
  }
  return false;
}

// What `*` stands for: a time of day, with its zone, behind the date. Digits go on from digits only
// where the whole is written without signs.
bool is_time_of_day(std::string_view rest, std::string_view before) {
  std::string_view time = rest;
  for (const std::string_view half : {"am", "pm", "AM", "PM", "Am", "Pm"})
    if (time.ends_with(half)) time.remove_suffix(half.size());
  if (time.find_first_not_of("0123456789:.,+-TtZz ") != std::string_view::npos) return false;
  const std::size_t digits = std::min(time.find_first_not_of("0123456789"), time.size());
  const bool is_run_on = before.find_first_not_of("0123456789") == std::string_view::npos;
  return digits == 0 || (is_run_on && digits % 2 == 0 && digits <= 6);
}

}  // namespace

Result<Date> Date::parse(std::string_view iso) {
  const bool right_size = iso.size() == 4 || iso.size() == 7 || iso.size() == 10;
  if (!right_size || (iso.size() > 4 && iso[4] != '-') || (iso.size() > 7 && iso[7] != '-'))
    return bad_iso();
  const auto year = number(iso.substr(0, 4));
  const auto month = iso.size() > 4 ? number(iso.substr(5, 2)) : 0u;
  const auto day = iso.size() > 7 ? number(iso.substr(8, 2)) : 0u;
  if (!year || !month || !day) return bad_iso();
  const int y = static_cast<int>(*year);
  if (iso.size() == 4) return of(y);
  return iso.size() == 7 ? of(y, *month) : of(y, *month, *day);
}

Result<Date> Date::of(int year, unsigned month, unsigned day) {
  // Every month has these: nothing else is asked, and no error is prepared.
  constexpr unsigned days_of_all = 28;
  if (day >= 1 && day <= days_of_all && month >= 1 && month <= 12 && year >= 1 &&
      year <= latest_year) {
    Date known;
    known.year_ = static_cast<std::int16_t>(year);
    known.month_ = static_cast<std::uint8_t>(month);
    known.day_ = static_cast<std::uint8_t>(day);
    return known;
  }
  const auto checked = of(year, month);
  if (!checked.ok()) return checked;
  Date date = *checked;
  if (day == 0 || day > unsigned(year_month_day(date.last_day()).day()))
    return Error{Fault::invalid, "the date names a day that its month does not have"};
  date.day_ = static_cast<std::uint8_t>(day);
  return date;
}

Result<Date> Date::of(int year, unsigned month) {
  const auto checked = of(year);
  if (!checked.ok()) return checked;
  if (month < 1 || month > 12)
    return Error{Fault::invalid, "the date names a month that does not exist; months are 01 to 12"};
  Date date = *checked;
  date.month_ = static_cast<std::uint8_t>(month);
  return date;
}

Result<Date> Date::of(int year) {
  if (year < 1 || year > latest_year)
    return Error{Fault::invalid, "the date's year must be between 0001 and 9999"};
  Date date;
  date.year_ = static_cast<std::int16_t>(year);
  return date;
}

Date Date::of(Instant instant) {
  const year_month_day day(std::chrono::floor<std::chrono::days>(instant));
  const auto date = of(int(day.year()), unsigned(day.month()), unsigned(day.day()));
  return date.ok() ? *date : Date{};
}

Date::Precision Date::precision() const noexcept {
  if (day_ != 0) return Precision::day;
  return month_ != 0 ? Precision::month : Precision::year;
}

sys_days Date::first_day() const {
  const std::chrono::year year(none() ? 1 : year_);
  return sys_days(year / int(month_ == 0 ? 1 : month_) / int(day_ == 0 ? 1 : day_));
}

sys_days Date::last_day() const {
  const std::chrono::year_month month(std::chrono::year(none() ? latest_year : year_),
                                      std::chrono::month(month_ == 0 ? 12u : month_));
  if (day_ != 0) return sys_days(month / int(day_));
  return sys_days(month / std::chrono::last);
}

std::string Date::text() const {
  if (none()) return {};
  std::string text = "0000-00-00";
  const auto digits = [&text](std::size_t last, unsigned number) {
    for (; number > 0; number /= 10) text[last--] = static_cast<char>('0' + number % 10);
  };
  digits(3, static_cast<unsigned>(year_));
  digits(6, month_);
  digits(9, day_);
  constexpr std::size_t year_size = 4, month_size = 7;
  if (day_ == 0) text.resize(month_ == 0 ? year_size : month_size);
  return text;
}

Status check_date_pattern(std::string_view pattern) {
  const auto read = read_pattern(pattern);
  return read.ok() ? done() : Status(read.error());
}

Result<Date> parse_date(std::string_view text, std::string_view pattern, int last_year) {
  // Nearly all dates are written like this, and need no pattern read.
  constexpr std::string_view iso = "YYYY-MM-DD";
  if (pattern.starts_with(iso) && text.size() >= iso.size() &&
      (pattern.size() == iso.size()
           ? text.size() == iso.size()
           : pattern.substr(iso.size()) == "*" && is_time_of_day(text.substr(iso.size()), iso))) {
    if (auto date = Date::parse(text.substr(0, iso.size())); date.ok()) return date;
  }
  TRELLIS_LET(const auto read, read_pattern(pattern));
  const std::string_view whole = text;
  Parts parts;
  const std::vector<Token>& tokens = read.tokens;
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    const bool tight = at + 1 < tokens.size() && tokens[at + 1].part != Part::literal;
    if (!take_part(text, tokens[at], tight, last_year, parts))
      return Error{Fault::invalid, "the date is not written as " + std::string(pattern)};
  }
  const bool may_follow =
      read.ignores_rest && is_time_of_day(text, whole.substr(0, whole.size() - text.size()));
  if (!text.empty() && !may_follow)
    return Error{Fault::invalid, "more follows the date than " + std::string(pattern) + " has"};
  const auto has = [&](Part a, Part b) {
    for (const Token& token : tokens)
      if (token.part == a || token.part == b) return true;
    return false;
  };
  if (has(Part::day, Part::day)) return Date::of(parts.year, parts.month, parts.day);
  if (has(Part::month, Part::month_name)) return Date::of(parts.year, parts.month);
  return Date::of(parts.year);
}

int age_in_years(Date born, Date on) {
  if (born.none() || on.none()) return -1;
  const year_month_day from(born.last_day());
  const year_month_day to(on.first_day());
  const bool before_birthday = to.month() / to.day() < from.month() / from.day();
  return int(to.year()) - int(from.year()) - (before_birthday ? 1 : 0);
}

}  // namespace trellis
