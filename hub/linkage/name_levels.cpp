#include "hub/linkage/name_levels.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <string>

#include "hub/comparison/family_names.hpp"
#include "hub/linkage/letter_pairs.hpp"
#include "hub/linkage/parallel.hpp"

namespace trellis::linkage {
namespace {

constexpr double least_likeness = 0.88;  // Jaro-Winkler of words that are close

template <std::size_t Size>
std::size_t count_in(const std::array<std::uint32_t, Size>& list) {
  return static_cast<std::size_t>(std::find(list.begin(), list.end(), 0U) - list.begin());
}

}  // namespace

NameComparer::NameComparer(const Records& records, const comparison::NameLists& lists,
                           std::size_t threads)
    : records_(records) {
  words_.resize(records.names.size());
  sketches_.resize(words_.size());
  for_each_range(threads, words_.size(), [&](std::size_t from, std::size_t to) {
    for (std::size_t code = std::max<std::size_t>(from, 1); code < to; ++code) {
      const std::string_view text = records.names.text(static_cast<std::uint32_t>(code));
      words_[code] = comparison::make_word(text, lists.nicknames);
      sketches_[code] = sketch_of(words_[code]);
      sketches_[code].is_particle = lists.words.is_particle(text);
      sketches_[code].is_community = lists.words.is_community(text);
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
  const auto spelling = comparison::compare_spelling(words_[x], words_[y], true);
  if (spelling.is_initial) return spelling.begins_alike ? NameLevel::initial : NameLevel::different;
  if (spelling.is_one_form) return NameLevel::nickname;
  const bool are_names = sketches_[x].is_common && sketches_[y].is_common;
  if (spelling.is_one_edit && spelling.shorter >= 3)
    return are_names ? NameLevel::look_alike : NameLevel::one_edit;
  if (spelling.sounds_alike) return NameLevel::sounds_alike;
  if (spelling.likeness >= least_likeness)
    return are_names ? NameLevel::look_alike : NameLevel::close;
  return spelling.begins_alike ? NameLevel::same_initial : NameLevel::different;
}

// What the comparison of names asks of their parts.
class NameComparer::Parts {
 public:
  using Level = NameLevel;
  static constexpr NameLevel same = NameLevel::same, different = NameLevel::different;

  explicit Parts(const NameComparer& names) : names_(names) {}
  NameLevel compare(std::uint32_t a, std::uint32_t b) const { return names_.word_level(a, b); }
  bool is_near(std::uint32_t a, std::uint32_t b) const {
    if (is_community(a) || is_community(b)) return false;
    const NameLevel level = compare(a, b);
    return level > NameLevel::same && level <= NameLevel::sounds_alike;
  }
  bool is_initial(std::uint32_t a, std::uint32_t b) const {
    const WordSketch &one = sketch(a), &other = sketch(b);
    return std::min(one.size, other.size) == 1 && one.first == other.first;
  }
  bool is_joined(std::uint32_t a, std::uint32_t b, std::uint32_t both) const {
    if (sketch(a).size + sketch(b).size != sketch(both).size) return false;
    const std::string &one = names_.words_[a].text, &other = names_.words_[b].text,
                      &whole = names_.words_[both].text;
    return whole.starts_with(one) && whole.ends_with(other);
  }
  bool is_beginning(std::uint32_t a, std::uint32_t b) const {
    const std::string &one = names_.words_[a].text, &other = names_.words_[b].text;
    return one.starts_with(other) || other.starts_with(one);
  }
  bool is_community(std::uint32_t word) const { return sketch(word).is_community; }
  bool is_particle(std::uint32_t word) const { return sketch(word).is_particle; }

 private:
  const WordSketch& sketch(std::uint32_t word) const { return names_.sketches_[word]; }
  const NameComparer& names_;
};

void NameComparer::compare_given(const Name& a, const Name& b, Levels& levels) const {
  if (a.given[0] == 0 || b.given[0] == 0) {
    if (a.is_one_of_several || b.is_one_of_several) levels.given = NameLevel::unnamed_twin;
    return;
  }
  const bool are_single = (a.given[1] | b.given[1]) == 0;
  if (are_single && !sketches_[a.given[0]].is_community && !sketches_[b.given[0]].is_community) {
    const bool is_letter = a.given[0] == b.given[0] && !says_more_than_an_initial(a.given[0]);
    levels.given = is_letter ? NameLevel::initial : word_level(a.given[0], b.given[0]);
    return;
  }
  const auto parts_of = [](const Name& name) {
    return comparison::NameParts{{name.given.data(), count_in(name.given)}, name.given_words};
  };
  const auto names = comparison::compare_given_names(parts_of(a), parts_of(b), Parts(*this));
  if (names.is_missing) return;
  levels.given = names.level;
  levels.middle = names.middle;
  if (names.is_part || names.is_middle_used) levels.given = NameLevel::part;
  if (names.is_initial) levels.given = NameLevel::initial;
  if (names.shares == comparison::Shares::some && names.middle == Middle::different) {
    levels.given = NameLevel::shared_part;
    levels.middle = Middle::missing;  // told once
  }
}

NameLevel NameComparer::family_level(const Name& a, const Name& b) const {
  if (a.family[0] == 0 || b.family[0] == 0) return NameLevel::missing;
  const bool are_of_community =
      sketches_[a.family[0]].is_community || sketches_[b.family[0]].is_community;
  if (a.family_joined == b.family_joined && !are_of_community) return NameLevel::same;
  const NameLevel whole = word_level(a.family_joined, b.family_joined);
  const bool has_more = (a.family[1] | b.family[1] | a.others[0] | b.others[0]) != 0;
  if ((whole <= NameLevel::close || !has_more) && !are_of_community) return whole;
  std::array<std::uint32_t, 8> of_a{}, of_b{};
  const auto parts_of = [](const Name& name, std::array<std::uint32_t, 8>& parts) {
    const std::size_t own = count_in(name.family), more = count_in(name.others);
    std::copy_n(name.family.begin(), own, parts.begin());
    std::copy_n(name.others.begin(), more, parts.begin() + static_cast<std::ptrdiff_t>(own));
    return comparison::NameParts{{parts.data(), own + more}, own};
  };
  const auto names =
      comparison::compare_family_names(parts_of(a, of_a), parts_of(b, of_b), Parts(*this));
  if (names.is_missing) return NameLevel::missing;
  switch (names.shares) {
    case comparison::Shares::all:
      if (a.family_joined == b.family_joined) return NameLevel::same;
      return names.level == NameLevel::same ? NameLevel::part : names.level;
    case comparison::Shares::within:
      return NameLevel::part;
    case comparison::Shares::some:
      return names.level;
    case comparison::Shares::nothing:
      // A first letter may be a particle's.
      return whole == NameLevel::same_initial ? names.level : std::min(whole, names.level);
  }
  return whole;
}

bool NameComparer::is_swapped(const Name& a, const Name& b) const {
  if (a.given[0] == 0 || b.given[0] == 0 || a.family[0] == 0 || b.family[0] == 0) return false;
  const auto fits = [](NameLevel level) { return level <= NameLevel::one_edit; };
  return fits(word_level(a.given[0], b.family[0])) && fits(word_level(a.family[0], b.given[0]));
}

NameComparer::Levels NameComparer::compare(const Name& a, const Name& b) const {
  Levels levels;
  if (records_.has_given) compare_given(a, b, levels);
  if (records_.has_family) levels.family = family_level(a, b);
  if (levels.given > NameLevel::part && levels.family > NameLevel::part && is_swapped(a, b)) {
    levels.given = NameLevel::swapped;  // one event, told once
    levels.family = NameLevel::missing;
  }
  return levels;
}

}  // namespace trellis::linkage
