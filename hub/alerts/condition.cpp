#include <algorithm>
#include <charconv>
#include <optional>

#include "hub/alerts/rules.hpp"
#include "hub/base/text.hpp"

namespace trellis::alerts {
namespace {

std::optional<double> number_of(std::string_view text) {
  text = text::trim(text);
  double number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool is_word(const model::Value& value, const std::string& word) {
  return text::equal_ignoring_case(value.text, word) ||
         text::equal_ignoring_case(value.received, word);
}

bool has_word(const Condition& condition, const model::Observation& observation) {
  return std::any_of(
      observation.fields.begin(), observation.fields.end(), [&](const model::Field& field) {
        return field.name == condition.field &&
               std::any_of(condition.values.begin(), condition.values.end(),
                           [&](const std::string& word) { return is_word(field.value, word); });
      });
}

bool share_holds(const Condition& condition, const model::Observation& observation) {
  const auto whole = number_of(observation.text(condition.field));
  double part = 0;
  bool is_told = false;
  for (const std::string& name : condition.values) {
    const auto number = number_of(observation.text(name));
    is_told = is_told || number.has_value();
    part += number.value_or(0);
  }
  return is_told && whole && *whole > 0 && 100 * part > condition.number * *whole;
}

}  // namespace

bool Condition::holds(const model::Observation& observation) const {
  const auto part_holds = [&](const Condition& part) { return part.holds(observation); };
  const auto number_here = [&] { return number_of(observation.text(field)); };
  switch (test) {
    case Test::all:
      return std::all_of(parts.begin(), parts.end(), part_holds);
    case Test::any:
      return std::any_of(parts.begin(), parts.end(), part_holds);
    case Test::equals:
    case Test::in:
      return has_word(*this, observation);
    case Test::below:
      return number_here().has_value() && *number_here() < number;
    case Test::at_least:
      return number_here().has_value() && *number_here() >= number;
    case Test::exists:
      return !observation.text(field).empty();
    case Test::share_above:
      return share_holds(*this, observation);
  }
  return false;
}

std::vector<std::string> Condition::fields() const {
  std::vector<std::string> names;
  if (!field.empty()) names.push_back(field);
  if (test == Test::share_above) names.insert(names.end(), values.begin(), values.end());
  for (const Condition& part : parts)
    for (std::string& name : part.fields()) names.push_back(std::move(name));
  return names;
}

}  // namespace trellis::alerts
