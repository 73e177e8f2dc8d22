#include "hub/matching/linkage/candidates.hpp"

#include <algorithm>
#include <optional>

#include "hub/matching/linkage/key_parts.hpp"
#include "hub/matching/linkage/parallel.hpp"
#include "hub/matching/words.hpp"

namespace trellis::matching::linkage {
namespace {

// The places of the hashes in their order, without those that are 0.
std::vector<std::uint32_t> sorted(const std::vector<std::uint32_t>& hashes) {
  std::vector<std::uint64_t> from;
  from.reserve(hashes.size());
  for (std::uint32_t i = 0; i < hashes.size(); ++i)
    if (hashes[i] != 0) from.push_back(std::uint64_t{hashes[i]} << 32U | i);
  std::vector<std::uint64_t> to(from.size());
  constexpr unsigned digit = 11;
  for (unsigned shift = 32; shift < 64; shift += digit) {
    std::vector<std::size_t> counts((std::size_t{1} << digit) + 1);
    const std::uint64_t mask = (std::uint64_t{1} << digit) - 1;
    for (const std::uint64_t each : from) ++counts[(each >> shift & mask) + 1];
    for (std::size_t i = 1; i < counts.size(); ++i) counts[i] += counts[i - 1];
    for (const std::uint64_t each : from) to[counts[each >> shift & mask]++] = each;
    from.swap(to);
  }
  std::vector<std::uint32_t> order(from.size());
  for (std::size_t i = 0; i < from.size(); ++i) order[i] = static_cast<std::uint32_t>(from[i]);
  return order;
}

// Calls `take(from, to)` for each run of equal hashes.
template <typename Take>
void for_each_block(const std::vector<std::uint32_t>& order,
                    const std::vector<std::uint32_t>& hashes, Take take) {
  for (std::size_t from = 0; from < order.size();) {
    std::size_t to = from;
    while (to < order.size() && hashes[order[to]] == hashes[order[from]]) ++to;
    take(from, to);
    from = to;
  }
}

// One way to make a key: a hash of all parts, for each alternative of the first part.
struct Recipe {
  std::string name;
  Parts parts;
  std::vector<Part> alternatives{};  // one slot each, before the parts
};

// A table so large that loose keys cost more than they find, and so rich that they find little.
bool can_do_without_loose_keys(const Records& records) {
  constexpr std::size_t large = 200'000;
  const bool has_place =
      std::any_of(records.texts.begin(), records.texts.end(), [](const TextColumn& column) {
        return column.is == Is::postcode || column.is == Is::address;
      });
  return records.count > large && records.has_birth && records.has_given && records.has_family &&
         has_place;
}

// Keys from the surest to the loosest, of what the table has.
std::vector<Recipe> recipes_for(const Records& records, PartsOf& of) {
  std::vector<Recipe> recipes;
  const bool names = records.has_given && records.has_family;
  const auto add = [&](std::string name, Parts parts) {
    recipes.push_back({std::move(name), std::move(parts), {}});
  };
  const bool without_loose = can_do_without_loose_keys(records);
  const auto add_loose = [&](std::string name, Parts parts) {
    if (!without_loose) recipes.push_back({std::move(name), std::move(parts), {}});
  };
  std::optional<std::size_t> postcode;
  std::vector<std::size_t> places;  // from the narrowest
  for (std::size_t i = 0; i < records.texts.size(); ++i) {
    const Is is = records.texts[i].is;
    if (is_identifier(is) || is == Is::email || is == Is::phone)
      add(records.texts[i].name, {of.text(i)});
    if (is == Is::postcode) postcode = i;
    if (is == Is::address || is == Is::street || is == Is::postcode) places.push_back(i);
  }
  for (std::size_t i = 0; i < records.texts.size(); ++i)
    if (records.texts[i].is == Is::town) places.push_back(i);
  if (records.has_birth && names) {
    add("family name, birth date", {of.family(), of.birth()});
    add("given name, birth date", {of.given(), of.birth()});
    add("names, birth year", {of.given(), of.family(), of.year()});
    add("names in either order, month and year", {of.both_names(), of.year_and_month()});
    add("sounds, month and year", {of.given_sound(), of.family_sound(), of.year_and_month()});
    add("sounds, day and month", {of.given_sound(), of.family_sound(), of.day_and_month()});
    add("initials, birth date", {of.given_start(1), of.family_start(1), of.birth()});
    add("family name's beginning, birth date", {of.family_start(3), of.birth()});
    add("given name's beginning, birth date", {of.given_start(3), of.birth()});
    add_loose("last family name, given initial, year",
              {of.last_family(), of.given_start(1), of.year()});
    add_loose("given name, family beginning, year", {of.given(), of.family_start(3), of.year()});
    add("family name, day and month", {of.family(), of.day_and_month()});
    add_loose("given name, day and year, family initial",
              {of.given(), of.day_and_year(), of.family_start(1)});
    add_loose("family name, day and year", {of.family(), of.day_and_year()});
    add_loose("family name, month and year", {of.family(), of.year_and_month()});
    add_loose("names' beginnings, swapped date",
              {of.given_start(2), of.family_start(2), of.day_or_month_swapped()});
    add_loose("middle name, birth date", {of.given(1), of.birth()});
    add_loose("middle name, family name, year", {of.given(1), of.family(), of.year()});
  }
  if (postcode) {
    if (records.has_birth) add("postcode, birth date", {of.text(*postcode), of.birth()});
    if (records.has_given) add("postcode, given name", {of.text(*postcode), of.given()});
    if (records.has_family) add("postcode, family name", {of.text(*postcode), of.family()});
    if (records.has_given && records.has_birth)
      add_loose("postcode, given initial, year",
                {of.text(*postcode), of.given_start(1), of.year()});
    if (records.has_birth && records.has_given)
      add_loose("district, given sound, year",
                {of.district(*postcode), of.given_sound(), of.year()});
    if (names)
      add("district, names' beginnings",
          {of.district(*postcode), of.given_start(2), of.family_start(2)});
  }
  for (const std::size_t place : places) {
    const std::string& name = records.texts[place].name;
    if (place == postcode) continue;
    if (records.has_birth) add(name + ", birth date", {of.text(place), of.birth()});
    if (names) add(name + ", names", {of.text(place), of.given(), of.family()});
    if (records.has_family) add_loose(name + ", family sound", {of.text(place), of.family_sound()});
    if (records.has_given) add_loose(name + ", given sound", {of.text(place), of.given_sound()});
    if (records.has_given && postcode)
      add_loose(name + ", postcode", {of.text_start(place, 4), of.text(*postcode)});
  }
  if (names) {
    if (!without_loose) {
      recipes.push_back({"two rare names", {}, {}});
      for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = i + 1; j < 4; ++j)
          recipes.back().alternatives.push_back(of.two_rare_names(i, j));
    }
    add("names", {of.given(), of.family()});
    add_loose("names in either order", {of.both_names()});
    add_loose("sounds", {of.given_sound(), of.family_sound()});
    if (!records.has_birth) {
      add("given name, family beginning", {of.given(), of.family_start(3)});
      add("family name, given beginning", {of.family(), of.given_start(2)});
    }
    if (!without_loose) {
      recipes.push_back({"a rare name", {}, {of.rare_name(0), of.rare_name(1)}});
      if (records.has_birth)
        recipes.push_back({"a rare name, year",
                           {of.year()},
                           {of.rare_name(0), of.rare_name(1), of.rare_name(2)}});
    }
  }
  for (std::size_t i = 0; i < records.texts.size(); ++i) {
    const Is is = records.texts[i].is;
    const std::string& name = records.texts[i].name;
    if (is == Is::email && records.has_given) {
      add(name + "'s beginning", {of.text_start(i, 5)});
      add(name + "'s beginning, given initial", {of.text_start(i, 3), of.given_start(1)});
    }
    if (records.has_birth && (is == Is::town || is == Is::category || is == Is::text))
      add_loose(name + ", year", {of.text(i), of.year()});
    if (records.has_family && (is == Is::town || is == Is::category || is == Is::text))
      add_loose(name + ", family beginning", {of.text(i), of.family_start(3)});
    if (records.has_given && (is == Is::town || is == Is::category || is == Is::text))
      add_loose(name + ", given beginning", {of.text(i), of.given_start(3)});
    if (is == Is::postcode || is == Is::address) add_loose(name, {of.text(i)});
  }
  if (records.has_birth) {
    add_loose("birth date", {of.birth()});
    if (records.has_given)
      add_loose("month and year, given sound", {of.year_and_month(), of.given_sound()});
    if (records.has_given)
      add_loose("day and year, given sound", {of.day_and_year(), of.given_sound()});
    if (records.has_family) add_loose("year, family sound", {of.year(), of.family_sound()});
    if (records.has_family) add_loose("year, family's beginning", {of.year(), of.family_start(4)});
  }
  if (records.has_given) add_loose("given name's beginning", {of.given_start(6)});
  if (records.has_family) add_loose("family name's beginning", {of.family_start(6)});
  return recipes;
}

// A key as it is made: hashes by record and slot, their order, and its blocks.
struct Made {
  Candidates::Key key;
  std::uint32_t slots = 1;
  std::vector<std::uint32_t> hashes, order;
  bool is_of_use = true;
};

void hash_parts(const Recipe& recipe, std::size_t records, Made& made) {
  made.slots = static_cast<std::uint32_t>(std::max<std::size_t>(recipe.alternatives.size(), 1));
  made.hashes.resize(records * made.slots);
  const std::uint64_t start = hash_of(recipe.name);
  for (std::size_t r = 0; r < records; ++r) {
    std::uint64_t hash = start;
    for (const Part& part : recipe.parts) {
      const std::uint32_t value = (*part)[r];
      hash = value == 0 || hash == 0 ? 0 : mix(hash, value);
    }
    if (hash == 0) continue;
    for (std::uint32_t slot = 0; slot < made.slots; ++slot) {
      const std::uint32_t value = recipe.alternatives.empty() ? 1 : (*recipe.alternatives[slot])[r];
      if (value != 0) made.hashes[r * made.slots + slot] = short_hash(mix(hash, value));
    }
  }
}

// Splits blocks of more than `most` records by one part after the other; what no part splits is
// given up.
void refine(const Parts& more, std::size_t most, Made& made) {
  for (std::size_t round = 0; round <= more.size(); ++round) {
    bool is_any_large = false;
    std::vector<std::uint32_t> changed = made.hashes;
    for_each_block(made.order, made.hashes, [&](std::size_t from, std::size_t to) {
      if (to - from <= most) return;
      is_any_large = true;
      ++(round < more.size() ? made.key.refined : made.key.left);
      for (std::size_t i = from; i < to; ++i) {
        const std::uint32_t place = made.order[i];
        const std::uint32_t value = round < more.size() ? (*more[round])[place / made.slots] : 0;
        changed[place] = value == 0 ? 0 : short_hash(mix(made.hashes[place], value));
      }
    });
    if (!is_any_large) return;
    made.hashes.swap(changed);
    made.order = sorted(made.hashes);
  }
}

// Of no use where it tells too little: nearly all records would share large blocks.
void make(const Recipe& recipe, const Records& records, const Parts& more, std::size_t most,
          Made& made) {
  made.key.name = recipe.name;
  hash_parts(recipe, records.count, made);
  made.order = sorted(made.hashes);
  std::size_t in_large = 0;
  for_each_block(made.order, made.hashes, [&](std::size_t from, std::size_t to) {
    if (to - from > most) in_large += to - from;
  });
  made.is_of_use = in_large * 10 <= made.order.size() * 6 && !made.order.empty();
  if (made.is_of_use && in_large > 0) refine(more, most, made);
}

}  // namespace

