#include "hub/matching/linkage/levels.hpp"

#include <algorithm>
#include <bit>

#include "hub/matching/linkage/parallel.hpp"
#include "hub/matching/similarity.hpp"
#include "hub/model/identifier.hpp"

namespace trellis::matching::linkage {
namespace {

constexpr std::array<std::string_view, 12> name_levels = {
    "missing",    "same", "nickname", "one edit", "sounds alike", "close",
    "look-alike", "part", "swapped",  "initial",  "same initial", "different"};
constexpr std::array<std::string_view, 4> middle_levels = {"missing", "same", "initial",
                                                           "different"};
constexpr std::array<std::string_view, 12> birth_levels = {"missing",
                                                           "same",
                                                           "day and month swapped",
                                                           "one digit",
                                                           "two digits swapped",
                                                           "default day",
                                                           "same month and year",
                                                           "same day and year",
                                                           "same day and month",
                                                           "same year",
                                                           "within a year",
                                                           "different"};
constexpr std::array<std::string_view, 3> sex_levels = {"missing", "same", "different"};
constexpr std::array<std::string_view, 7> text_levels = {
    "missing", "same", "one edit", "close", "overlapping", "different", "conflicting"};

template <std::size_t Size>
bool contains(const std::array<std::uint32_t, Size>& list, std::uint32_t code) {
  return std::find(list.begin(), list.end(), code) != list.end();
}

bool says_more_than_an_initial(const Word& word) { return word.text.size() > 1; }

bool is_number(Is is) { return is_identifier(is) || is == Is::phone || is == Is::house_number; }

constexpr std::size_t packed_size = 8;

// The first eight letters, the first of them highest.
std::uint64_t packed(std::string_view text) {
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < packed_size; ++i)
    bytes = bytes << 8U | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0U);
  return bytes;
}

TextLevel compare_postcodes(std::uint64_t a, std::uint64_t b, std::size_t size) {
  const std::size_t common = static_cast<std::size_t>(std::countl_zero(a ^ b)) / 8;
  if (size >= 5 && common + 2 >= size) return TextLevel::close;  // the sector
  if (size >= 5 ? common + 3 >= size : common + 2 >= size) return TextLevel::overlapping;
  return TextLevel::different;
}

// Each pair of neighbouring letters, blanks around the text among them, sets one bit.
template <typename Set>
void for_each_pair(std::string_view text, Set set) {
  unsigned char before = ' ';
  for (const char each : text) {
    const auto c = static_cast<unsigned char>(each);
    set((before * 37U + c) * 2654435761U);
    before = c;
  }
  set((before * 37U + ' ') * 2654435761U);
}

double likeness(std::uint64_t a0, std::uint64_t a1, std::uint64_t b0, std::uint64_t b1) {
  const int common = std::popcount(a0 & b0) + std::popcount(a1 & b1);
  const int all = std::popcount(a0) + std::popcount(a1) + std::popcount(b0) + std::popcount(b1);
  return all == 0 ? 0 : 2.0 * common / all;
}

TextLevel compare_emails(std::string_view a, std::string_view b) {
  if (one_edit_apart(a, b)) return TextLevel::one_edit;
  const std::string_view left = a.substr(0, a.find('@')), right = b.substr(0, b.find('@'));
  if (left == right && left.size() > 3) return TextLevel::one_edit;
  if (jaro_winkler(left, right) >= 0.88) return TextLevel::close;
  return TextLevel::different;
}

}  // namespace

Comparer::TextSketch Comparer::sketch_of(const TextColumn& column, std::uint32_t code) {
  const std::string_view text = column.lexicon.text(code);
  if (column.is == Is::postcode) return {packed(text), text.size()};
  TextSketch sketch{};
  for_each_pair(text,
                [&](std::uint32_t hash) { sketch[hash >> 31U] |= 1ULL << (hash >> 25U & 63U); });
  return sketch;
}

