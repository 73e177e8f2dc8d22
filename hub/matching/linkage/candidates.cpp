#include "hub/matching/linkage/candidates.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "hub/matching/linkage/key_parts.hpp"
#include "hub/matching/linkage/parallel.hpp"
#include "hub/matching/words.hpp"

namespace trellis::matching::linkage {
namespace {

struct Place {
  std::uint32_t hash = 0;
  std::uint32_t place = 0;  // record * slots + slot
};

// The places of the hashes in their order, without those that are 0.
std::vector<Place> sorted(const std::vector<std::uint32_t>& hashes) {
  std::vector<Place> from;
  from.reserve(hashes.size());
  for (std::uint32_t i = 0; i < hashes.size(); ++i)
    if (hashes[i] != 0) from.push_back({hashes[i], i});
  std::vector<Place> to(from.size());
  constexpr unsigned digit = 11;
  constexpr std::uint32_t mask = (1U << digit) - 1;
  for (unsigned shift = 0; shift < 32; shift += digit) {
    std::array<std::uint32_t, mask + 2> ends{};
    for (const Place each : from) ++ends[(each.hash >> shift & mask) + 1];
    for (std::size_t i = 1; i < ends.size(); ++i) ends[i] += ends[i - 1];
    for (const Place each : from) to[ends[each.hash >> shift & mask]++] = each;
    from.swap(to);
  }
  return from;
}

// Calls `take(block)` for each run of equal hashes.
template <typename Take>
void for_each_block(std::span<Place> places, Take take) {
  for (std::size_t from = 0; from < places.size();) {
    std::size_t to = from;
    while (to < places.size() && places[to].hash == places[from].hash) ++to;
    take(places.subspan(from, to - from));
    from = to;
  }
}

// One way to make a key: a hash of all parts, for each alternative of the first part.
struct Recipe {
  std::string name;
  Parts parts;
  Parts alternatives{};  // one slot each, before the parts

  Ingredients of() const {
    Ingredients all = 0;
    for (const Parts* each : {&parts, &alternatives})
      for (const Part& part : *each) all = both(all, part.of);
    return all;
  }
};

constexpr std::size_t large = 200'000;

// It has so much to say of a person that what damages one part leaves keys of others.
bool is_rich(const Records& records) {
  const bool has_place =
      std::any_of(records.texts.begin(), records.texts.end(), [](const TextColumn& column) {
        return column.is == Is::postcode || column.is == Is::address;
      });
  return records.has_birth && records.has_given && records.has_family && has_place;
}

// A table so large that loose keys cost more than they find, and so rich that they find little.
bool can_do_without_loose_keys(const Records& records) {
  return records.count > large && is_rich(records);
}

// Their many blocks cost time where little is found, and memory that a large table cannot spare.
bool can_do_without_sketches(const Records& records) {
  constexpr std::size_t large_if_rich = 50'000;
  return records.count > (is_rich(records) ? large_if_rich : large);
}

// Keys from the surest to the loosest, of what the table has.
class RecipeBook {
 public:
  RecipeBook(const Records& records, PartsOf& of) : records_(records), of_(of) {
    const std::size_t count = records.texts.size();
    for (std::size_t i = 0; i < count; ++i)
      if (records.texts[i].is == Is::postcode) postcode_ = i;
    for (std::size_t i = 0; i < count; ++i) {
      const Is is = records.texts[i].is;
      if (is == Is::address || is == Is::street || (is == Is::postcode && i != postcode_))
        places_.push_back(i);
    }
    for (std::size_t i = 0; i < count; ++i)
      if (records.texts[i].is == Is::town) places_.push_back(i);
  }

  std::vector<Recipe> recipes() && {
    for (std::size_t i = 0; i < records_.texts.size(); ++i) own_text(i);
    if (records_.has_birth && has_names_) names_and_birth();
    if (postcode_) at_postcode(*postcode_);
    for (const std::size_t place : places_) at_place(place);
    if (has_names_) names();
    for (std::size_t i = 0; i < records_.texts.size(); ++i) text(i);
    if (records_.has_birth) birth();
    if (records_.has_given) add_loose("given name's beginning", {of_.given_start(6)});
    if (records_.has_family) add_loose("family name's beginning", {of_.family_start(6)});
    if (!can_do_without_sketches(records_))
      recipes_.push_back({"much of the whole record", {}, of_.sketches()});
    return std::move(recipes_);
  }

