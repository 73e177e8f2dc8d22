#include <algorithm>
#include <cmath>
#include <string>

#include "hub/matching/compare.hpp"

namespace trellis::matching {
namespace {

std::string words_of(Guard guard) {
  switch (guard) {
    case Guard::none:
      return {};
    case Guard::two_numbers:
      return "two different valid numbers that a child has only one of";
    case Guard::one_roll:
      return "two pupil numbers on one school's roll at one time";
    case Guard::shared_number:
      return "a number agrees but the person does not: it may have been copied from a twin, a "
             "sibling or a parent";
    case Guard::twin:
      return "born together in one family with another given name: a twin";
    case Guard::perhaps_twin:
      return "born together in one family and the given names are only alike: perhaps a twin";
    case Guard::told_apart:
      return "born together in one family, and a middle name, a number or the order of birth "
             "differs: perhaps a twin";
    case Guard::shared_day:
      return "many are given that birth date, whose day nobody knows";
    case Guard::nothing_to_tell:
      return "no full given name on one side and no number in common: nothing would tell twins "
             "apart";
    case Guard::middle_name:
      return "one goes by the other's middle name and no number is in common: twins are given each "
             "other's names";
  }
  return {};
}

double one_in(Likeliness level, double bits) {
  return level == Likeliness::same ? std::exp2(bits) : 0;
}

void explain_names(const Score& score, Comparison& comparison) {
  if (score.given != Likeliness::missing) {
    std::string level(score.is_middle_used ? "known by the middle name" : to_string(score.given));
    comparison.evidence.push_back(
        {"given name", std::move(level), score.given_bits, one_in(score.given, score.given_bits)});
  }
  if (score.family != Likeliness::missing)
    comparison.evidence.push_back({"family name", std::string(to_string(score.family)),
                                   score.family_bits, one_in(score.family, score.family_bits)});
  if (score.is_swapped)
    comparison.evidence.push_back({"names", "given and family name swapped", score.swap_bits});
  if (score.tries_bits != 0)
    comparison.evidence.push_back({"names", "the best of several", score.tries_bits});
  if (score.middle != MiddleLevel::missing)
    comparison.evidence.push_back(
        {"middle name", std::string(to_string(score.middle)), score.middle_bits});
}

void explain_household(const Score& score, Comparison& comparison) {
  std::string level;
  const auto add = [&](std::string_view words) {
    if (!level.empty()) level += ", ";
    level += words;
  };
  if (score.postcode != PostcodeLevel::missing)
    add("postcode " + std::string(to_string(score.postcode)));
  if (score.has_same_address) add("same address");
  if (score.has_same_phone) add("same telephone");
  if (score.has_same_parent) add("same parent");
  if (!level.empty()) comparison.evidence.push_back({"household", level, score.household_bits});
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

std::string name_of(const Obstacle& obstacle) {
  switch (obstacle.what) {
    case Obstacle::What::one_roll:
      return "one-roll";
    case Obstacle::What::never_link:
      return "never-link";
    case Obstacle::What::two_numbers:
      break;
  }
  std::string name = obstacle.identifier;
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

std::string label_of(const std::string& kind) {
  if (kind == "nhs_number") return "NHS number";
  if (kind == "upn") return "unique pupil number";
  if (kind == "uln") return "unique learner number";
  if (kind == "pnc_id") return "PNC number";
  if (kind == "asn") return "arrest summons number";
  return kind == "other" ? "other identifier" : kind;
}

Comparison explain(const Score& score, const Model& model) {
  Comparison comparison;
  comparison.bits = score.bits;
  comparison.likeness = score.likeness;
  comparison.forbidden = score.is_forbidden;
  comparison.because = words_of(score.guard);
  comparison.obstacles = obstacles_of(score, model);
  comparison.evidence.push_back({"prior", "any two children", model.prior});
  explain_names(score, comparison);
  if (score.birth != BirthLevel::missing)
    comparison.evidence.push_back(
        {"birth date", std::string(to_string(score.birth)), score.birth_bits});
  if (score.shared_day_bits != 0)
    comparison.evidence.push_back(
        {"birth date", "a day that many are given", score.shared_day_bits});
  if (score.sex != SexLevel::missing)
    comparison.evidence.push_back({"sex", std::string(to_string(score.sex)), score.sex_bits});
  explain_household(score, comparison);
  for (std::size_t i = 0; i < model.identifiers.size(); ++i)
    if (score.identifiers[i] != IdentifierLevel::missing)
      comparison.evidence.push_back({label_of(model.identifiers[i].kind),
                                     std::string(to_string(score.identifiers[i])),
                                     score.identifier_bits[i]});
  if (score.guard_bits != 0)
    comparison.evidence.push_back({"guard", comparison.because, score.guard_bits});
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

std::string_view to_string(Likeness value) {
  switch (value) {
    case Likeness::same_child:
      return "same child";
    case Likeness::twin:
      return "twin";
    case Likeness::sibling_or_household:
      return "sibling or household";
    case Likeness::stranger:
      return "stranger";
  }
  return {};
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
