#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "hub/matching/engine/encoded.hpp"
#include "hub/matching/engine/engine.hpp"
#include "hub/matching/engine/model.hpp"
#include "hub/matching/engine/words.hpp"

namespace trellis::matching {

constexpr std::array<IdentifierLevel, 8> none_told() {
  std::array<IdentifierLevel, 8> levels{};
  levels.fill(IdentifierLevel::missing);
  return levels;
}

// Two subjects compared: the level and the bits of every field.
struct Score {
  double bits = 0;
  double given_bits = 0, family_bits = 0, middle_bits = 0, swap_bits = 0, tries_bits = 0,
         birth_bits = 0, sex_bits = 0, household_bits = 0, guard_bits = 0;
  double shared_day_bits = 0;  // of an equal birth date that many are given: below 0
  std::array<double, 8> identifier_bits{};
  std::array<IdentifierLevel, 8> identifiers = none_told();  // by Model::identifiers
  WordLevel given = WordLevel::missing;
  WordLevel family = WordLevel::missing;
  bool is_middle_used = false;
  bool are_both_established = false;  // given names that many bear: one is no slip of the other
  bool is_swapped = false;
  MiddleLevel middle = MiddleLevel::missing;
  BirthLevel birth = BirthLevel::missing;
  SexLevel sex = SexLevel::missing;
  PostcodeLevel postcode = PostcodeLevel::missing;
  bool has_same_address = false, has_same_phone = false, has_same_parent = false;
  bool are_born_together = false;
  bool are_two_in_order = false;  // of a birth of several: one the first, the other the second
  bool has_same_identifier = false;
  bool are_two_pupils = false;  // two pupil numbers on one school's roll at one time
  Ruling ruling = Ruling::none;
  Likeness likeness = Likeness::stranger;
  bool is_forbidden = false;
};

// The same for (a, b) as for (b, a).
Score score(const Encoded& a, const Encoded& b, const Model& model, const Words& words);

// No score has more bits: by births and identifiers, which are compared fastest, and the most that
// all else can bring. What a guard lifts to below the automatic threshold is not counted.
class MostBits {
 public:
  explicit MostBits(const Model& model);
  double of(const Encoded& a, const Encoded& b) const;

 private:
  const Model& model_;
  double beside_births_ = 0;
};

// From its fields' levels and bits: what is for the household, the sum, what guards it, the
// likeness.
void weigh(Score& score, const Model& model);

// Could they be one child were it not for what forbids it? Worth a person's look.
bool agrees_in_all_but_what_forbids(const Score& score, const Model& model);

// Of two who were born together: their given names are others, which one who bears both explains,
// or what tells twins apart differs, and only a person may make them one child.
enum class TwinSign : std::uint8_t { none, other_name, told_apart };
TwinSign twin_sign(const Score& score);

std::string label_of(const std::string& kind);  // of an identifier, for people
// The score in words; the bits of its evidence add up to its bits.
Comparison explain(const Score& score, const Model& model);

}  // namespace trellis::matching