 private:
  void add(std::string name, Parts parts) {
    recipes_.push_back({std::move(name), std::move(parts), {}});
  }
  void add_loose(std::string name, Parts parts) {
    if (!is_without_loose_) add(std::move(name), std::move(parts));
  }

  // What is one person's own.
  void own_text(std::size_t i) {
    const auto& [is, name, lexicon] = records_.texts[i];
    if (is_identifier(is) || is == Is::email || is == Is::phone) add(name, {of_.text(i)});
  }

  void names_and_birth() {
    add("family name, birth date", {of_.family(), of_.birth()});
    add("given name, birth date", {of_.given(), of_.birth()});
    add("names, birth year", {of_.given(), of_.family(), of_.year()});
    add("names in either order, month and year", {of_.both_names(), of_.year_and_month()});
    add("sounds, month and year", {of_.given_sound(), of_.family_sound(), of_.year_and_month()});
    add("sounds, day and month", {of_.given_sound(), of_.family_sound(), of_.day_and_month()});
    add("initials, birth date", {of_.given_start(1), of_.family_start(1), of_.birth()});
    add("family name's beginning, birth date", {of_.family_start(3), of_.birth()});
    add("given name's beginning, birth date", {of_.given_start(3), of_.birth()});
    add_loose("last family name, given initial, year",
              {of_.last_family(), of_.given_start(1), of_.year()});
    add_loose("given name, family beginning, year", {of_.given(), of_.family_start(3), of_.year()});
    add("family name, day and month", {of_.family(), of_.day_and_month()});
    add_loose("given name, day and year, family initial",
              {of_.given(), of_.day_and_year(), of_.family_start(1)});
    add_loose("family name, day and year", {of_.family(), of_.day_and_year()});
    add_loose("family name, month and year", {of_.family(), of_.year_and_month()});
    add_loose("names' beginnings, swapped date",
              {of_.given_start(2), of_.family_start(2), of_.day_or_month_swapped()});
    add_loose("middle name, birth date", {of_.given(1), of_.birth()});
    add_loose("middle name, family name, year", {of_.given(1), of_.family(), of_.year()});
  }

  void at_postcode(std::size_t postcode) {
    const auto [has_birth, has_given] = std::pair(records_.has_birth, records_.has_given);
    if (has_birth) add("postcode, birth date", {of_.text(postcode), of_.birth()});
    if (has_given) add("postcode, given name", {of_.text(postcode), of_.given()});
    if (records_.has_family) add("postcode, family name", {of_.text(postcode), of_.family()});
    if (has_given && has_birth) {
      add_loose("postcode, given initial, year",
                {of_.text(postcode), of_.given_start(1), of_.year()});
      add_loose("district, given sound, year",
                {of_.district(postcode), of_.given_sound(), of_.year()});
    }
    if (has_names_)
      add("district, names' beginnings",
          {of_.district(postcode), of_.given_start(2), of_.family_start(2)});
  }

  void at_place(std::size_t place) {
    const auto& [is, name, lexicon] = records_.texts[place];
    if (records_.has_birth && !(is == Is::town && is_without_loose_))
      add(name + ", birth date", {of_.text(place), of_.birth()});
    if (has_names_) add(name + ", names", {of_.text(place), of_.given(), of_.family()});
    if (records_.has_family)
      add_loose(name + ", family sound", {of_.text(place), of_.family_sound()});
    if (records_.has_given) add_loose(name + ", given sound", {of_.text(place), of_.given_sound()});
    if (records_.has_given && postcode_)
      add_loose(name + ", postcode", {of_.text_start(place, 4), of_.text(*postcode_)});
  }