Comparer::Comparer(const Records& records, const Nicknames& nicknames, std::size_t threads)
    : records_(records) {
  const auto feature = [this](Feature::What what, const char* name, std::size_t levels) {
    features_.push_back({what, 0, name, Is::text, levels});
  };
  if (records.has_given) feature(Feature::What::given, "given name", name_levels.size());
  if (records.has_middle) feature(Feature::What::middle, "middle names", middle_levels.size());
  if (records.has_family) feature(Feature::What::family, "family name", name_levels.size());
  if (records.has_birth) feature(Feature::What::birth, "birth date", birth_levels.size());
  if (records.has_sex) feature(Feature::What::sex, "sex", sex_levels.size());
  for (std::size_t i = 0; i < records.texts.size(); ++i)
    features_.push_back({Feature::What::text, i, records.texts[i].name, records.texts[i].is,
                         text_levels.size() - (records.texts[i].is == Is::nhs_number ? 0 : 1)});
  words_.resize(records.names.size());
  sketches_.resize(words_.size());
  for (std::uint32_t code = 1; code < words_.size(); ++code) {
    Word& word = words_[code];
    word.text = records.names.text(code);
    const std::string sound = sound_of(word.text);
    word.sound = sound.empty() ? 0 : hash_of(sound);
    word.forms = nicknames.of(word.text);
    WordSketch& sketch = sketches_[code];
    for_each_pair(word.text, [&](std::uint32_t hash) { sketch.pairs |= 1ULL << (hash >> 26U); });
    sketch.sound = static_cast<std::uint32_t>(word.sound);
    for (const std::uint32_t form : word.forms)
      sketch.forms = static_cast<std::uint16_t>(sketch.forms | 1U << (form * 2654435761U >> 28U));
    sketch.first = word.text[0];
    sketch.size = static_cast<std::uint8_t>(std::min<std::size_t>(word.text.size(), 255));
  }
  mark_common_names();
  find_valid_numbers();
  for (const TextColumn& column : records.texts) {
    auto& sketches = text_sketches_.emplace_back(column.lexicon.size());
    for_each_range(threads, sketches.size(), [&](std::size_t from, std::size_t to) {
      for (std::size_t code = from; code < to; ++code)
        sketches[code] = sketch_of(column, static_cast<std::uint32_t>(code));
    });
  }
}

