#include "hub/linkage/key_parts.hpp"

#include <algorithm>
#include <array>

#include "hub/comparison/similarity.hpp"
#include "hub/comparison/word.hpp"
#include "hub/linkage/parallel.hpp"
#include "hub/linkage/sketches.hpp"

namespace trellis::linkage {
namespace {

constexpr Ingredients names = only(Ingredient::name);
constexpr Ingredients births = only(Ingredient::birth);

Ingredient ingredient_of(Is is) {
  if (is_identifier(is)) return Ingredient::number;
  if (is_place(is)) return Ingredient::place;
  return is == Is::phone || is == Is::email ? Ingredient::contact : Ingredient::other;
}

}  // namespace

std::string to_string(Ingredients ingredients) {
  constexpr std::array<std::string_view, count_of_ingredients> words = {
      "names", "birth date", "place", "phone or email", "numbers", "the rest"};
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if ((ingredients >> i & 1U) == 0) continue;
    if (!text.empty()) text += ", ";
    text += words[i];
  }
  return text;
}

template <typename Value>
Part PartsOf::made(const std::string& name, Ingredients of, Value value) {
  Part& part = parts_[name];
  if (part.values) return part;
  std::vector<std::uint32_t> values(records_.count);
  for_each_range(threads_, records_.count, [&](std::size_t from, std::size_t to) {
    for (std::size_t r = from; r < to; ++r) values[r] = value(static_cast<std::uint32_t>(r));
  });
  return part = {std::make_shared<const std::vector<std::uint32_t>>(std::move(values)), of};
}

// 0 for the code of no text.
template <typename Value>
std::vector<std::uint32_t> PartsOf::by_code(const Lexicon& lexicon, Value value) const {
  std::vector<std::uint32_t> values(lexicon.size());
  for_each_range(threads_, values.size(), [&](std::size_t from, std::size_t to) {
    for (std::size_t code = std::max<std::size_t>(from, 1); code < to; ++code)
      values[code] = value(lexicon.text(static_cast<std::uint32_t>(code)));
  });
  return values;
}

PartsOf::PartsOf(const Records& records, std::size_t threads)
    : records_(records), threads_(threads) {
  sounds_ = by_code(records.names, [](std::string_view name) {
    const std::string sound = comparison::sound_of(name);
    return sound.empty() ? 0 : short_hash(comparison::hash_of(sound));
  });
}

Part PartsOf::given(std::size_t place) {
  return made("given" + std::to_string(place), names,
              [&](std::uint32_t r) { return records_.people[r].name.given[place]; });
}

Part PartsOf::family() {
  return made("family", names,
              [&](std::uint32_t r) { return records_.people[r].name.family_joined; });
}

Part PartsOf::last_family() {
  return made("last family", names, [&](std::uint32_t r) {
    std::uint32_t last = 0;
    for (const std::uint32_t code : records_.people[r].name.family)
      if (code != 0) last = code;
    return last;
  });
}

Part PartsOf::given_sound() {
  return made("given sound", names,
              [&](std::uint32_t r) { return sounds_[records_.people[r].name.given[0]]; });
}

Part PartsOf::family_sound() {
  return made("family sound", names,
              [&](std::uint32_t r) { return sounds_[records_.people[r].name.family_joined]; });
}

Part PartsOf::given_start(std::size_t size) {
  const auto starts = starts_of(size);
  return made("given start" + std::to_string(size), names,
              [&](std::uint32_t r) { return starts[records_.people[r].name.given[0]]; });
}

Part PartsOf::family_start(std::size_t size) {
  const auto starts = starts_of(size);
  return made("family start" + std::to_string(size), names,
              [&](std::uint32_t r) { return starts[records_.people[r].name.family_joined]; });
}

Part PartsOf::both_names() {
  return made("both names", names, [&](std::uint32_t r) {
    return unordered(records_.people[r].name.given[0], records_.people[r].name.family_joined);
  });
}

Part PartsOf::birth() {
  return made("birth", births,
              [&](std::uint32_t r) { return whole(r) ? records_.people[r].birth : 0; });
}

Part PartsOf::year() {
  return made("year", births, [&](std::uint32_t r) { return year_of(records_.people[r].birth); });
}

Part PartsOf::year_and_month() {
  return made("year and month", births, [&](std::uint32_t r) {
    return month_of(records_.people[r].birth) == 0 ? 0 : records_.people[r].birth >> 5U;
  });
}

Part PartsOf::day_and_month() {
  return made("day and month", births,
              [&](std::uint32_t r) { return whole(r) ? records_.people[r].birth & 0x1FFU : 0; });
}

Part PartsOf::day_and_year() {
  return made("day and year", births,
              [&](std::uint32_t r) { return whole(r) ? records_.people[r].birth & ~0x1E0U : 0; });
}

