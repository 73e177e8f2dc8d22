#include <algorithm>
#include <cmath>
#include <string>

#include "hub/matching/engine/compare.hpp"
#include "hub/model/identifier.hpp"

namespace trellis::matching {
namespace {

double one_in(WordLevel level, double bits) {
  return level == WordLevel::same ? std::exp2(bits) : 0;
}

void explain_names(const Score& score, Comparison& comparison) {
  if (score.given != WordLevel::missing) {
    std::string level(score.is_middle_used ? "known by the middle name" : to_string(score.given));
    std::vector<Trait> compares = {Trait::given_name};
    if (score.is_middle_used) compares.push_back(Trait::middle_name);
    comparison.evidence.push_back({"given name", std::move(level), score.given_bits,
                                   one_in(score.given, score.given_bits), Topic::given_name,
                                   std::move(compares)});
  }
  if (score.family != WordLevel::missing)
    comparison.evidence.push_back({"family name",
                                   std::string(to_string(score.family)),
                                   score.family_bits,
                                   one_in(score.family, score.family_bits),
                                   Topic::family_name,
                                   {Trait::family_name}});
  const std::vector<Trait> both = {Trait::given_name, Trait::family_name};
  if (score.is_swapped)
    comparison.evidence.push_back(
        {"names", "given and family name swapped", score.swap_bits, 0, Topic::names_swapped, both});
  if (score.tries_bits != 0)
    comparison.evidence.push_back(
        {"names", "the best of several", score.tries_bits, 0, Topic::names_tried, both});
  if (score.middle != MiddleLevel::missing)
    comparison.evidence.push_back({"middle name",
                                   std::string(to_string(score.middle)),
                                   score.middle_bits,
                                   0,
                                   Topic::middle_name,
                                   {Trait::middle_name}});
}

void explain_birth(const Score& score, Comparison& comparison) {
  if (score.birth != BirthLevel::missing)
    comparison.evidence.push_back({"birth date",
                                   std::string(to_string(score.birth)),
                                   score.birth_bits,
                                   0,
                                   Topic::birth_date,
                                   {Trait::birth_date}});
  if (score.shared_day_bits != 0)
    comparison.evidence.push_back({"birth date",
                                   "a day that many are given",
                                   score.shared_day_bits,
                                   0,
                                   Topic::shared_day,
                                   {Trait::birth_date}});
}

void explain_household(const Score& score, Comparison& comparison) {
  Evidence household{"household", {}, score.household_bits, 0, Topic::household};
  const auto add = [&](std::string_view words, Trait trait) {
    if (!household.level.empty()) household.level += ", ";
    household.level += words;
    household.compares.push_back(trait);
  };
  if (score.postcode != PostcodeLevel::missing)
    add("postcode " + std::string(to_string(score.postcode)), Trait::postcode);
  if (score.has_same_address) add("same address", Trait::address);
  if (score.has_same_phone) add("same telephone", Trait::telephone);
  if (score.has_same_parent) add("same parent", Trait::parent);
  if (!household.compares.empty()) comparison.evidence.push_back(std::move(household));
}

std::vector<Obstacle> obstacles_of(const Score& score, const Model& model) {
  std::vector<Obstacle> obstacles;
  for (std::size_t i = 0; i < model.identifiers.size(); ++i) {
    const IdentifierLevel level = score.identifiers[i];
    if (model.identifiers[i].hard &&
        (level == IdentifierLevel::one_digit || level == IdentifierLevel::different))
      obstacles.push_back({Obstacle::What::two_numbers, model.identifiers[i].kind});
  }
  if (score.are_two_pupils && !score.has_same_identifier)
    obstacles.push_back({Obstacle::What::one_roll, {}});
  return obstacles;
}

}  // namespace

std::string label_of(const std::string& kind) {
  return kind == "other" ? "other identifier" : std::string(model::identifier_label(kind));
}

Comparison explain(const Score& score, const Model& model) {
  Comparison comparison;
  comparison.bits = score.bits;
  comparison.likeness = score.likeness;
  comparison.forbidden = score.is_forbidden;
  comparison.rule(score.ruling);
  comparison.obstacles = obstacles_of(score, model);
  comparison.evidence.push_back({"prior", "any two children", model.prior, 0, Topic::prior});
  explain_names(score, comparison);
  explain_birth(score, comparison);
  if (score.sex != SexLevel::missing)
    comparison.evidence.push_back(
        {"sex", std::string(to_string(score.sex)), score.sex_bits, 0, Topic::sex, {Trait::sex}});
  explain_household(score, comparison);
  for (std::size_t i = 0; i < model.identifiers.size(); ++i)
    if (const std::string& kind = model.identifiers[i].kind;
        score.identifiers[i] != IdentifierLevel::missing)
      comparison.evidence.push_back({label_of(kind),
                                     std::string(to_string(score.identifiers[i])),
                                     score.identifier_bits[i],
                                     0,
                                     Topic::identifier,
                                     {Trait::identifier},
                                     kind});
  if (score.guard_bits != 0)
    comparison.evidence.push_back({"guard", comparison.because, score.guard_bits, 0, Topic::guard});
  return comparison;
}

const Rival* rival_for(const Placement& placement, ChildId child) {
  for (const Rival& rival : placement.rivals)
    if (rival.child == child) return &rival;
  return nullptr;
}

bool is_chosen(const Placement& placement, ChildId child) {
  const auto& joins = placement.joins;
  return placement.decision == Decision::same_child &&
         (placement.child == child || std::find(joins.begin(), joins.end(), child) != joins.end());
}

std::string_view to_string(Decision value) {
  switch (value) {
    case Decision::same_child:
      return "same child";
    case Decision::new_child:
      return "new child";
    case Decision::ask_a_person:
      return "ask a person";
  }
  return {};
}

}  // namespace trellis::matching
