#include "hub/matching/engine/compare.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "hub/matching/engine/birth.hpp"
#include "hub/matching/engine/constants.hpp"
#include "hub/matching/engine/enrolments.hpp"
#include "hub/matching/engine/names.hpp"
#include "hub/model/identifier.hpp"

namespace trellis::matching {
namespace {

double at(const auto& bits, auto level) { return bits[static_cast<std::size_t>(level)]; }

void score_births(const Encoded& a, const Encoded& b, const Model& model, Score& score) {
  for (const Date left : a.births) {
    for (const Date right : b.births) {
      const BirthLevel level = compare_births(left, right);
      if (level < score.birth) score.birth = level;
      score.are_born_together = score.are_born_together || born_together(left, right);
    }
  }
  score.are_two_in_order =
      a.birth_order != 0 && b.birth_order != 0 && a.birth_order != b.birth_order;
  if (score.birth != BirthLevel::missing) score.birth_bits = at(model.birth, score.birth);
}

// Of the days that both are given the one that says most.
void score_shared_days(const Encoded& a, const Encoded& b, const Words& words, Score& score) {
  if (score.birth != BirthLevel::same) return;
  double most = 0;
  bool is_first = true;
  for (const Date each : a.births) {
    if (each.day() == 0 || std::find(b.births.begin(), b.births.end(), each) == b.births.end())
      continue;
    const double bits = words.days().bits(each.month(), each.day());
    most = is_first ? bits : std::max(most, bits);
    is_first = false;
  }
  score.shared_day_bits = most;
}

void score_sex(const Encoded& a, const Encoded& b, const Model& model, Score& score) {
  if (a.sex == 0 || b.sex == 0) return;
  score.sex = a.sex == b.sex ? SexLevel::same : SexLevel::different;
  score.sex_bits = at(model.sex, score.sex);
}

PostcodeLevel compare_postcodes(const Encoded& a, const Encoded& b) {
  PostcodeLevel best = PostcodeLevel::missing;
  for (const Encoded::Postcode& left : a.postcodes) {
    for (const Encoded::Postcode& right : b.postcodes) {
      const PostcodeLevel level = left.unit() == right.unit()           ? PostcodeLevel::unit
                                  : left.sector() == right.sector()     ? PostcodeLevel::sector
                                  : left.district() == right.district() ? PostcodeLevel::district
                                                                        : PostcodeLevel::different;
      best = std::min(best, level);
    }
  }
  return best;
}

template <typename Values>
bool have_common(const Values& a, const Values& b) {
  return std::find_first_of(a.begin(), a.end(), b.begin(), b.end()) != a.end();
}

bool have_same_parent(const Encoded& a, const Encoded& b, const Words& words) {
  for (const WordNumber left : a.parents)
    for (const WordNumber right : b.parents)
      if (words.compare(left, right, Role::given) <= WordLevel::one_edit) return true;
  return false;
}

void compare_households(const Encoded& a, const Encoded& b, const Words& words, Score& score) {
  score.postcode = compare_postcodes(a, b);
  score.has_same_address = have_common(a.addresses, b.addresses);
  score.has_same_phone = have_common(a.phones, b.phones);
  score.has_same_parent = have_same_parent(a, b, words);
}

// Where a household's evidence agrees it is one piece of evidence.
void weigh_household(const Model& model, Score& score) {
  const double place =
      score.postcode == PostcodeLevel::missing ? 0 : at(model.postcode, score.postcode);
  double strongest = 0;
  double sum = 0;
  const auto add = [&](double bits) {
    strongest = std::max(strongest, bits);
    sum += bits;
  };
  if (place > 0) add(place);
  if (score.has_same_address) add(model.household.address);
  if (score.has_same_phone) add(model.household.phone);
  if (score.has_same_parent) add(model.household.parent);
  double bits =
      std::min(model.household.most, strongest + model.household.further * (sum - strongest));
  if (bits > 0 && score.family_bits > 0)
    bits = std::clamp(model.household.with_family - score.family_bits, 0.0, bits);
  score.household_bits = sum > 0 ? bits : place;
}

// Of one kind: the best over all values of both.
IdentifierLevel compare_identifier(const Encoded::Identifier& a, const Encoded::Identifier& b) {
  unsigned differing = 0, longer = 0;
  for (std::size_t i = 0; i < a.text.size(); ++i) {
    differing += a.text[i] != b.text[i] ? 1U : 0U;
    longer += (a.text[i] == 0) != (b.text[i] == 0) ? 1U : 0U;
  }
  if (differing == 0) return IdentifierLevel::same;
  return differing + longer == 1 ? IdentifierLevel::one_digit : IdentifierLevel::different;
}

void score_identifiers(const Encoded& a, const Encoded& b, const Model& model, Score& score) {
  for (const Encoded::Identifier& left : a.identifiers) {
    for (const Encoded::Identifier& right : b.identifiers) {
      if (left.kind != right.kind) continue;
      IdentifierLevel& level = score.identifiers[left.weights];
      level = std::min(level, compare_identifier(left, right));
    }
  }
  for (std::size_t i = 0; i < model.identifiers.size(); ++i) {
    const IdentifierLevel level = score.identifiers[i];
    if (level != IdentifierLevel::missing)
      score.identifier_bits[i] = at(model.identifiers[i].bits, level);
  }
}

bool is_other(IdentifierLevel level) {
  return level == IdentifierLevel::one_digit || level == IdentifierLevel::different;
}

// Twins stand on one roll with two pupil numbers.
void score_rolls(const Encoded& a, const Encoded& b, const Model& model, Score& score) {
  if (a.enrolments.empty() || b.enrolments.empty()) return;
  for (std::size_t i = 0; i < model.identifiers.size(); ++i)
    if (model::is_of_each_pupil(model.identifiers[i].kind) && is_other(score.identifiers[i]))
      score.are_two_pupils = are_on_one_roll(a, b);
}

void weigh_numbers(const Model& model, Score& score) {
  const auto& levels = score.identifiers;
  score.has_same_identifier =
      std::find(levels.begin(), levels.end(), IdentifierLevel::same) != levels.end();
  score.is_forbidden = score.are_two_pupils && !score.has_same_identifier;
  for (std::size_t i = 0; i < model.identifiers.size(); ++i)
    if (model.identifiers[i].hard && is_other(levels[i])) score.is_forbidden = true;
}

double sum_of(const Score& score, const Model& model) {
  double bits = model.prior + score.given_bits + score.family_bits + score.middle_bits +
                score.swap_bits + score.tries_bits + score.birth_bits + score.shared_day_bits +
                score.sex_bits + score.household_bits;
  for (const double identifier : score.identifier_bits) bits += identifier;
  return bits;
}

bool are_of_one_household(const Score& score) {
  return score.postcode == PostcodeLevel::unit || score.has_same_address || score.has_same_phone ||
         score.has_same_parent;
}

bool are_of_one_family(const Score& score) {
  const bool is_one_name =
      score.family <= WordLevel::very_similar || score.family == WordLevel::part;
  return is_one_name || are_of_one_household(score);
}

bool is_birth_alike(BirthLevel level) { return level <= BirthLevel::to_year; }

bool does_forbid(Ruling ruling) {
  return ruling == Ruling::two_numbers || ruling == Ruling::one_roll;
}

// Numbers that say nothing where they differ, as of arrests, tell nobody apart.
bool has_other_number(const Score& score, const Model& model) {
  for (std::size_t i = 0; i < model.identifiers.size(); ++i)
    if (is_other(score.identifiers[i]) &&
        at(model.identifiers[i].bits, IdentifierLevel::different) < 0)
      return true;
  return false;
}

// Twins share all but their names, their numbers and who came first.
bool are_told_apart(const Score& score, const Model& model) {
  return score.middle == MiddleLevel::different || score.are_two_in_order ||
         has_other_number(score, model);
}

// What very many are given says too little where nothing but the name agrees beside it.
bool is_day_of_many(const Score& score) {
  return score.shared_day_bits <= constants::day_of_many && !are_of_one_household(score) &&
         score.postcode > PostcodeLevel::sector;
}

// Of two of whom a number agrees.
Ruling ruling_on_shared_number(const Score& score, const Model& model, bool is_given_other) {
  const bool is_given_known = score.given != WordLevel::missing;
  const bool is_birth_other = score.birth != BirthLevel::missing && !is_birth_alike(score.birth);
  const bool is_unlike = score.given == WordLevel::different && !score.is_middle_used;
  const bool is_confirmed = is_given_known && !is_given_other;
  const bool look_like_twins =
      (score.birth == BirthLevel::same || score.are_born_together) && are_of_one_household(score);
  // A school that gave one child two pupil numbers, or a number that was copied to a twin.
  return is_unlike || (is_birth_other && !is_confirmed) || score.are_two_pupils ||
                 (look_like_twins && are_told_apart(score, model))
             ? Ruling::shared_number
             : Ruling::none;
}

Ruling ruling_on(const Score& score, const Model& model) {
  const bool is_given_known = score.given != WordLevel::missing;
  // Twins are often given each other's name as a middle one: a number that differs says who is who.
  const bool is_other_number =
      std::any_of(score.identifiers.begin(), score.identifiers.end(), is_other);
  const bool is_given_other = is_given_known && !is_agreeing(score.given) &&
                              (!score.is_middle_used || is_other_number) &&
                              score.given != WordLevel::initial;
  if (score.are_two_pupils && !score.has_same_identifier) return Ruling::one_roll;
  if (score.is_forbidden) return Ruling::two_numbers;
  if (score.has_same_identifier) return ruling_on_shared_number(score, model, is_given_other);
  const bool is_birth_same = score.birth == BirthLevel::same || score.are_born_together;
  if (is_given_other && is_birth_same && are_of_one_family(score))
    return score.given == WordLevel::different ? Ruling::twin : Ruling::perhaps_twin;
  // Of twins with names like Marta and Marya one may be entered with a slip in the birth date.
  const bool are_two_names = score.given == WordLevel::one_edit && score.are_both_established;
  if (are_two_names && (is_birth_same || is_birth_alike(score.birth)) && are_of_one_family(score))
    return Ruling::perhaps_twin;
  if (score.given == WordLevel::part && is_birth_same && are_of_one_household(score))
    return Ruling::perhaps_twin;
  if (is_birth_same && are_of_one_family(score) && are_told_apart(score, model))
    return Ruling::told_apart;
  if (!is_given_known || score.given == WordLevel::initial) return Ruling::nothing_to_tell;
  if (score.is_middle_used) return Ruling::middle_name;
  return is_day_of_many(score) ? Ruling::shared_day : Ruling::none;
}

Likeness likeness_of(const Score& score) {
  const bool is_given_other = score.given == WordLevel::different && !score.is_middle_used;
  if (score.ruling == Ruling::twin || score.ruling == Ruling::perhaps_twin ||
      score.ruling == Ruling::told_apart)
    return Likeness::twin;
  if ((score.ruling == Ruling::shared_number || does_forbid(score.ruling)) && is_given_other)
    return score.are_born_together    ? Likeness::twin
           : are_of_one_family(score) ? Likeness::sibling_or_household
                                      : Likeness::stranger;
  const bool are_two_names = !is_agreeing(score.given) || score.are_both_established;
  if (score.ruling == Ruling::one_roll && are_two_names && score.are_born_together)
    return Likeness::twin;
  const bool is_birth_other = score.birth != BirthLevel::missing && !is_birth_alike(score.birth);
  if (is_birth_other && score.bits < 0 && are_of_one_family(score))
    return Likeness::sibling_or_household;
  return score.bits > 0 ? Likeness::same_child : Likeness::stranger;
}

void apply_guard(Score& score, const Model& model) {
  const double automatic = model.thresholds.automatic;
  const double before = score.bits;
  switch (score.ruling) {
    case Ruling::none:
    case Ruling::two_numbers:
    case Ruling::one_roll:
    case Ruling::beside_twin:
    case Ruling::must_link:
    case Ruling::never_link:
    case Ruling::locks_disagree:
    case Ruling::not_known:
      break;
    case Ruling::shared_number:
      score.bits = std::clamp(before, model.thresholds.ask, automatic - constants::just_below);
      break;
    case Ruling::twin:
      score.bits = std::min(before, model.thresholds.ask - 4);
      break;
    case Ruling::perhaps_twin:
    case Ruling::told_apart:
    case Ruling::nothing_to_tell:
    case Ruling::middle_name:
    case Ruling::shared_day:
      score.bits = std::min(before, automatic - constants::just_below);
      break;
  }
  // What would be asked about on any other day is asked about on this one.
  if (score.bits < model.thresholds.ask && score.ruling != Ruling::twin && !score.is_forbidden &&
      score.bits - score.shared_day_bits >= model.thresholds.ask) {
    score.bits = model.thresholds.ask;
    score.ruling = Ruling::shared_day;
  }
  score.guard_bits = score.bits - before;
}

}  // namespace

MostBits::MostBits(const Model& model) : model_(model) {
  const auto most = [](const auto& bits) {
    return std::max(0.0, *std::max_element(bits.begin(), bits.end()));
  };
  const double given =
      std::max({most(model.given), model.given_frequency.most, model.middle_used_as_given});
  const double family = std::max(most(model.family), model.family_frequency.most);
  const double household = std::max(model.household.most, most(model.postcode));
  const auto& [address, phone, parent, further, whole, with_family] = model.household;
  const bool is_clamped = std::min({address, phone, parent}) >= 0;
  const double with_household =
      is_clamped ? std::max({family, household, std::min(with_family, family + household)})
                 : family + household;
  constexpr double rounding = 1e-6;
  beside_births_ = model.prior + given + with_household + most(model.middle) +
                   std::max(model.swapped_names, 0.0) + most(model.sex) + rounding;
}

double MostBits::of(const Encoded& a, const Encoded& b) const {
  for (const Encoded::Identifier& left : a.identifiers)
    for (const Encoded::Identifier& right : b.identifiers)
      if (left.kind == right.kind &&
          at(model_.identifiers[left.weights].bits, compare_identifier(left, right)) > 0)
        return std::numeric_limits<double>::infinity();
  Score score;
  score_births(a, b, model_, score);
  return beside_births_ + score.birth_bits;
}

void weigh(Score& score, const Model& model) {
  weigh_household(model, score);
  weigh_numbers(model, score);
  score.bits = sum_of(score, model);
  score.ruling = ruling_on(score, model);
  apply_guard(score, model);
  score.likeness = likeness_of(score);
}

Score score(const Encoded& a, const Encoded& b, const Model& model, const Words& words) {
  Score score;
  score_births(a, b, model, score);
  score_shared_days(a, b, words, score);
  score_names(a, b, model, words, score);
  score_sex(a, b, model, score);
  compare_households(a, b, words, score);
  score_identifiers(a, b, model, score);
  score_rolls(a, b, model, score);
  weigh(score, model);
  if (a.sealed || b.sealed) score.is_forbidden = true;
  return score;
}

// A given name that is only part of the other is no contradiction.
TwinSign twin_sign(const Score& score) {
  const bool is_birth_same = score.birth == BirthLevel::same || score.are_born_together;
  if (score.ruling == Ruling::told_apart) return TwinSign::told_apart;
  if (score.ruling == Ruling::twin || score.ruling == Ruling::perhaps_twin)
    return score.given == WordLevel::part ? TwinSign::none : TwinSign::other_name;
  if (score.ruling != Ruling::shared_number || !is_birth_same) return TwinSign::none;
  if (score.given == WordLevel::different && !score.is_middle_used) return TwinSign::other_name;
  const bool is_told =
      score.middle == MiddleLevel::different || score.are_two_in_order || score.are_two_pupils;
  return is_told && are_of_one_household(score) ? TwinSign::told_apart : TwinSign::none;
}

bool agrees_in_all_but_what_forbids(const Score& score, const Model& model) {
  if (!does_forbid(score.ruling) || !is_agreeing(score.given)) return false;
  if (score.birth != BirthLevel::same || score.family != WordLevel::same) return false;
  double without = score.bits;
  for (std::size_t i = 0; i < model.identifiers.size(); ++i)
    if (model.identifiers[i].hard || score.ruling == Ruling::one_roll)
      without -= std::min(0.0, score.identifier_bits[i]);
  return without >= model.thresholds.automatic;
}

}  // namespace trellis::matching