  void names() {
    if (!is_without_loose_) {
      recipes_.push_back({"two rare names", {}, {}});
      for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = i + 1; j < 4; ++j)
          recipes_.back().alternatives.push_back(of_.two_rare_names(i, j));
    }
    add("names", {of_.given(), of_.family()});
    add_loose("names in either order", {of_.both_names()});
    add_loose("sounds", {of_.given_sound(), of_.family_sound()});
    if (!records_.has_birth) {
      add("given name, family beginning", {of_.given(), of_.family_start(3)});
      add("family name, given beginning", {of_.family(), of_.given_start(2)});
    }
    if (is_without_loose_) return;
    recipes_.push_back({"a rare name", {}, {of_.rare_name(0), of_.rare_name(1)}});
    if (records_.has_birth)
      recipes_.push_back({"a rare name, year",
                          {of_.year()},
                          {of_.rare_name(0), of_.rare_name(1), of_.rare_name(2)}});
  }

  void text(std::size_t i) {
    const auto& [is, name, lexicon] = records_.texts[i];
    if (is == Is::email && records_.has_given) {
      add(name + "'s beginning", {of_.text_start(i, 5)});
      add(name + "'s beginning, given initial", {of_.text_start(i, 3), of_.given_start(1)});
    }
    if (is == Is::town || is == Is::category || is == Is::text) {
      if (records_.has_birth) add_loose(name + ", year", {of_.text(i), of_.year()});
      if (records_.has_family)
        add_loose(name + ", family beginning", {of_.text(i), of_.family_start(3)});
      if (records_.has_given)
        add_loose(name + ", given beginning", {of_.text(i), of_.given_start(3)});
    }
    if (is == Is::postcode || is == Is::address) add_loose(name, {of_.text(i)});
  }

  void birth() {
    add_loose("birth date", {of_.birth()});
    if (records_.has_given) {
      add_loose("month and year, given sound", {of_.year_and_month(), of_.given_sound()});
      add_loose("day and year, given sound", {of_.day_and_year(), of_.given_sound()});
    }
    if (records_.has_family) {
      add_loose("year, family sound", {of_.year(), of_.family_sound()});
      add_loose("year, family's beginning", {of_.year(), of_.family_start(4)});
    }
  }

  const Records& records_;
  PartsOf& of_;
  const bool has_names_ = records_.has_given && records_.has_family;
  const bool is_without_loose_ = can_do_without_loose_keys(records_);
  std::optional<std::size_t> postcode_;
  std::vector<std::size_t> places_;  // beside the postcode; towns last
  std::vector<Recipe> recipes_;
};

std::vector<std::uint32_t> hashes_of(const Recipe& recipe, std::size_t records,
                                     std::uint32_t slots) {
  std::vector<std::uint32_t> hashes(records * slots);
  const std::uint64_t start = hash_of(recipe.name);
  for (std::size_t r = 0; r < records; ++r) {
    std::uint64_t hash = start;
    for (const Part& part : recipe.parts) {
      const std::uint32_t value = part[r];
      hash = value == 0 || hash == 0 ? 0 : mix(hash, value);
    }
    if (hash == 0) continue;
    for (std::uint32_t slot = 0; slot < slots; ++slot) {
      const std::uint32_t value = recipe.alternatives.empty() ? 1 : recipe.alternatives[slot][r];
      if (value != 0) hashes[r * slots + slot] = short_hash(mix(hash, value));
    }
  }
  return hashes;
}

}  // namespace

// Makes the blocks of one key.
class Candidates::Blocks {
 public:
  Blocks(const Recipe& recipe, const Parts& more, std::size_t most)
      : recipe_(recipe), more_(more), most_(most) {}

  // No blocks where the key tells too little: nearly all records would share large ones.
  Table make(std::size_t records) {
    table_.key.name = recipe_.name;
    table_.key.of = recipe_.of();
    table_.slots =
        static_cast<std::uint32_t>(std::max<std::size_t>(recipe_.alternatives.size(), 1));
    std::vector<Place> places = sorted(hashes_of(recipe_, records, table_.slots));
    std::size_t in_large = 0;
    for_each_block(places, [&](std::span<Place> block) {
      if (block.size() > most_) in_large += block.size();
    });
    table_.tells_too_little = in_large * 10 > places.size() * 6;
    if (places.empty() || table_.tells_too_little) return std::move(table_);
    table_.block_of.resize(records * table_.slots);
    for_each_block(places, [&](std::span<Place> block) { add(block, 0); });
    table_.blocks.shrink_to_fit();
    return std::move(table_);
  }

