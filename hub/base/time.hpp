#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "hub/base/result.hpp"

namespace trellis {

// A moment: microseconds since 1970-01-01T00:00:00Z.
using Instant = std::chrono::sys_time<std::chrono::microseconds>;

std::string to_string(Instant instant);                // 2026-01-31T09:05:00.000000Z
Result<Instant> parse_instant(std::string_view text);  // ISO 8601 with Z or an offset

// A day that exists, or a month or a year where no more is known. Never an invented first of
// January.
class Date {
 public:
  enum class Precision { year, month, day };

  constexpr Date() = default;                       // no date: `none()` is true
  static Result<Date> parse(std::string_view iso);  // YYYY, YYYY-MM or YYYY-MM-DD
  static Result<Date> of(int year, unsigned month, unsigned day);
  static Result<Date> of(int year, unsigned month);
  static Result<Date> of(int year);
  static Date of(Instant instant);  // the day in UTC

  constexpr bool none() const noexcept { return year_ == 0; }
  constexpr int year() const noexcept { return year_; }
  constexpr unsigned month() const noexcept { return month_; }  // 0 where only the year is known
  constexpr unsigned day() const noexcept { return day_; }      // 0 where only the month is known
  Precision precision() const noexcept;
  std::chrono::sys_days first_day() const;  // the earliest day it can mean
  std::chrono::sys_days last_day() const;   // the latest day it can mean
  std::string text() const;                 // ISO, as precise as it is; empty for none
  auto operator<=>(const Date&) const = default;

 private:
  std::int16_t year_ = 0;
  std::uint8_t month_ = 0;
  std::uint8_t day_ = 0;
};

// Reads a date written by a source. `pattern` is made of YYYY YY MM DD Mon (English month name,
// short or long) and literal characters; a time of day may follow the pattern in `text`, and is
// ignored, only where it ends with `*`. MM and DD take one digit where no other part follows at
// once; YY is a year of the hundred that ends with `last_year`. Example: parse_date("2024-Oct-16
// 00:00:00", "YYYY-Mon-DD*").
Result<Date> parse_date(std::string_view text, std::string_view pattern, int last_year = 2049);
Status check_date_pattern(std::string_view pattern);

// Whole years from `born` to `on`; the smallest possible age where the date is not exact. Below 0
// before the birth, and where a date is none.
int age_in_years(Date born, Date on);

// Where now comes from. Tests own theirs.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};
class SystemClock final : public Clock {
 public:
  Instant now() const override;
};

// The wall clock of London at an instant, "2026-07-01 10:05" (last Sundays of March and October,
// 01:00 UTC).
std::string london_time(Instant instant);

}  // namespace trellis
