#include "hub/mapping/time_pattern.hpp"

#include <array>
#include <cctype>
#include <vector>

#include "hub/base/text.hpp"
#include "hub/mapping/excel_day.hpp"
#include "hub/mapping/typed.hpp"

namespace trellis::mapping {
namespace {

struct Part {
  std::string_view name, example;
};
// Longer names before their beginnings.
constexpr std::array<Part, 10> parts = {{{"YYYY", "2011"},
                                         {"YY", "11"},
                                         {"Mon", "Nov"},
                                         {"MM", "11"},
                                         {"DD", "11"},
                                         {"hh", "11"},
                                         {"mm", "11"},
                                         {"ss", "11"},
                                         {"am", "am"},
                                         {"zone", "+01:00"}}};

const Part* part_at(std::string_view pattern) {
  for (const Part& part : parts)
    if (pattern.starts_with(part.name)) return &part;
  return nullptr;
}

// What each part of the pattern took from the text.
class Taken {
 public:
  bool take(std::string_view text, std::string_view pattern) {
    const bool ignores_rest = pattern.ends_with('*');
    if (ignores_rest) pattern.remove_suffix(1);
    while (!pattern.empty()) {
      const Part* part = part_at(pattern);
      if (!part) {
        if (text.empty() || text.front() != pattern.front()) return false;
        text.remove_prefix(1);
        pattern.remove_prefix(1);
        continue;
      }
      pattern.remove_prefix(part->name.size());
      const bool is_tight = !pattern.empty() && part_at(pattern);
      const std::size_t size = size_of(text, part->name, is_tight);
      if (size == 0) return false;
      values_.push_back({part->name, text.substr(0, size)});
      text.remove_prefix(size);
    }
    return ignores_rest || text.empty();
  }

  std::string_view value(std::string_view name) const {
    for (const Part& each : values_)
      if (each.name == name) return each.example;
    return {};
  }
  const std::vector<Part>& values() const { return values_; }

 private:
  static std::size_t leading(std::string_view text, int (*is)(int), std::size_t most) {
    std::size_t size = 0;
    while (size < most && size < text.size() && is(static_cast<unsigned char>(text[size]))) ++size;
    return size;
  }

  // How much of the text a part takes; 0 where it cannot.
  static std::size_t size_of(std::string_view text, std::string_view part, bool is_tight) {
    if (part == "Mon") return leading(text, std::isalpha, 9);
    if (part == "am") return leading(text, std::isalpha, 2) == 2 ? 2 : 0;
    if (part == "zone") return size_of_zone(text);
    if (part == "YYYY") return leading(text, std::isdigit, 4) == 4 ? 4 : 0;
    const std::size_t digits = leading(text, std::isdigit, 2);
    if (part == "ss" && digits == 2) return digits + size_of_fraction(text.substr(digits));
    const bool may_be_one = !is_tight && (part == "MM" || part == "DD" || part == "hh");
    return digits == 2 || (digits == 1 && may_be_one) ? digits : 0;
  }
  static std::size_t size_of_fraction(std::string_view text) {
    if (!text.starts_with('.')) return 0;
    const std::size_t digits = leading(text.substr(1), std::isdigit, 9);
    return digits == 0 ? 0 : digits + 1;
  }
  static std::size_t size_of_zone(std::string_view text) {
    if (text.starts_with('Z')) return 1;
    if (!text.starts_with('+') && !text.starts_with('-')) return 0;
    if (leading(text.substr(1), std::isdigit, 2) != 2) return 0;
    std::string_view rest = text.substr(3);
    const std::size_t colon = rest.starts_with(':') ? 1 : 0;
    rest.remove_prefix(colon);
    return leading(rest, std::isdigit, 2) == 2 ? 5 + colon : 3;
  }

  std::vector<Part> values_;  // each with what it took as its example
};

std::optional<Date> day_of(const Taken& taken, int last_year) {
  std::string written, pattern;
  for (const Part& part : taken.values()) {
    if (part.name != "YYYY" && part.name != "YY" && part.name != "MM" && part.name != "DD" &&
        part.name != "Mon")
      continue;
    written.append(written.empty() ? "" : " ").append(part.example);
    pattern.append(pattern.empty() ? "" : " ").append(part.name);
  }
  const auto day = parse_date(written, pattern, last_year);
  return day && day->precision() == Date::Precision::day ? std::optional<Date>(*day) : std::nullopt;
}

std::optional<int> hour_of(const Taken& taken) {
  int hour = 0;
  for (const char c : taken.value("hh")) hour = hour * 10 + (c - '0');
  const std::string half = text::lower(taken.value("am"));
  if (half.empty()) return hour < 24 ? std::optional<int>(hour) : std::nullopt;
  if ((half != "am" && half != "pm") || hour < 1 || hour > 12) return std::nullopt;
  return hour % 12 + (half == "pm" ? 12 : 0);
}

std::string zone_of(const Taken& taken, WallClock clock) {
  std::string zone(taken.value("zone"));
  if (zone.empty()) return clock == WallClock::utc ? "Z" : "";
  if (zone.size() == 3) return zone + ":00";
  return zone.size() == 5 ? zone.insert(3, ":") : zone;
}

std::optional<ReadTime> moment(Date day, const std::string& clock_and_zone) {
  auto instant = typed(model::FieldType::instant, day.text() + "T" + clock_and_zone);
  if (!instant) return std::nullopt;
  return ReadTime{day, *std::move(instant)};
}

}  // namespace

std::optional<ReadTime> read_time(std::string_view text, std::string_view pattern, WallClock clock,
                                  int last_year) {
  if (is_excel(pattern)) {
    const auto read = read_excel(text, pattern);
    if (!read) return std::nullopt;
    const std::string iso = to_string(*read);
    return moment(Date::of(*read), iso.substr(11, 8) + (clock == WallClock::utc ? "Z" : ""));
  }
  Taken taken;
  if (!taken.take(text, pattern)) return std::nullopt;
  const auto day = day_of(taken, last_year);
  const auto hour = hour_of(taken);
  if (!day || !hour) return std::nullopt;
  const auto or_none = [&](std::string_view name) {
    return taken.value(name).empty() ? std::string("00") : std::string(taken.value(name));
  };
  return moment(*day, (*hour < 10 ? "0" : "") + std::to_string(*hour) + ":" + or_none("mm") + ":" +
                          or_none("ss") + zone_of(taken, clock));
}

std::string fault_of_time_pattern(std::string_view pattern) {
  if (is_excel(pattern)) return {};
  std::string example;
  std::string_view rest = pattern;
  if (rest.ends_with('*')) rest.remove_suffix(1);
  while (!rest.empty()) {
    const Part* part = part_at(rest);
    if (part) example += part->example;
    if (!part) example += rest.front();
    rest.remove_prefix(part ? part->name.size() : 1);
  }
  const bool has_hour = pattern.find("hh") != std::string_view::npos;
  if (has_hour && read_time(example, pattern, WallClock::utc, 2049)) return {};
  return "a time pattern is made of YYYY YY MM DD Mon hh mm ss am zone and literal characters, "
         "each "
         "once, with a whole date and hh, and `*` only at its end; no value can match this one";
}

}  // namespace trellis::mapping
