#include "hub/base/time.hpp"

#include <array>
#include <cstdio>
#include <optional>

namespace trellis {

namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;

// Reads forward; every take_ fails without moving where the text has something else.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}
  bool at_end() const { return text_.empty(); }
  bool take(char c) {
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  std::optional<int> take_digits(std::size_t count) {
    if (text_.size() < count) return std::nullopt;
    int number = 0;
    for (const char c : text_.substr(0, count)) {
      if (c < '0' || c > '9') return std::nullopt;
      number = number * 10 + (c - '0');
    }
    text_.remove_prefix(count);
    return number;
  }

 private:
  std::string_view text_;
};

Error bad_instant() {
  return {Fault::invalid,
          "a time is written as YYYY-MM-DDThh:mm:ss with Z or an offset such as +01:00"};
}

std::optional<microseconds> take_clock(Reader& reader) {
  const auto hour = reader.take_digits(2);
  if (!hour || *hour > 23 || !reader.take(':')) return std::nullopt;
  const auto minute = reader.take_digits(2);
  if (!minute || *minute > 59) return std::nullopt;
  microseconds clock = hours(*hour) + minutes(*minute);
  if (!reader.take(':')) return clock;
  const auto second = reader.take_digits(2);
  if (!second || *second > 59) return std::nullopt;
  clock += seconds(*second);
  if (!reader.take('.') && !reader.take(',')) return clock;
  auto digit = reader.take_digits(1);
  if (!digit) return std::nullopt;
  for (int unit = 100'000; digit; unit /= 10) {  // what is finer than a microsecond is dropped
    clock += microseconds(*digit * unit);
    digit = reader.take_digits(1);
  }
  return clock;
}

std::optional<minutes> take_offset(Reader& reader) {
  if (reader.take('Z')) return minutes(0);
  const bool east = reader.take('+');
  if (!east && !reader.take('-')) return std::nullopt;
  const auto hour = reader.take_digits(2);
  if (!hour || *hour > 23) return std::nullopt;
  int minute = 0;
  if (reader.take(':') || !reader.at_end()) {
    const auto read = reader.take_digits(2);
    if (!read || *read > 59) return std::nullopt;
    minute = *read;
  }
  const minutes offset = hours(*hour) + minutes(minute);
  return east ? offset : -offset;
}

// The instant at which clocks change in a month. Source: Summer Time Order 2002 (SI 2002/262).
Instant clock_change(std::chrono::year year, std::chrono::month month) {
  return sys_days(year / month / std::chrono::Sunday[std::chrono::last]) + hours(1);
}

struct Calendar {
  std::chrono::year_month_day date;
  std::chrono::hh_mm_ss<microseconds> clock;
};

Calendar calendar(Instant instant) {
  const auto day = std::chrono::floor<days>(instant);
  return {std::chrono::year_month_day(day), std::chrono::hh_mm_ss<microseconds>(instant - day)};
}

}  // namespace

std::string to_string(Instant instant) {
  const Calendar at = calendar(instant);
  std::array<char, 64> text{};
  const int size = std::snprintf(
      text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%06dZ",
      static_cast<int>(at.date.year()), unsigned(at.date.month()), unsigned(at.date.day()),
      static_cast<int>(at.clock.hours().count()), static_cast<int>(at.clock.minutes().count()),
      static_cast<int>(at.clock.seconds().count()),
      static_cast<int>(at.clock.subseconds().count()));
  return {text.data(), static_cast<std::size_t>(size)};
}

Result<Instant> parse_instant(std::string_view text) {
  constexpr std::size_t date_size = 10;  // YYYY-MM-DD
  if (text.size() < date_size) return bad_instant();
  const auto date = Date::parse(text.substr(0, date_size));
  if (!date.ok()) return bad_instant();
  Reader reader(text.substr(date_size));
  if (!reader.take('T') && !reader.take(' ')) return bad_instant();
  const auto clock = take_clock(reader);
  if (!clock) return bad_instant();
  const auto offset = take_offset(reader);
  if (!offset || !reader.at_end()) return bad_instant();
  return Instant(date->first_day()) + *clock - *offset;
}

Instant SystemClock::now() const {
  return std::chrono::time_point_cast<microseconds>(std::chrono::system_clock::now());
}

std::string london_time(Instant instant) {
  const auto year = calendar(instant).date.year();
  const bool summer = instant >= clock_change(year, std::chrono::March) &&
                      instant < clock_change(year, std::chrono::October);
  const std::string text = to_string(summer ? instant + hours(1) : instant);
  const std::size_t date_end = text.find('T');
  return text.substr(0, date_end) + ' ' + text.substr(date_end + 1, 5);
}

}  // namespace trellis
