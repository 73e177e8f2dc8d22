#include "hub/mapping/typed.hpp"

#include <charconv>
#include <cmath>

#include "hub/base/text.hpp"
#include "hub/base/time.hpp"

namespace trellis::mapping {
namespace {

using Text = std::optional<std::string>;

Text boolean(std::string_view text) {
  for (const char* yes : {"true", "1", "yes", "y"}) {
    if (text::equal_ignoring_case(text, yes)) return "true";
  }
  for (const char* no : {"false", "0", "no", "n"}) {
    if (text::equal_ignoring_case(text, no)) return "false";
  }
  return std::nullopt;
}

Text whole(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  long long number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc{}) return std::nullopt;
  const std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (!rest.empty() &&
      (rest.front() != '.' || rest.find_first_not_of('0', 1) != std::string_view::npos)) {
    return std::nullopt;
  }
  return std::to_string(number);
}

Text decimal(std::string_view text) {
  if (text.ends_with('%')) text = text::trim(text.substr(0, text.size() - 1));
  if (text.starts_with('+')) text.remove_prefix(1);
  double number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc{} || end != text.data() + text.size() || !std::isfinite(number)) {
    return std::nullopt;
  }
  char written[32];
  const auto [last, full] = std::to_chars(written, written + sizeof written, number);
  return full == std::errc{} ? Text(std::string(written, last)) : std::nullopt;
}

bool all_digits(std::string_view text) {
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

// 20260131, 202601310905, 20260131090500.123+0100, as HL7 v2 writes, becomes ISO 8601.
std::string from_compact(std::string_view text) {
  const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits != 8 && digits != 12 && digits != 14) return std::string(text);
  std::string iso(text.substr(0, 4));
  iso.append("-").append(text.substr(4, 2)).append("-").append(text.substr(6, 2));
  if (digits == 8) return digits == text.size() ? iso : std::string(text);
  iso.append("T").append(text.substr(8, 2)).append(":").append(text.substr(10, 2)).append(":");
  iso.append(digits == 14 ? text.substr(12, 2) : "00");
  std::string_view rest = text.substr(digits);
  const auto zone = rest.find_first_of("+-");
  iso.append(rest.substr(0, zone));
  if (zone == std::string_view::npos) return iso;
  rest = rest.substr(zone);
  if (rest.size() != 5 || !all_digits(rest.substr(1))) return iso.append(rest);
  return iso.append(rest.substr(0, 3)).append(":").append(rest.substr(3));
}

Text instant_in_london(const std::string& local) {
  const auto as_if_utc = parse_instant(local + "Z");
  if (!as_if_utc) return std::nullopt;
  const Instant in_summer = *as_if_utc - std::chrono::hours(1);
  const bool is_summer = london_time(in_summer) == to_string(*as_if_utc).substr(0, 10) + " " +
                                                       to_string(*as_if_utc).substr(11, 5);
  return to_string(is_summer ? in_summer : *as_if_utc);
}

Text instant(std::string_view text) {
  std::string iso = from_compact(text);
  if (const auto day = Date::parse(iso); day && day->precision() == Date::Precision::day)
    return day->text();
  if (iso.size() > 10 && iso[10] == ' ') iso[10] = 'T';
  if (const auto known = parse_instant(iso)) return to_string(*known);
  if (iso.size() == 16) iso += ":00";
  if (iso.size() < 19 || iso.find_first_of("Zz+", 19) != std::string::npos) return std::nullopt;
  return instant_in_london(iso);
}

Text date(std::string_view text) {
  const auto read = Date::parse(text);
  return read ? Text(read->text()) : std::nullopt;
}

}  // namespace

Text typed(model::FieldType type, std::string_view text) {
  switch (type) {
    case model::FieldType::date:
      return date(text);
    case model::FieldType::instant:
      return instant(text);
    case model::FieldType::boolean:
      return boolean(text);
    case model::FieldType::whole_number:
      return whole(text);
    case model::FieldType::decimal:
      return decimal(text);
    case model::FieldType::text:
    case model::FieldType::code:
    case model::FieldType::identifier:
      return std::string(text);
  }
  return std::nullopt;
}

std::string_view words_for(model::FieldType type) {
  switch (type) {
    case model::FieldType::date:
      return "a date written YYYY-MM-DD";
    case model::FieldType::instant:
      return "a date and time written as ISO 8601 says, such as 2026-01-31T09:05:00Z";
    case model::FieldType::boolean:
      return "true, false, 1, 0, yes, no, y or n";
    case model::FieldType::whole_number:
      return "a whole number";
    case model::FieldType::decimal:
      return "a number";
    case model::FieldType::text:
    case model::FieldType::code:
    case model::FieldType::identifier:
      return "a text";
  }
  return "a text";
}

const char* rule_for(model::FieldType type) {
  switch (type) {
    case model::FieldType::date:
    case model::FieldType::instant:
      return "bad-date";
    case model::FieldType::boolean:
      return "bad-boolean";
    case model::FieldType::whole_number:
    case model::FieldType::decimal:
      return "bad-number";
    case model::FieldType::text:
    case model::FieldType::code:
    case model::FieldType::identifier:
      return "bad-value";
  }
  return "bad-value";
}

}  // namespace trellis::mapping
