#include "hub/mapping/excel_day.hpp"

#include <charconv>
#include <chrono>
#include <cmath>

namespace trellis::mapping {
namespace {

using std::chrono::sys_days;

constexpr double last_serial = 2'958'465;  // 31 December 9999
constexpr int day_that_never_was = 60;
constexpr double seconds_of_day = 86'400;

sys_days first_day(std::string_view pattern, int day) {
  if (pattern == excel_1904) return std::chrono::year(1904) / 1 / 1;
  return day < day_that_never_was ? std::chrono::year(1899) / 12 / 31
                                  : std::chrono::year(1899) / 12 / 30;
}

}  // namespace

bool is_excel(std::string_view pattern) { return pattern == excel_1900 || pattern == excel_1904; }

std::optional<Instant> read_excel(std::string_view serial, std::string_view pattern) {
  if (serial.find_first_not_of("0123456789.") != std::string_view::npos) return std::nullopt;
  double number = 0;
  const auto [end, fault] = std::from_chars(serial.data(), serial.data() + serial.size(), number);
  if (fault != std::errc{} || end != serial.data() + serial.size()) return std::nullopt;
  if (number < 1 || number >= last_serial + 1) return std::nullopt;
  const int day = static_cast<int>(number);
  if (pattern == excel_1900 && day == day_that_never_was) return std::nullopt;
  const auto seconds = std::llround((number - day) * seconds_of_day);
  return first_day(pattern, day) + std::chrono::days(day) + std::chrono::seconds(seconds);
}

}  // namespace trellis::mapping