Candidates::Candidates(const Records& records, std::size_t most, std::size_t threads) {
  PartsOf of(records);
  const std::vector<Recipe> recipes = recipes_for(records, of);
  Parts more;
  if (records.has_birth) more.push_back(of.birth());
  if (records.has_given) more.push_back(of.given());
  if (records.has_family) more.push_back(of.family());
  for (std::size_t i = 0; i < records.texts.size(); ++i) more.push_back(of.text(i));
  std::vector<Made> all(recipes.size());
  for_each_in_parallel(threads, recipes.size(),
                       [&](std::size_t k) { make(recipes[k], records, more, most, all[k]); });
  std::erase_if(all, [](const Made& made) { return !made.is_of_use; });
  for (const Made& made : all) width_ += made.slots;
  matrix_.resize(records.count * width_);
  std::uint32_t column = 0;
  for (Made& made : all) {
    Table table{made.slots, column, std::move(made.order), {}};
    for_each_block(table.order, made.hashes, [&](std::size_t from, std::size_t to) {
      if (to - from > 1)
        table.blocks.emplace_back(static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to));
    });
    for (std::size_t place = 0; place < made.hashes.size(); ++place)
      matrix_[place / made.slots * width_ + column + place % made.slots] = made.hashes[place];
    made.hashes = {};
    if (made.slots > 1) wide_.push_back(tables_.size());
    column += made.slots;
    tables_.push_back(std::move(table));
    keys_.push_back(std::move(made.key));
  }
}

std::string Candidates::key_of(std::uint32_t a, std::uint32_t b) const {
  const std::uint32_t* left = &matrix_[std::size_t{a} * width_];
  const std::uint32_t* right = &matrix_[std::size_t{b} * width_];
  for (std::size_t k = 0; k < keys_.size(); ++k)
    if (least_shared(tables_[k], left, right) != 0) return keys_[k].name;
  return {};
}

}  // namespace trellis::matching::linkage
