#include "hub/matching/engine/names.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace trellis::matching {
namespace {

using Name = Encoded::Name;

struct NameScore {
  double given_bits = 0, family_bits = 0, middle_bits = 0, swap_bits = 0;
  WordLevel given = WordLevel::missing;
  WordLevel family = WordLevel::missing;
  MiddleLevel middle = MiddleLevel::missing;
  bool is_middle_used = false;
  bool is_swapped = false;
  bool are_both_established = false;
  double bits() const { return given_bits + family_bits + middle_bits + swap_bits; }
  // Never a tie between unlike pairs: the order of the two subjects must not matter.
  auto rank() const { return std::tuple(-bits(), given, family, middle); }
};

double frequency_bits(const Frequency& frequency, WordNumber word, Role role, const Words& words) {
  const double share = words.share(word, role, frequency.one_in, frequency.strength);
  return std::clamp(-std::log2(share), frequency.least, frequency.most);
}

double word_bits(WordLevel level, WordNumber a, WordNumber b, Role role, const Model& model,
                 const Words& words) {
  if (level == WordLevel::missing) return 0;
  const bool is_given = role == Role::given;
  if (level != WordLevel::same)
    return (is_given ? model.given : model.family)[static_cast<std::size_t>(level)];
  const Frequency& frequency = is_given ? model.given_frequency : model.family_frequency;
  const double bits = frequency_bits(frequency, a, role, words);
  // The same parts in two fields and in one are one name, as rare as the whole of it.
  return a == b ? bits : std::max(bits, frequency_bits(frequency, b, role, words));
}

MiddleLevel level_of(comparison::MiddleNames middle) {
  switch (middle) {
    case comparison::MiddleNames::same:
      return MiddleLevel::same;
    case comparison::MiddleNames::initial:
      return MiddleLevel::initial;
    case comparison::MiddleNames::different:
      return MiddleLevel::different;
    case comparison::MiddleNames::missing:
      break;
  }
  return MiddleLevel::missing;
}

// Of those who have both, most have the second as well: what stands in both fields is one list.
void compare_given_names(const Name& a, const Name& b, const Words& words, NameScore& score) {
  if (a.middle == 0 && b.middle == 0) {
    score.given = words.compare(a.given, b.given, Role::given);
    return;
  }
  const GivenLikeness names = words.compare_given(a.given, a.middle, b.given, b.middle);
  score.given = names.given;
  score.middle = level_of(names.middle);
  score.is_middle_used = names.is_middle_used;
}

NameScore compare_straight(const Name& a, const Name& b, const Model& model, const Words& words) {
  NameScore score;
  compare_given_names(a, b, words, score);
  score.family = words.compare(a.family, b.family, Role::family);
  score.given_bits = word_bits(score.given, a.given, b.given, Role::given, model, words);
  score.family_bits = word_bits(score.family, a.family, b.family, Role::family, model, words);
  score.are_both_established =
      score.given == WordLevel::one_edit && words.have_established_words_apart(a.given, b.given);
  if (score.is_middle_used) {
    score.given_bits = model.middle_used_as_given;
    score.middle = MiddleLevel::missing;
  }
  if (score.middle != MiddleLevel::missing)
    score.middle_bits = model.middle[static_cast<std::size_t>(score.middle)];
  return score;
}

NameScore compare_swapped(const Name& a, const Model& model, const Words& words) {
  NameScore score;
  score.is_swapped = true;
  score.given = score.family = WordLevel::same;
  // Each word is rarer in the role it was not meant for: the commoner role counts.
  const auto bits = [&](WordNumber word) {
    return std::min(word_bits(WordLevel::same, word, word, Role::given, model, words),
                    word_bits(WordLevel::same, word, word, Role::family, model, words));
  };
  score.given_bits = bits(a.given);
  score.family_bits = bits(a.family);
  score.swap_bits = model.swapped_names;
  return score;
}

NameScore compare_pair(const Name& a, const Name& b, const Model& model, const Words& words) {
  const bool is_crossed = a.given != 0 && a.family != 0 && a.given == b.family &&
                          a.family == b.given && a.given != a.family;
  return is_crossed ? compare_swapped(a, model, words) : compare_straight(a, b, model, words);
}

}  // namespace

bool is_agreeing(WordLevel given) {
  return given == WordLevel::same || given == WordLevel::nickname || given == WordLevel::one_edit ||
         given == WordLevel::part;
}

void score_names(const Encoded& a, const Encoded& b, const Model& model, const Words& words,
                 Score& score) {
  if (a.names.empty() || b.names.empty()) return;
  NameScore best;
  bool is_first = true;
  for (const Name& left : a.names) {
    for (const Name& right : b.names) {
      const NameScore next = compare_pair(left, right, model, words);
      if (is_first || next.rank() < best.rank()) best = next;
      is_first = false;
    }
  }
  const double tries = static_cast<double>(a.names.size() * b.names.size());
  if (tries > 1 && best.bits() > 0)
    score.tries_bits = -std::min(best.bits(), 0.5 * std::log2(tries));
  score.given = best.given;
  score.family = best.family;
  score.middle = best.middle;
  score.is_middle_used = best.is_middle_used;
  score.is_swapped = best.is_swapped;
  score.are_both_established = best.are_both_established;
  score.given_bits = best.given_bits;
  score.family_bits = best.family_bits;
  score.middle_bits = best.middle_bits;
  score.swap_bits = best.swap_bits;
}

}  // namespace trellis::matching
