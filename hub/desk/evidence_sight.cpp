#include "hub/desk/evidence_sight.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace trellis::desk {
namespace {

using matching::Trait;

// Where a trait stands in a record: in any of these fields.
struct FieldsOfTrait {
  std::string_view kind;
  std::vector<std::string_view> fields;
};

FieldsOfTrait fields_of(Trait trait) {
  switch (trait) {
    case Trait::given_name:
      return {"person.name", {"given", "full"}};
    case Trait::middle_name:
      return {"person.name", {"middle", "full"}};
    case Trait::family_name:
      return {"person.name", {"family", "full"}};
    case Trait::birth_date:
      return {"person.birth", {"date"}};
    case Trait::sex:
      return {"person.sex", {"sex"}};
    case Trait::postcode:
      return {"person.address", {"postcode"}};
    case Trait::address:
      return {"person.address", {"street", "lines"}};
    case Trait::telephone:
      return {"person.contact", {"value"}};
    case Trait::parent:
      return {"person.relationship", {"family", "full"}};
    case Trait::identifier:
      return {"person.identifier", {"value"}};
  }
  return {};
}

// For an identifier one of the evidence's own kind; where that is not told, none.
bool shows(const model::Observation& seen, Trait trait, const std::string& identifier) {
  const FieldsOfTrait place = fields_of(trait);
  if (seen.kind != place.kind) return false;
  return std::any_of(place.fields.begin(), place.fields.end(), [&](std::string_view field) {
    const model::Value* value = seen.find(field);
    if (value == nullptr || value->text.empty()) return false;
    if (trait != Trait::identifier) return true;
    return !identifier.empty() &&
           (seen.text("system") == identifier || value->system == identifier);
  });
}

bool is_seen(const SeenSubject& side, Trait trait, const std::string& identifier) {
  return std::any_of(
      side.view.lines.begin(), side.view.lines.end(), [&](const pipeline::Line& line) {
        return line.from.subject == side.subject && shows(line.from.observation, trait, identifier);
      });
}

}  // namespace

bool may_be_told(const matching::Evidence& evidence, const SeenSubject& one,
                 const SeenSubject& other) {
  if (evidence.topic == matching::Topic::not_known || evidence.compares.empty()) return false;
  return std::all_of(evidence.compares.begin(), evidence.compares.end(), [&](Trait trait) {
    return is_seen(one, trait, evidence.identifier) && is_seen(other, trait, evidence.identifier);
  });
}

}  // namespace trellis::desk
