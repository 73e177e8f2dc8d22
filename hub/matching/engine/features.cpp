#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "hub/base/text.hpp"
#include "hub/comparison/multiple_birth.hpp"
#include "hub/matching/engine/engine.hpp"
#include "hub/matching/engine/enrolments.hpp"
#include "hub/model/identifier.hpp"
#include "hub/model/restriction.hpp"

namespace trellis::matching {
namespace {

using model::Observation;
using model::Verdict;

template <typename T>
void add_once(std::vector<T>& values, T value) {
  if (std::find(values.begin(), values.end(), value) == values.end())
    values.push_back(std::move(value));
}

// "Family, Given Middle" or "Given Middle Family".
void split_full(std::string_view full, Features::Name& name) {
  const std::size_t comma = full.find(',');
  std::string given;
  if (comma != std::string_view::npos) {
    name.family = text::fold_name(full.substr(0, comma));
    given = text::fold_name(full.substr(comma + 1));
  } else {
    given = text::fold_name(full);
    const std::size_t last = given.rfind(' ');
    if (last != std::string::npos) {
      name.family = given.substr(last + 1);
      given.erase(last);
    }
  }
  const std::size_t first = given.find(' ');
  name.given = given.substr(0, first);
  if (first != std::string::npos) name.middle = given.substr(first + 1);
}

void add_name(const Observation& observation, Features& features) {
  Features::Name name{text::fold_name(observation.text("given")),
                      text::fold_name(observation.text("middle")),
                      text::fold_name(observation.text("family"))};
  if (name.given.empty() && name.family.empty()) split_full(observation.text("full"), name);
  const auto several = comparison::multiple_birth_in(observation.text("given"));
  features.multiple_birth = features.multiple_birth || several.is_told;
  if (several.order != 0) features.birth_order = several.order;
  if (name.given.empty() && name.family.empty()) return;
  const std::string_view use = observation.text("use");
  const bool is_usual = use == "usual" || use == "preferred";
  if (std::find(features.names.begin(), features.names.end(), name) != features.names.end()) return;
  features.names.insert(is_usual ? features.names.begin() : features.names.end(), std::move(name));
}

void add_birth(const Observation& observation, Features& features) {
  if (observation.text("multiple") == "true") features.multiple_birth = true;
  const unsigned order = comparison::birth_order_in(observation.text("order"));
  if (order != 0 && observation.text("multiple") != "false") features.birth_order = order;
  if (observation.text("expected") == "true") return;
  const auto date = Date::parse(observation.text("date"));
  if (!date.ok() || date->none() || date->year() <= 1900) return;
  add_once(features.births, *date);
}

void add_identifier(const Observation& observation, Features& features) {
  const model::Value* value = observation.find("value");
  if (value == nullptr || value->verdict != Verdict::valid) return;
  std::string kind(observation.text("system"));
  if (kind.empty()) kind = value->system;
  if (!model::identifies_nationally(kind) || value->text.empty()) return;
  add_once(features.identifiers, Features::Identifier{std::move(kind), value->text});
}

// Letters and digits with single spaces: "Flat 2, 14 High St." is "flat 2 14 high st".
std::string fold_address(std::string_view text) {
  std::string folded;
  bool gap = false;
  for (const char c : text::lower(text)) {
    const bool is_kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
    if (c == '\'') continue;
    if (is_kept && gap && !folded.empty()) folded += ' ';
    if (is_kept) folded += c;
    gap = !is_kept;
  }
  return folded;
}

// The house and its street: without a number it would be every house of the street.
std::string house_and_street(const Observation& observation) {
  std::string text(observation.text("house"));
  text += ' ';
  text += observation.text("street");
  std::string folded = fold_address(text);
  if (folded.empty()) folded = fold_address(observation.text("lines"));
  const bool has_number = folded.find_first_of("0123456789") != std::string::npos;
  return has_number && folded.find(' ') != std::string::npos ? folded : std::string();
}

void add_address(const Observation& observation, Features& features) {
  const std::string_view use = observation.text("use");
  if (use == "work" || use == "no_fixed_abode") return;
  const model::Value* postcode = observation.find("postcode");
  if (postcode != nullptr && postcode->verdict == Verdict::valid)
    add_once(features.postcodes, postcode->text);
  if (std::string address = house_and_street(observation); !address.empty())
    add_once(features.addresses, std::move(address));
}

// The last ten digits: "+44 7700 900123" is "07700 900123".
void add_phone(std::string_view text, Features& features) {
  std::string digits;
  for (const char c : text)
    if (c >= '0' && c <= '9') digits += c;
  if (digits.size() < 10 || digits.find_first_not_of(digits[0]) == std::string::npos) return;
  add_once(features.phones, digits.substr(digits.size() - 10));
}

void add_contact(const Observation& observation, Features& features) {
  const std::string_view system = observation.text("system");
  if (system != "email") add_phone(observation.text("value"), features);
}

void add_relationship(const Observation& observation, Features& features) {
  const std::string_view relationship = observation.text("relationship");
  constexpr std::array<std::string_view, 6> parents = {
      "mother", "father", "parent", "adoptive_parent", "guardian", "step_parent"};
  if (std::find(parents.begin(), parents.end(), relationship) == parents.end()) return;
  std::string name = text::fold_name(std::string(observation.text("given")) + ' ' +
                                     std::string(observation.text("family")));
  if (name.empty()) name = text::fold_name(observation.text("full"));
  if (name.find(' ') != std::string::npos) add_once(features.parents, std::move(name));
  for (const model::Field& field : observation.fields)
    if (field.name == "phone") add_phone(field.value.text, features);
}

}  // namespace

bool Features::empty() const {
  return names.empty() && births.empty() && identifiers.empty() && postcodes.empty() &&
         addresses.empty() && phones.empty() && parents.empty();
}

Features features_of(std::span<const Observation> observations) {
  Features features;
  features.enrolments = enrolments_of(observations);
  for (const Observation& observation : observations) {
    if (!observation.kind.starts_with("person.")) continue;
    const std::string_view kind = std::string_view(observation.kind).substr(7);
    if (model::is_adoption_seal(observation)) features.sealed = true;
    if (kind == "name") {
      add_name(observation, features);
    } else if (kind == "birth") {
      add_birth(observation, features);
    } else if (kind == "identifier") {
      add_identifier(observation, features);
    } else if (kind == "address") {
      add_address(observation, features);
    } else if (kind == "contact") {
      add_contact(observation, features);
    } else if (kind == "relationship") {
      add_relationship(observation, features);
    } else if (kind == "sex") {
      const std::string_view sex = observation.text("sex");
      if (features.sex.empty() && (sex == "M" || sex == "F")) features.sex = sex;
    }
  }
  return features;
}

}  // namespace trellis::matching
