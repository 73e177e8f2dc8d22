#include "hub/matching/names.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace trellis::matching {
namespace {

using Name = Encoded::Name;

struct NameScore {
  double given_bits = 0, family_bits = 0, middle_bits = 0, swap_bits = 0;
  Likeliness given = Likeliness::missing;
  Likeliness family = Likeliness::missing;
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

double word_bits(Likeliness level, WordNumber word, Role role, const Model& model,
                 const Words& words) {
  if (level == Likeliness::missing) return 0;
  const auto place = static_cast<std::size_t>(level);
  if (role == Role::given)
    return level == Likeliness::same ? frequency_bits(model.given_frequency, word, role, words)
                                     : model.given[place];
  return level == Likeliness::same ? frequency_bits(model.family_frequency, word, role, words)
                                   : model.family[place];
}

// A slip of the keyboard is rarer than one in four thousand of those told so far. That it stands in
// the list of nicknames says nothing: Maya for Maja is a slip too.
bool is_established(WordNumber given, const Words& words) {
  return words.is_told_often(given, Role::given, 1.0 / 4000);
}

bool is_initial(const Word& word) {
  return word.text.size() == 1 || (word.text.size() > 1 && word.text[1] == ' ');
}

MiddleLevel compare_middles(WordNumber a, WordNumber b, const Words& words) {
  if (a == 0 || b == 0) return MiddleLevel::missing;
  if (a == b) return is_initial(words.at(a)) ? MiddleLevel::initial : MiddleLevel::same;
  const Word& one = words.at(a);
  const Word& other = words.at(b);
  if ((is_initial(one) || is_initial(other)) && one.text[0] == other.text[0])
    return MiddleLevel::initial;
  switch (words.compare(a, b, Role::given)) {
    case Likeliness::different:
    case Likeliness::similar:
    case Likeliness::initial:
      return MiddleLevel::different;
    default:
      return MiddleLevel::same;
  }
}

// Is one's given name the other's (first) middle name?
bool is_middle_of(WordNumber given, WordNumber middle, const Words& words) {
  if (given == 0 || middle == 0) return false;
  const std::string_view one = words.at(given).text, all = words.at(middle).text;
  return one.size() >= 3 && all.starts_with(one) &&
         (all.size() == one.size() || all[one.size()] == ' ');
}

NameScore compare_straight(const Name& a, const Name& b, const Model& model, const Words& words) {
  NameScore score;
  score.given = words.compare(a.given, b.given, Role::given);
  score.family = words.compare(a.family, b.family, Role::family);
  score.given_bits = word_bits(score.given, a.given, Role::given, model, words);
  score.family_bits = word_bits(score.family, a.family, Role::family, model, words);
  score.are_both_established = score.given == Likeliness::one_edit &&
                               is_established(a.given, words) && is_established(b.given, words);
  score.middle = compare_middles(a.middle, b.middle, words);
  if (score.middle != MiddleLevel::missing)
    score.middle_bits = model.middle[static_cast<std::size_t>(score.middle)];
  if (score.given == Likeliness::different &&
      (is_middle_of(a.given, b.middle, words) || is_middle_of(b.given, a.middle, words))) {
    score.is_middle_used = true;
    score.given_bits = model.middle_used_as_given;
    score.middle_bits = 0;
    score.middle = MiddleLevel::missing;
  }
  return score;
}

NameScore compare_swapped(const Name& a, const Model& model, const Words& words) {
  NameScore score;
  score.is_swapped = true;
  score.given = score.family = Likeliness::same;
  // Each word is rarer in the role it was not meant for: the commoner role counts.
  const auto bits = [&](WordNumber word) {
    return std::min(word_bits(Likeliness::same, word, Role::given, model, words),
                    word_bits(Likeliness::same, word, Role::family, model, words));
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

bool is_agreeing(Likeliness given) {
  return given == Likeliness::same || given == Likeliness::nickname ||
         given == Likeliness::one_edit || given == Likeliness::part;
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