Part PartsOf::day_or_month_swapped() {
  return made("day or month swapped", births, [&](std::uint32_t r) -> std::uint32_t {
    const Birth birth = records_.people[r].birth;
    if (!whole(r)) return 0;
    const unsigned low = std::min(month_of(birth), day_of(birth));
    const unsigned high = std::max(month_of(birth), day_of(birth));
    return year_of(birth) << 10U | low << 5U | high;
  });
}

Part PartsOf::text(std::size_t column) {
  return made("text" + std::to_string(column), of_text(column),
              [&](std::uint32_t r) { return records_.codes_of(r)[column]; });
}

Part PartsOf::text_start(std::size_t column, std::size_t size) {
  const auto starts = by_code(records_.texts[column].lexicon, [size](std::string_view text) {
    return text.size() < size ? 0 : short_hash(comparison::hash_of(text.substr(0, size)));
  });
  return made("text start" + std::to_string(column) + "," + std::to_string(size), of_text(column),
              [&](std::uint32_t r) { return starts[records_.codes_of(r)[column]]; });
}

Part PartsOf::district(std::size_t column) {
  const auto districts = by_code(records_.texts[column].lexicon, [](std::string_view text) {
    return text.size() < 5 ? 0 : short_hash(comparison::hash_of(text.substr(0, text.size() - 3)));
  });
  return made("district" + std::to_string(column), of_text(column), [&](std::uint32_t r) {
    const std::uint32_t code = records_.codes_of(r)[column];
    return districts[code] == 0 ? code : districts[code];
  });
}

Part PartsOf::rare_name(std::size_t place) {
  if (rare_.empty()) find_rare_names();
  return rare_[place];
}

Part PartsOf::two_rare_names(std::size_t i, std::size_t j) {
  const Part one = rare_name(i), other = rare_name(j);
  return made("rare names" + std::to_string(i) + std::to_string(j), names,
              [&](std::uint32_t r) { return unordered(one[r], other[r]); });
}

Parts PartsOf::sketches() {
  Sketches sketches(records_, threads_);
  Parts parts;
  for (std::size_t band = 0; band < Sketches::bands; ++band)
    parts.push_back(
        {std::make_shared<const std::vector<std::uint32_t>>(sketches.take(band)), of_all()});
  return parts;
}

Ingredients PartsOf::of_all() const {
  Ingredients all = records_.has_given || records_.has_family ? names : Ingredients{0};
  if (records_.has_birth) all = both(all, births);
  for (std::size_t column = 0; column < records_.texts.size(); ++column)
    all = both(all, of_text(column));
  return all;
}

Ingredients PartsOf::of_text(std::size_t column) const {
  return only(ingredient_of(records_.texts[column].is));
}

bool PartsOf::whole(std::uint32_t record) const {
  return day_of(records_.people[record].birth) != 0;
}

std::uint32_t PartsOf::unordered(std::uint32_t a, std::uint32_t b) {
  return a == 0 || b == 0 ? 0 : short_hash(mix(std::min(a, b), std::max(a, b)));
}

std::vector<std::uint32_t> PartsOf::starts_of(std::size_t size) const {
  return by_code(records_.names, [size](std::string_view name) {
    return short_hash(comparison::hash_of(name.substr(0, size)));
  });
}

void PartsOf::find_rare_names() {
  std::vector<std::uint32_t> counts(records_.names.size());
  for (const Person& person : records_.people) {
    for (const std::uint32_t code : person.name.given) ++counts[code];
    for (const std::uint32_t code : person.name.family) ++counts[code];
    for (const std::uint32_t code : person.name.others) ++counts[code];
  }
  std::array<std::vector<std::uint32_t>, rare_names> columns;
  for (auto& column : columns) column.resize(records_.count);
  std::vector<std::uint32_t> all;
  for (std::uint32_t r = 0; r < records_.count; ++r) {
    all.clear();
    const auto add = [&](std::uint32_t code) {
      if (code != 0 && std::find(all.begin(), all.end(), code) == all.end()) all.push_back(code);
    };
    for (const std::uint32_t code : records_.people[r].name.given) add(code);
    for (const std::uint32_t code : records_.people[r].name.family) add(code);
    for (const std::uint32_t code : records_.people[r].name.others) add(code);
    std::sort(all.begin(), all.end(), [&](std::uint32_t left, std::uint32_t right) {
      return std::pair(counts[left], left) < std::pair(counts[right], right);
    });
    for (std::size_t i = 0; i < rare_names; ++i) columns[i][r] = i < all.size() ? all[i] : 0;
  }
  for (auto& column : columns)
    rare_.push_back({std::make_shared<const std::vector<std::uint32_t>>(std::move(column)), names});
}

}  // namespace trellis::linkage
