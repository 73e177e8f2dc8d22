#include "hub/app/commands/input_age.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>

#include "hub/base/time.hpp"

namespace trellis::app {
namespace {

namespace fs = std::filesystem;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_separator(char c) { return c == '-' || c == '_' || c == '.' || c == ' '; }

struct Found {
  std::size_t end = 0;
  std::string stamp;
};

bool is_day(std::string_view digits) {
  const auto number = [&](std::size_t from, std::size_t count) {
    int value = 0;
    for (const char c : digits.substr(from, count)) value = value * 10 + (c - '0');
    return value;
  };
  const int year = number(0, 4);
  return year >= 1990 && year < 2200 &&
         Date::of(year, static_cast<unsigned>(number(4, 2)), static_cast<unsigned>(number(6, 2)))
             .ok();
}

bool is_time(std::string_view digits) {
  return (digits.size() == 4 || digits.size() == 6) && digits.substr(0, 2) < "24" &&
         digits.substr(2, 2) < "60";
}

std::string_view digits_at(std::string_view name, std::size_t at) {
  std::size_t end = at;
  while (end < name.size() && is_digit(name[end])) ++end;
  return name.substr(std::min(at, name.size()), end - at);
}

// Year first or day first, as eight digits.
std::optional<std::string> day_of(std::string_view digits) {
  if (digits.size() != 8) return std::nullopt;
  if (is_day(digits)) return std::string(digits);
  std::string turned(digits.substr(4));
  turned.append(digits.substr(2, 2)).append(digits.substr(0, 2));
  if (is_day(turned)) return turned;
  return std::nullopt;
}

// 2026-01-08 or 08-01-2026.
std::optional<Found> separated(std::string_view name, std::size_t at) {
  std::string digits;
  std::size_t sizes[3] = {};
  for (int part = 0; part < 3; ++part) {
    const auto run = digits_at(name, at);
    sizes[part] = run.size();
    digits += run;
    at += run.size();
    if (part < 2 && (at >= name.size() || !is_separator(name[at]))) return std::nullopt;
    if (part < 2) ++at;
  }
  const bool is_year_first = sizes[0] == 4 && sizes[1] == 2 && sizes[2] == 2;
  const bool is_day_first = sizes[0] == 2 && sizes[1] == 2 && sizes[2] == 4;
  if (!is_year_first && !is_day_first) return std::nullopt;
  const auto day = day_of(digits);
  if (!day) return std::nullopt;
  return Found{at, *day};
}

// 20260108, 202601080200 or 20260108020000.
std::optional<Found> compact(std::string_view name, std::size_t at) {
  const auto run = digits_at(name, at);
  const auto day = day_of(run.substr(0, 8));
  const auto rest = run.substr(std::min<std::size_t>(8, run.size()));
  if (!day || (!rest.empty() && !is_time(rest))) return std::nullopt;
  return Found{at + run.size(), *day + std::string(rest)};
}

// A time right after the day: T0200, _020000, -02-00.
void take_time(std::string_view name, Found& found) {
  if (found.stamp.size() > 8) return;
  std::size_t at = found.end;
  if (at < name.size() && (is_separator(name[at]) || name[at] == 'T')) ++at;
  if (at == found.end) return;
  const auto run = digits_at(name, at);
  std::string time(run);
  std::size_t end = at + run.size();
  if (run.size() == 2 && end < name.size() && is_separator(name[end])) {
    const auto minutes = digits_at(name, end + 1);
    if (minutes.size() == 2) {
      time += minutes;
      end += 3;
    }
  }
  if (!is_time(time)) return;
  found.stamp += time;
  found.end = end;
}

std::optional<Found> stamp_at(std::string_view name, std::size_t at) {
  if (!is_digit(name[at]) || (at > 0 && is_digit(name[at - 1]))) return std::nullopt;
  auto found = separated(name, at);
  if (!found) found = compact(name, at);
  if (found) take_time(name, *found);
  return found;
}

Instant time_of(const fs::path& path) {
  std::error_code ignored;
  const auto written = fs::last_write_time(path, ignored);
  const auto since = written - fs::file_time_type::clock::now();
  return std::chrono::time_point_cast<std::chrono::microseconds>(
      std::chrono::system_clock::now() +
      std::chrono::duration_cast<std::chrono::microseconds>(since));
}

}  // namespace

pipeline::InputAge age_by_name(std::string_view name) {
  pipeline::InputAge age;
  for (std::size_t at = 0; at < name.size();) {
    const auto found = stamp_at(name, at);
    if (!found) {
      age.series += name[at++];
      continue;
    }
    age.stamp = found->stamp;
    while (!age.series.empty() && is_separator(age.series.back())) age.series.pop_back();
    at = found->end;
    if (age.series.empty())
      while (at < name.size() && is_separator(name[at]) && name[at] != '.') ++at;
  }
  return age;
}

pipeline::InputAge age_of(const std::string& path) {
  const fs::path clean = fs::path(path + "/").lexically_normal().parent_path();
  pipeline::InputAge age = age_by_name(clean.filename().string());
  std::error_code failed;
  if (!fs::is_directory(clean, failed)) {
    if (fs::exists(clean, failed)) age.file_time = time_of(clean);
    return age;
  }
  for (const auto& entry : fs::directory_iterator(clean, failed)) {
    const Instant time = time_of(entry.path());
    if (!age.file_time || time > *age.file_time) age.file_time = time;
  }
  return age;
}

std::string order_of(const pipeline::InputAge& age) {
  if (!age.stamp.empty() || !age.file_time) return age.stamp;
  std::string digits;
  for (const char c : to_string(*age.file_time))
    if (is_digit(c) && digits.size() < 14) digits += c;
  return digits;
}

}  // namespace trellis::app