void Comparer::mark_common_names() {
  std::vector<std::uint32_t> counts(sketches_.size());
  for (const Person& person : records_.people) {
    ++counts[person.name.given[0]];
    ++counts[person.name.family_joined];
  }
  const std::size_t many = std::max<std::size_t>(8, records_.count / 50'000);
  for (std::size_t code = 1; code < counts.size(); ++code)
    sketches_[code].is_common = counts[code] >= many;
}

void Comparer::find_valid_numbers() {
  for (std::size_t i = 0; i < records_.texts.size(); ++i)
    if (records_.texts[i].is == Is::nhs_number) nhs_number_ = i;
  if (nhs_number_ == no_column) return;
  const Lexicon& numbers = records_.texts[nhs_number_].lexicon;
  valid_.resize(numbers.size());
  for (std::uint32_t code = 1; code < valid_.size(); ++code)
    valid_[code] = model::check_identifier("nhs_number", numbers.text(code), 0).verdict ==
                   model::Verdict::valid;
}

std::uint32_t Comparer::valid_number(std::uint32_t record) const {
  if (nhs_number_ == no_column) return 0;
  const std::uint32_t code = records_.codes_of(record)[nhs_number_];
  return valid_[code] ? code : 0;
}

NameLevel Comparer::word_level(std::uint32_t code_a, std::uint32_t code_b) const {
  if (code_a == code_b) return NameLevel::same;
  const WordSketch& left = sketches_[code_a];
  const WordSketch& right = sketches_[code_b];
  // Two words are read only if they share enough, sound alike, or may be forms of one name.
  const bool may_be_like = left.size < 2 || right.size < 2 || left.sound == right.sound ||
                           (left.forms & right.forms) != 0 ||
                           likeness(left.pairs, 0, right.pairs, 0) >= 0.25;
  if (!may_be_like)
    return left.first == right.first ? NameLevel::same_initial : NameLevel::different;
  return static_cast<NameLevel>(name_memory_.level(code_a, code_b, [this](auto x, auto y) {
    const Word& a = words_[x];
    const Word& b = words_[y];
    const auto as_number = [](NameLevel level) { return static_cast<std::uint8_t>(level); };
    const bool begins_alike = a.text[0] == b.text[0];
    if (!says_more_than_an_initial(a) || !says_more_than_an_initial(b))
      return as_number(begins_alike ? NameLevel::initial : NameLevel::different);
    if (have_common_form(a, b)) return as_number(NameLevel::nickname);
    const bool are_names = sketches_[x].is_common && sketches_[y].is_common;
    const std::size_t shorter = std::min(a.text.size(), b.text.size());
    if (one_edit_apart(a.text, b.text) && shorter >= 3)
      return as_number(are_names ? NameLevel::look_alike : NameLevel::one_edit);
    const double likeness = jaro_winkler(a.text, b.text);
    if (a.sound == b.sound && a.sound != 0 && shorter >= 4 && likeness >= 0.8)
      return as_number(NameLevel::sounds_alike);
    if (likeness >= 0.88) return as_number(are_names ? NameLevel::look_alike : NameLevel::close);
    return as_number(begins_alike ? NameLevel::same_initial : NameLevel::different);
  }));
}

// Called by a middle name, of which the other record has the first letter alone.
bool Comparer::has_middle_initial_of(const Name& name, std::uint32_t code) const {
  if (!says_more_than_an_initial(words_[code])) return false;
  return std::any_of(name.given.begin() + 1, name.given.end(), [&](std::uint32_t middle) {
    return middle != 0 && words_[middle].text == words_[code].text.substr(0, 1);
  });
}

NameLevel Comparer::given_level(const Name& a, const Name& b) const {
  if (a.given[0] == 0 || b.given[0] == 0) return NameLevel::missing;
  const NameLevel first = word_level(a.given[0], b.given[0]);
  if (first <= NameLevel::one_edit) return first;
  if (a.given_joined == b.given[0] || b.given_joined == a.given[0]) return NameLevel::part;
  if ((contains(b.given, a.given[0]) && says_more_than_an_initial(words_[a.given[0]])) ||
      (contains(a.given, b.given[0]) && says_more_than_an_initial(words_[b.given[0]])))
    return NameLevel::part;
  if (first == NameLevel::different &&
      (has_middle_initial_of(a, b.given[0]) || has_middle_initial_of(b, a.given[0])))
    return NameLevel::initial;
  return first;
}

NameLevel Comparer::family_level(const Name& a, const Name& b) const {
  if (a.family[0] == 0 || b.family[0] == 0) return NameLevel::missing;
  if (a.family_joined == b.family_joined) return NameLevel::same;
  const NameLevel whole = word_level(a.family_joined, b.family_joined);
  if (whole <= NameLevel::close) return whole;
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

bool Comparer::is_swapped(const Name& a, const Name& b) const {
  if (a.given[0] == 0 || b.given[0] == 0 || a.family[0] == 0 || b.family[0] == 0) return false;
  const auto fits = [](NameLevel level) { return level <= NameLevel::one_edit; };
  return fits(word_level(a.given[0], b.family[0])) && fits(word_level(a.family[0], b.given[0]));
}

Middle Comparer::middle_level(const Name& a, const Name& b) const {
  if (a.given[1] == 0 || b.given[1] == 0) return Middle::missing;
  Middle best = Middle::different;
  for (std::size_t i = 1; i < a.given.size() && a.given[i] != 0; ++i) {
    for (std::size_t j = 1; j < b.given.size() && b.given[j] != 0; ++j) {
      const NameLevel level = word_level(a.given[i], b.given[j]);
      if (level == NameLevel::initial ||
          (level == NameLevel::same && !says_more_than_an_initial(words_[a.given[i]])))
        best = std::min(best, Middle::initial);
      else if (level <= NameLevel::close)
        return Middle::same;
    }
  }
  return best;
}

TextLevel Comparer::text_level(std::size_t index, std::uint32_t a, std::uint32_t b) const {
  if (a == 0 || b == 0) return TextLevel::missing;
  if (a == b) return TextLevel::same;
  if (index == nhs_number_ && valid_[a] && valid_[b]) return TextLevel::conflicting;
  const TextColumn& column = records_.texts[index];
  const Lexicon& lexicon = column.lexicon;
  const TextSketch& left = text_sketches_[index][a];
  const TextSketch& right = text_sketches_[index][b];
  const auto is_one_edit = [&] { return one_edit_apart(lexicon.text(a), lexicon.text(b)); };
  if (column.is == Is::postcode) {
    const std::uint64_t difference = left[0] ^ right[0];
    const bool may_be_edit = left[1] != right[1] || std::popcount(difference) <= 12;
    if (may_be_edit && is_one_edit()) return TextLevel::one_edit;
    return compare_postcodes(left[0], right[0], std::max(left[1], right[1]));
  }
  if (column.is == Is::email)
    return static_cast<TextLevel>(email_memory_.level(a, b, [&](auto x, auto y) {
      return static_cast<std::uint8_t>(compare_emails(lexicon.text(x), lexicon.text(y)));
    }));
  // One edit makes or takes away three pairs of letters at most, on each side.
  constexpr int most_changed = 6;
  const int changed = std::popcount(left[0] ^ right[0]) + std::popcount(left[1] ^ right[1]);
  if (changed <= most_changed && lexicon.text(a).size() + lexicon.text(b).size() > 2 &&
      is_one_edit())
    return TextLevel::one_edit;
  if (is_number(column.is)) return TextLevel::different;
  const double alike = likeness(left[0], left[1], right[0], right[1]);
  if (alike >= 0.75) return TextLevel::close;
  return alike >= 0.5 ? TextLevel::overlapping : TextLevel::different;
}

Pattern Comparer::compare(std::uint32_t a, std::uint32_t b) const {
  Pattern pattern = 0;
  const Person& one = records_.people[a];
  const Person& other = records_.people[b];
  const Name& left = one.name;
  const Name& right = other.name;
  const std::uint32_t* codes_a = records_.codes_of(a);
  const std::uint32_t* codes_b = records_.codes_of(b);
  NameLevel given = NameLevel::missing, family = NameLevel::missing;
  if (records_.has_given) given = given_level(left, right);
  if (records_.has_family) family = family_level(left, right);
  if (given > NameLevel::part && family > NameLevel::part && is_swapped(left, right))
    given = NameLevel::swapped, family = NameLevel::missing;  // one event, told once
  for (std::size_t i = 0; i < features_.size(); ++i) {
    const Feature& feature = features_[i];
    unsigned level = 0;
    switch (feature.what) {
      case Feature::What::given:
        level = static_cast<unsigned>(given);
        break;
      case Feature::What::middle:
        level = static_cast<unsigned>(middle_level(left, right));
        break;
      case Feature::What::family:
        level = static_cast<unsigned>(family);
        break;
      case Feature::What::birth:
        level = static_cast<unsigned>(compare_births(one.birth, other.birth));
        break;
      case Feature::What::sex: {
        const auto x = one.sex, y = other.sex;
        const Sex sex = x == 0 || y == 0 ? Sex::missing : x == y ? Sex::same : Sex::different;
        level = static_cast<unsigned>(sex);
        break;
      }
      case Feature::What::text: {
        level = static_cast<unsigned>(
            text_level(feature.text, codes_a[feature.text], codes_b[feature.text]));
        break;
      }
    }
    pattern |= Pattern{level} << (4 * i);
  }
  return pattern;
}

// Fetching stands in the loops themselves: a function that only fetches has no effect that the
// compiler knows of, and its calls would go.
void Comparer::compare(std::span<const Pair> pairs, std::vector<Pattern>& patterns) const {
  patterns.resize(pairs.size());
  constexpr std::size_t together = 64;
  const std::size_t texts = text_sketches_.size();
  for (std::size_t from = 0; from < pairs.size(); from += together) {
    const std::span<const Pair> some = pairs.subspan(from, std::min(together, pairs.size() - from));
    for (const Pair& pair : some) {
      for (const std::uint32_t record : {pair.a, pair.b}) {
        __builtin_prefetch(&records_.people[record]);
        if (texts == 0) continue;
        __builtin_prefetch(records_.codes_of(record));
        __builtin_prefetch(records_.codes_of(record + 1) - 1);
      }
    }
    for (const auto& [a, b] : some) {
      const Name& left = records_.people[a].name;
      const Name& right = records_.people[b].name;
      if (left.given[0] != right.given[0]) __builtin_prefetch(&sketches_[right.given[0]]);
      if (left.family_joined != right.family_joined)
        __builtin_prefetch(&sketches_[right.family_joined]);
      const std::uint32_t* const codes_a = records_.codes_of(a);
      const std::uint32_t* const codes_b = records_.codes_of(b);
      for (std::size_t i = 0; i < texts; ++i)
        if (codes_a[i] != codes_b[i] && codes_a[i] != 0 && codes_b[i] != 0)
          __builtin_prefetch(&text_sketches_[i][codes_b[i]]);
    }
    for (std::size_t i = 0; i < some.size(); ++i)
      patterns[from + i] = compare(some[i].a, some[i].b);
  }
}

std::uint32_t Comparer::value(std::size_t index, std::uint32_t record) const {
  const Feature& feature = features_[index];
  switch (feature.what) {
    case Feature::What::given:
      return records_.people[record].name.given[0];
    case Feature::What::family:
      return records_.people[record].name.family_joined;
    case Feature::What::birth:
      return records_.people[record].birth;
    case Feature::What::text:
      return records_.codes_of(record)[feature.text];
    default:
      return 0;
  }
}

std::string_view Comparer::level_name(std::size_t feature, unsigned level) const {
  switch (features_[feature].what) {
    case Feature::What::given:
    case Feature::What::family:
      return name_levels[level];
    case Feature::What::middle:
      return middle_levels[level];
    case Feature::What::birth:
      return birth_levels[level];
    case Feature::What::sex:
      return sex_levels[level];
    default:
      return text_levels[level];
  }
}

}  // namespace trellis::matching::linkage