 private:
  // A block that is too large is split by one part after the other, records without the part being
  // a block of their own; what no part splits is given up.
  void add(std::span<Place> block, std::size_t round) {
    if (block.size() < 2) return;
    if (block.size() <= most_) return keep(block);
    if (round == more_.size()) {
      ++table_.key.left;
      return;
    }
    ++table_.key.refined;
    const Part& part = more_[round];
    for (Place& each : block) each.hash = part[each.place / table_.slots];
    std::sort(block.begin(), block.end(), [](const Place& a, const Place& b) {
      return std::pair(a.hash, a.place) < std::pair(b.hash, b.place);
    });
    for_each_block(block, [&](std::span<Place> smaller) { add(smaller, round + 1); });
  }

  void keep(std::span<const Place> block) {
    const auto start = static_cast<std::uint32_t>(table_.blocks.size());
    table_.blocks.push_back(static_cast<std::uint32_t>(block.size()));
    for (const Place& each : block) {
      table_.blocks.push_back(each.place / table_.slots);
      table_.block_of[each.place] = start;
    }
  }

  const Recipe& recipe_;
  const Parts& more_;
  std::size_t most_;
  Table table_;
};

Candidates::Candidates(const Records& records, std::size_t most, std::size_t threads) {
  PartsOf of(records, threads);
  const std::vector<Recipe> recipes = RecipeBook(records, of).recipes();
  Parts more;
  if (records.has_birth) more.push_back(of.birth());
  if (records.has_given) more.push_back(of.given());
  if (records.has_family) more.push_back(of.family());
  for (std::size_t i = 0; i < records.texts.size(); ++i) more.push_back(of.text(i));
  std::vector<Table> made(recipes.size());
  for_each_in_parallel(threads, recipes.size(), [&](std::size_t k) {
    made[k] = Blocks(recipes[k], more, most).make(records.count);
  });
  for (Table& table : made) {
    if (table.tells_too_little) unused_.push_back(table.key.name);
    if (!table.block_of.empty()) tables_.push_back(std::move(table));
  }
}

void Candidates::after(std::uint32_t record, std::vector<std::uint32_t>& found) const {
  std::array<const std::uint32_t*, most_columns> blocks;
  std::size_t count = 0;
  for (const Table& table : tables_) {
    for (std::uint32_t slot = 0; slot < table.slots; ++slot) {
      const std::uint32_t start = table.block_of[std::size_t{record} * table.slots + slot];
      if (start == 0) continue;
      blocks[count++] = &table.blocks[start];
      __builtin_prefetch(&table.blocks[start]);
    }
  }
  const std::size_t start = found.size();
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t* const first = blocks[i];
    for (const std::uint32_t* last = first + *first; last != first && *last > record; --last)
      found.push_back(*last);
  }
  const auto begin = found.begin() + static_cast<std::ptrdiff_t>(start);
  std::sort(begin, found.end());
  found.erase(std::unique(begin, found.end()), found.end());
}

bool Candidates::Table::is_shared(std::uint32_t a, std::uint32_t b) const {
  const auto* left = &block_of[std::size_t{a} * slots];
  const auto* right = &block_of[std::size_t{b} * slots];
  for (std::uint32_t i = 0; i < slots; ++i)
    if (left[i] != 0 && std::find(right, right + slots, left[i]) != right + slots) return true;
  return false;
}

std::string Candidates::key_of(std::uint32_t a, std::uint32_t b) const {
  for (const Table& table : tables_)
    if (table.is_shared(a, b)) return table.key.name;
  return {};
}

void Candidates::keys_of(std::uint32_t a, std::uint32_t b, std::vector<std::size_t>& shared) const {
  for (std::size_t k = 0; k < tables_.size(); ++k)
    if (tables_[k].is_shared(a, b)) shared.push_back(k);
}

std::vector<Candidates::Key> Candidates::keys() const {
  std::vector<Key> keys;
  for (const Table& table : tables_) keys.push_back(table.key);
  return keys;
}

}  // namespace trellis::matching::linkage
