#include "hub/linkage/levels.hpp"

#include <algorithm>
#include <array>

namespace trellis::linkage {
namespace {

constexpr std::array<std::string_view, 14> name_levels = {
    "missing", "same",    "nickname", "one edit",     "sounds alike", "close",        "look-alike",
    "part",    "swapped", "initial",  "unnamed twin", "shared part",  "same initial", "different"};
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

Sex compare_sexes(std::uint8_t a, std::uint8_t b) {
  if (a == 0 || b == 0) return Sex::missing;
  return a == b ? Sex::same : Sex::different;
}

}  // namespace

Comparer::Comparer(const Records& records, const comparison::NameLists& lists, std::size_t threads)
    : records_(records), names_(records, lists, threads), texts_(records, threads) {
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
}

std::uint32_t Comparer::valid_number(std::uint32_t record) const {
  return texts_.valid_number(records_.codes_of(record));
}

// Levels in the order of the features.
Pattern Comparer::compare(std::uint32_t a, std::uint32_t b) const {
  const Person& one = records_.people[a];
  const Person& other = records_.people[b];
  const NameComparer::Levels names = names_.compare(one.name, other.name);
  Pattern pattern = 0;
  unsigned places = 0;
  const auto put = [&](auto level) {
    pattern |= Pattern{static_cast<std::uint8_t>(level)} << places;
    places += 4;
  };
  if (records_.has_given) put(names.given);
  if (records_.has_middle) put(names.middle);
  if (records_.has_family) put(names.family);
  if (records_.has_birth) put(compare_births(one.birth, other.birth));
  if (records_.has_sex) put(compare_sexes(one.sex, other.sex));
  return pattern | texts_.compare(records_.codes_of(a), records_.codes_of(b)) << places;
}

// Fetching stands in the loops themselves: a function that only fetches has no effect that the
// compiler knows of, and its calls would go.
void Comparer::compare(std::span<const Pair> pairs, std::vector<Pattern>& patterns) const {
  patterns.resize(pairs.size());
  constexpr std::size_t together = 64;
  const std::size_t texts = texts_.columns();
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
    for (std::size_t i = 0; i < some.size(); ++i) {
      const bool is_first = i == 0 || some[i].a != some[i - 1].a;
      for (const std::uint32_t record : {some[i].b, some[i].a}) {
        if (record == some[i].a && !is_first) continue;
        const Name& name = records_.people[record].name;
        __builtin_prefetch(names_.place_of(name.given[0]));
        __builtin_prefetch(names_.place_of(name.family_joined));
        const std::uint32_t* const codes = records_.codes_of(record);
        for (std::size_t c = 0; c < texts; ++c) __builtin_prefetch(texts_.place_of(c, codes[c]));
      }
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

}  // namespace trellis::linkage
