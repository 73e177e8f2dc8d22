#include "hub/matching/linkage/name_levels.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <string>

#include "hub/matching/linkage/letter_pairs.hpp"
#include "hub/matching/linkage/parallel.hpp"
#include "hub/matching/similarity.hpp"

namespace trellis::matching::linkage {
namespace {

constexpr double least_likeness = 0.88;  // Jaro-Winkler of words that are close

template <std::size_t Size>
bool contains(const std::array<std::uint32_t, Size>& list, std::uint32_t code) {
  bool contains = false;
  for (const std::uint32_t each : list) contains |= each == code;
  return contains;
}

}  // namespace

NameComparer::NameComparer(const Records& records, const Nicknames& nicknames, std::size_t threads)
    : records_(records) {
  words_.resize(records.names.size());
  sketches_.resize(words_.size());
  for_each_range(threads, words_.size(), [&](std::size_t from, std::size_t to) {
    for (std::size_t code = std::max<std::size_t>(from, 1); code < to; ++code) {
      Word& word = words_[code];
      word.text = records.names.text(static_cast<std::uint32_t>(code));
      const std::string sound = sound_of(word.text);
      word.sound = sound.empty() ? 0 : hash_of(sound);
      word.forms = nicknames.of(word.text);
      sketches_[code] = sketch_of(word);
    }
  });
  mark_common_names();
}

NameComparer::WordSketch NameComparer::sketch_of(const Word& word) {
  WordSketch sketch;
  for_each_pair(word.text, [&](std::uint32_t hash) { sketch.pairs |= 1ULL << (hash >> 26U); });
  for (const char letter : word.text)
    sketch.letters |= 1U << (static_cast<unsigned char>(letter) & 31U);
  sketch.sound = static_cast<std::uint32_t>(word.sound);
  for (const std::uint32_t form : word.forms)
    sketch.forms = static_cast<std::uint16_t>(sketch.forms | 1U << (form * 2654435761U >> 28U));
  sketch.first = word.text[0];
  sketch.size = static_cast<std::uint8_t>(std::min<std::size_t>(word.text.size(), 255));
  return sketch;
}

void NameComparer::mark_common_names() {
  std::vector<std::uint32_t> counts(sketches_.size());
  for (const Person& person : records_.people) {
    ++counts[person.name.given[0]];
    ++counts[person.name.family_joined];
  }
  const std::size_t many = std::max<std::size_t>(8, records_.count / 50'000);
  for (std::size_t code = 1; code < counts.size(); ++code)
    sketches_[code].is_common = counts[code] >= many;
}

// Two words are read only if they share enough pairs, sound alike, or may be forms of one name; and
// of those that only share pairs, if enough of their letters may match.
bool NameComparer::may_be_like(const WordSketch& left, const WordSketch& right) {
  if (left.size < 2 || right.size < 2 || left.sound == right.sound ||
      (left.forms & right.forms) != 0)
    return true;
  const int common = std::popcount(left.pairs & right.pairs);
  if (8 * common < std::popcount(left.pairs) + std::popcount(right.pairs)) return false;
  constexpr std::uint8_t longest = 64;  // of which Jaro-Winkler reads all
  if (left.size > longest || right.size > longest) return true;
  const int only_left = std::popcount(left.letters & ~right.letters);
  const int only_right = std::popcount(right.letters & ~left.letters);
  if (only_left <= 1 && only_right <= 1) return true;  // they may be one edit apart
  // Jaro's likeness is a third of (matched / left + matched / right + 1) at most. Winkler adds 0.4
  // of what lacks at most, and nothing where the first letters differ: so 0.88 needs a sum of
  // shares of 1.4, or of 1.64. In hundredths, with one to spare for rounding.
  const int needed = left.first == right.first ? 139 : 163;
  const int matched = std::min(left.size - only_left, right.size - only_right);
  return 100 * matched * (left.size + right.size) >= needed * left.size * right.size;
}

NameLevel NameComparer::word_level(std::uint32_t a, std::uint32_t b) const {
  if (a == b) return NameLevel::same;
  const WordSketch& left = sketches_[a];
  const WordSketch& right = sketches_[b];
  if (!may_be_like(left, right))
    return left.first == right.first ? NameLevel::same_initial : NameLevel::different;
  return static_cast<NameLevel>(memory_.level(
      a, b, [this](auto x, auto y) { return static_cast<std::uint8_t>(level_of_words(x, y)); }));
}

NameLevel NameComparer::level_of_words(std::uint32_t x, std::uint32_t y) const {
  const Word& a = words_[x];
  const Word& b = words_[y];
  const bool begins_alike = a.text[0] == b.text[0];
  if (!says_more_than_an_initial(x) || !says_more_than_an_initial(y))
    return begins_alike ? NameLevel::initial : NameLevel::different;
  if (have_common_form(a, b)) return NameLevel::nickname;
  const bool are_names = sketches_[x].is_common && sketches_[y].is_common;
  const std::size_t shorter = std::min(a.text.size(), b.text.size());
  if (one_edit_apart(a.text, b.text) && shorter >= 3)
    return are_names ? NameLevel::look_alike : NameLevel::one_edit;
  const double likeness = jaro_winkler(a.text, b.text);
  if (a.sound == b.sound && a.sound != 0 && shorter >= 4 && likeness >= 0.8)
    return NameLevel::sounds_alike;
  if (likeness >= least_likeness) return are_names ? NameLevel::look_alike : NameLevel::close;
  return begins_alike ? NameLevel::same_initial : NameLevel::different;
}

// Called by a middle name, of which the other record has the first letter alone.
bool NameComparer::has_middle_initial_of(const Name& name, std::uint32_t code) const {
  if (!says_more_than_an_initial(code)) return false;
  return std::any_of(name.given.begin() + 1, name.given.end(), [&](std::uint32_t middle) {
    return sketches_[middle].size == 1 && sketches_[middle].first == sketches_[code].first;
  });
}

NameLevel NameComparer::given_level(const Name& a, const Name& b) const {
  if (a.given[0] == 0 || b.given[0] == 0) return NameLevel::missing;
  const NameLevel first = word_level(a.given[0], b.given[0]);
  const bool has_middle = (a.given[1] | b.given[1]) != 0;
  if (first <= NameLevel::one_edit || !has_middle) return first;
  if (a.given_joined == b.given[0] || b.given_joined == a.given[0]) return NameLevel::part;
  if ((contains(b.given, a.given[0]) && says_more_than_an_initial(a.given[0])) ||
      (contains(a.given, b.given[0]) && says_more_than_an_initial(b.given[0])))
    return NameLevel::part;
  if (first == NameLevel::different &&
      (has_middle_initial_of(a, b.given[0]) || has_middle_initial_of(b, a.given[0])))
    return NameLevel::initial;
  return first;
}

NameLevel NameComparer::family_level(const Name& a, const Name& b) const {
  if (a.family[0] == 0 || b.family[0] == 0) return NameLevel::missing;
  if (a.family_joined == b.family_joined) return NameLevel::same;
  const NameLevel whole = word_level(a.family_joined, b.family_joined);
  const bool has_more = (a.family[1] | b.family[1] | a.others[0] | b.others[0]) != 0;
  if (whole <= NameLevel::close || !has_more) return whole;
  NameLevel best = whole;
  for (const std::uint32_t left : a.family) {
    if (left == 0) break;
    if (contains(b.family, left) || contains(b.others, left)) return NameLevel::part;
    for (const std::uint32_t right : b.family)
      if (right != 0 && word_level(left, right) == NameLevel::one_edit) best = NameLevel::part;
  }
  for (const std::uint32_t right : b.family)
    if (right != 0 && contains(a.others, right)) return NameLevel::part;
  return best;
}

bool NameComparer::is_swapped(const Name& a, const Name& b) const {
  if (a.given[0] == 0 || b.given[0] == 0 || a.family[0] == 0 || b.family[0] == 0) return false;
  const auto fits = [](NameLevel level) { return level <= NameLevel::one_edit; };
  return fits(word_level(a.given[0], b.family[0])) && fits(word_level(a.family[0], b.given[0]));
}

Middle NameComparer::middle_level(const Name& a, const Name& b) const {
  if (a.given[1] == 0 || b.given[1] == 0) return Middle::missing;
  Middle best = Middle::different;
  for (std::size_t i = 1; i < a.given.size() && a.given[i] != 0; ++i) {
    for (std::size_t j = 1; j < b.given.size() && b.given[j] != 0; ++j) {
      const NameLevel level = word_level(a.given[i], b.given[j]);
      if (level == NameLevel::initial ||
          (level == NameLevel::same && !says_more_than_an_initial(a.given[i])))
        best = std::min(best, Middle::initial);
      else if (level <= NameLevel::close)
        return Middle::same;
    }
  }
  return best;
}

NameComparer::Levels NameComparer::compare(const Name& a, const Name& b) const {
  Levels levels;
  if (records_.has_given) levels.given = given_level(a, b);
  if (records_.has_middle) levels.middle = middle_level(a, b);
  if (records_.has_family) levels.family = family_level(a, b);
  if (levels.given > NameLevel::part && levels.family > NameLevel::part && is_swapped(a, b)) {
    levels.given = NameLevel::swapped;  // one event, told once
    levels.family = NameLevel::missing;
  }
  return levels;
}

}  // namespace trellis::matching::linkage
