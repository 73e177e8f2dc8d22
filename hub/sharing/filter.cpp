#include <algorithm>

#include "hub/model/identifier.hpp"
#include "hub/sharing/policy.hpp"
#include "hub/sharing/policy_state.hpp"

namespace trellis::sharing {
namespace {

using model::Level;

std::optional<model::Observation> keep(const model::Observation& observation, Level level,
                                       const model::KindDefinition& kind, bool hides_place) {
  if (level == Level::none) return std::nullopt;
  model::Observation kept = observation;
  kept.fields.clear();
  for (const model::Field& field : observation.fields) {
    const model::FieldDefinition* definition = kind.find(field.name);
    if (definition == nullptr || definition->level > level) continue;
    if (hides_place && tells_location(kind, *definition)) continue;
    kept.fields.push_back(field);
    if (level < Level::detail) kept.fields.back().value.received.clear();
  }
  if (level < Level::summary) kept.valid_from = kept.valid_to = Date();
  if (level < Level::detail) kept.path.clear();
  return kept;
}

}  // namespace

// A text of which the catalogue does not say so could be any place.
bool tells_location(const model::KindDefinition& kind, const model::FieldDefinition& field) {
  using model::FieldType;
  using model::Whereabouts;
  if (kind.is_place) return true;
  if (field.whereabouts != Whereabouts::not_said) return field.whereabouts == Whereabouts::told;
  if (field.type == FieldType::identifier)
    return field.codes.empty() || model::identifies_place(field.codes);
  if (field.type == FieldType::code) return field.codes == "dfe_la_code";
  return field.type == FieldType::text;
}

std::optional<model::Observation> filter(const model::Observation& observation, Level level,
                                         const model::KindDefinition& kind) {
  if (observation.sensitivity == model::Sensitivity::sealed) return std::nullopt;
  return keep(observation, level, kind, false);
}

std::optional<model::Observation> Permissions::filter(const Sourced& held) const {
  const model::KindDefinition* kind = state_->policy->catalogue->kind(held.observation.kind);
  if (kind == nullptr) return std::nullopt;
  const Answer found = answer(held.organisation, kind->name);
  if (held.observation.sensitivity == model::Sensitivity::sealed &&
      found.reason != Reason::own_record)
    return std::nullopt;
  return keep(held.observation, found.level, *kind, state_->child.protected_location);
}

std::vector<std::string> Permissions::fields(std::string_view provider,
                                             std::string_view kind) const {
  std::vector<std::string> names;
  const model::KindDefinition* definition = state_->policy->catalogue->kind(kind);
  const Level level = answer(provider, kind).level;
  if (definition == nullptr || level == Level::none) return names;
  for (const model::FieldDefinition& field : definition->fields) {
    if (field.level > level) continue;
    if (state_->child.protected_location && tells_location(*definition, field)) continue;
    names.push_back(field.name);
  }
  return names;
}

bool is_known(const Permissions& permissions, std::span<const Sourced> held) {
  return std::any_of(held.begin(), held.end(),
                     [&](const Sourced& one) { return permissions.filter(one).has_value(); });
}

}  // namespace trellis::sharing
