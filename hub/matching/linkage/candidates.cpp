#include "hub/matching/linkage/candidates.hpp"

#include <algorithm>
#include <functional>
#include <optional>

#include "hub/matching/similarity.hpp"
#include "hub/matching/words.hpp"

namespace trellis::matching::linkage {
namespace {

using Part = std::function<std::uint64_t(std::uint32_t record)>;  // 0: the record has none
using Parts = std::vector<Part>;

std::uint64_t mix(std::uint64_t hash, std::uint64_t value) {
  hash ^= value + 0x9E3779B97F4A7C15ULL + (hash << 6U) + (hash >> 2U);
  hash *= 0xBF58476D1CE4E5B9ULL;
  return hash ^ hash >> 31U;
}

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

std::uint32_t short_hash(std::uint64_t hash) {
  return static_cast<std::uint32_t>(hash >> 32U) | 1U;
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

// The parts that keys are made of, for one table.
class PartsOf {
 public:
  explicit PartsOf(const Records& records) : records_(records) {
    sounds_.resize(records.names.size());
    for (std::uint32_t code = 1; code < sounds_.size(); ++code) {
      const std::string sound = sound_of(records.names.text(code));
      sounds_[code] = sound.empty() ? 0 : hash_of(sound);
    }
    name_counts_.resize(records.names.size());
    for (const Name& name : records.name) {
      for (const std::uint32_t code : name.given) ++name_counts_[code];
      for (const std::uint32_t code : name.family) ++name_counts_[code];
      for (const std::uint32_t code : name.others) ++name_counts_[code];
    }
  }

  Part given(std::size_t place = 0) const {
    return [this, place](std::uint32_t r) { return std::uint64_t{records_.name[r].given[place]}; };
  }
  Part family() const {
    return [this](std::uint32_t r) { return std::uint64_t{records_.name[r].family_joined}; };
  }
  Part last_family() const {  // the last of a double name
    return [this](std::uint32_t r) {
      const auto& family = records_.name[r].family;
      std::uint64_t last = 0;
      for (const std::uint32_t code : family)
        if (code != 0) last = code;
      return last;
    };
  }
  Part given_sound() const {
    return [this](std::uint32_t r) { return sounds_[records_.name[r].given[0]]; };
  }
  Part family_sound() const {
    return [this](std::uint32_t r) { return sounds_[records_.name[r].family_joined]; };
  }
  Part given_start(std::size_t size) const {
    return [this, size](std::uint32_t r) { return start(records_.name[r].given[0], size); };
  }
  Part family_start(std::size_t size) const {
    return [this, size](std::uint32_t r) { return start(records_.name[r].family_joined, size); };
  }
  // Given and family name in either order.
  Part both_names() const {
    return [this](std::uint32_t r) -> std::uint64_t {
      const std::uint64_t a = records_.name[r].given[0], b = records_.name[r].family_joined;
      return a == 0 || b == 0 ? 0 : mix(std::min(a, b), std::max(a, b));
    };
  }
  Part birth() const {
    return [this](std::uint32_t r) {
      const Birth birth = records_.birth[r];
      return day_of(birth) == 0 ? 0 : std::uint64_t{birth};
    };
  }
  Part year() const {
    return [this](std::uint32_t r) { return std::uint64_t{year_of(records_.birth[r])}; };
  }
  Part year_and_month() const {
    return [this](std::uint32_t r) {
      const Birth birth = records_.birth[r];
      return month_of(birth) == 0 ? 0 : std::uint64_t{birth >> 5U};
    };
  }
  Part day_and_month() const {
    return [this](std::uint32_t r) {
      const Birth birth = records_.birth[r];
      return day_of(birth) == 0 ? 0 : std::uint64_t{birth & 0x1FFU};
    };
  }
  Part day_and_year() const {
    return [this](std::uint32_t r) {
      const Birth birth = records_.birth[r];
      return day_of(birth) == 0 ? 0 : std::uint64_t{birth & ~0x1E0U};
    };
  }
  Part day_or_month_swapped() const {
    return [this](std::uint32_t r) -> std::uint64_t {
      const Birth birth = records_.birth[r];
      const unsigned low = std::min(month_of(birth), day_of(birth));
      const unsigned high = std::max(month_of(birth), day_of(birth));
      return low == 0 ? 0 : mix(year_of(birth), low * 32 + high);
    };
  }
  // The names of a record, the rarest first.
  Part rare_name(std::size_t place) const {
    return [this, place](std::uint32_t r) -> std::uint64_t {
      std::array<std::uint32_t, 12> all{};
      std::size_t count = 0;
      const Name& name = records_.name[r];
      const auto add = [&](std::uint32_t code) {
        if (code != 0 && std::find(all.begin(), all.end(), code) == all.end()) all[count++] = code;
      };
      for (const std::uint32_t code : name.given) add(code);
      for (const std::uint32_t code : name.family) add(code);
      for (const std::uint32_t code : name.others) add(code);
      std::sort(all.begin(), all.begin() + count, [this](std::uint32_t a, std::uint32_t b) {
        return std::pair(name_counts_[a], a) < std::pair(name_counts_[b], b);
      });
      return place < count ? all[place] : 0;
    };
  }
  Part text(std::size_t column) const {
    return
        [this, column](std::uint32_t r) { return std::uint64_t{records_.texts[column].codes[r]}; };
  }
  Part text_start(std::size_t column, std::size_t size) const {
    return [this, column, size](std::uint32_t r) -> std::uint64_t {
      const std::uint32_t code = records_.texts[column].codes[r];
      if (code == 0) return 0;
      const std::string_view text = records_.texts[column].lexicon.text(code);
      return text.size() < size ? 0 : hash_of(text.substr(0, size));
    };
  }
  Part district(std::size_t column) const {  // a postcode without its last three
    return [this, column](std::uint32_t r) -> std::uint64_t {
      const std::uint32_t code = records_.texts[column].codes[r];
      const std::string_view text = records_.texts[column].lexicon.text(code);
      return text.size() < 5 ? code : hash_of(text.substr(0, text.size() - 3));
    };
  }

 private:
  std::uint64_t start(std::uint32_t code, std::size_t size) const {
    const std::string_view text = records_.names.text(code);
    return text.empty() ? 0 : hash_of(text.substr(0, size));
  }

  const Records& records_;
  std::vector<std::uint64_t> sounds_;
  std::vector<std::uint32_t> name_counts_;
};

// One way to make a key: a hash of all parts, for each alternative of the first part.
struct Recipe {
  std::string name;
  Parts parts;
  std::vector<Part> alternatives{};  // one slot each, before the parts
};

bool is_identifier(Is is) {
  return is == Is::nhs_number || is == Is::upn || is == Is::uln || is == Is::pnc ||
         is == Is::identifier;
}

// Keys from the surest to the loosest, of what the table has.
std::vector<Recipe> recipes_for(const Records& records, const PartsOf& of) {
  std::vector<Recipe> recipes;
  const bool names = records.has_given && records.has_family;
  const auto add = [&](std::string name, Parts parts) {
    recipes.push_back({std::move(name), std::move(parts)});
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
    add("last family name, given initial, year", {of.last_family(), of.given_start(1), of.year()});
    add("given name, family beginning, year", {of.given(), of.family_start(3), of.year()});
    add("family name, day and month", {of.family(), of.day_and_month()});
    add("given name, day and year, family initial",
        {of.given(), of.day_and_year(), of.family_start(1)});
    add("family name, day and year", {of.family(), of.day_and_year()});
    add("family name, month and year", {of.family(), of.year_and_month()});
    add("names' beginnings, swapped date",
        {of.given_start(2), of.family_start(2), of.day_or_month_swapped()});
    add("middle name, birth date", {of.given(1), of.birth()});
    add("middle name, family name, year", {of.given(1), of.family(), of.year()});
  }
  if (postcode) {
    if (records.has_birth) add("postcode, birth date", {of.text(*postcode), of.birth()});
    if (records.has_given) add("postcode, given name", {of.text(*postcode), of.given()});
    if (records.has_family) add("postcode, family name", {of.text(*postcode), of.family()});
    if (records.has_given && records.has_birth)
      add("postcode, given initial, year", {of.text(*postcode), of.given_start(1), of.year()});
    if (records.has_birth && records.has_given)
      add("district, given sound, year", {of.district(*postcode), of.given_sound(), of.year()});
    if (names)
      add("district, names' beginnings",
          {of.district(*postcode), of.given_start(2), of.family_start(2)});
  }
  for (const std::size_t place : places) {
    const std::string& name = records.texts[place].name;
    if (place == postcode) continue;
    if (records.has_birth) add(name + ", birth date", {of.text(place), of.birth()});
    if (names) add(name + ", names", {of.text(place), of.given(), of.family()});
    if (records.has_family) add(name + ", family sound", {of.text(place), of.family_sound()});
    if (records.has_given) add(name + ", given sound", {of.text(place), of.given_sound()});
    if (records.has_given && postcode)
      add(name + ", postcode", {of.text_start(place, 4), of.text(*postcode)});
  }
  if (names) {
    recipes.push_back({"two rare names", {}, {}});
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = i + 1; j < 4; ++j)
        recipes.back().alternatives.push_back(
            [one = of.rare_name(i), other = of.rare_name(j)](std::uint32_t r) -> std::uint64_t {
              const std::uint64_t a = one(r), b = other(r);
              return b == 0 ? 0 : mix(std::min(a, b), std::max(a, b));
            });
    add("names", {of.given(), of.family()});
    add("names in either order", {of.both_names()});
    add("sounds", {of.given_sound(), of.family_sound()});
    if (!records.has_birth) {
      add("given name, family beginning", {of.given(), of.family_start(3)});
      add("family name, given beginning", {of.family(), of.given_start(2)});
    }
    recipes.push_back({"a rare name", {}, {of.rare_name(0), of.rare_name(1)}});
    if (records.has_birth)
      recipes.push_back(
          {"a rare name, year", {of.year()}, {of.rare_name(0), of.rare_name(1), of.rare_name(2)}});
  }
  for (std::size_t i = 0; i < records.texts.size(); ++i) {
    const Is is = records.texts[i].is;
    const std::string& name = records.texts[i].name;
    if (is == Is::email && records.has_given) {
      add(name + "'s beginning", {of.text_start(i, 5)});
      add(name + "'s beginning, given initial", {of.text_start(i, 3), of.given_start(1)});
    }
    if (records.has_birth && (is == Is::town || is == Is::category || is == Is::text))
      add(name + ", year", {of.text(i), of.year()});
    if (records.has_family && (is == Is::town || is == Is::category || is == Is::text))
      add(name + ", family beginning", {of.text(i), of.family_start(3)});
    if (records.has_given && (is == Is::town || is == Is::category || is == Is::text))
      add(name + ", given beginning", {of.text(i), of.given_start(3)});
    if (is == Is::postcode || is == Is::address) add(name, {of.text(i)});
  }
  if (records.has_birth) {
    add("birth date", {of.birth()});
    if (records.has_given)
      add("month and year, given sound", {of.year_and_month(), of.given_sound()});
    if (records.has_given) add("day and year, given sound", {of.day_and_year(), of.given_sound()});
    if (records.has_family) add("year, family sound", {of.year(), of.family_sound()});
    if (records.has_family) add("year, family's beginning", {of.year(), of.family_start(4)});
  }
  if (records.has_given) add("given name's beginning", {of.given_start(6)});
  if (records.has_family) add("family name's beginning", {of.family_start(6)});
  return recipes;
}

}  // namespace

void Candidates::refine(Table& table, Key& key) const {
  const PartsOf of(records_);
  Parts more;
  if (records_.has_birth) more.push_back(of.birth());
  if (records_.has_given) more.push_back(of.given());
  if (records_.has_family) more.push_back(of.family());
  for (std::size_t i = 0; i < records_.texts.size(); ++i) more.push_back(of.text(i));
  for (std::size_t round = 0; round <= more.size(); ++round) {
    bool is_any_large = false;
    table.order = sorted(table.hashes);
    std::vector<std::uint32_t> changed = table.hashes;
    for_each_block(table.order, table.hashes, [&](std::size_t from, std::size_t to) {
      if (to - from <= most_) return;
      is_any_large = true;
      ++(round < more.size() ? key.refined : key.left);
      for (std::size_t i = from; i < to; ++i) {
        const std::uint32_t place = table.order[i];
        const std::uint64_t value = round < more.size() ? more[round](place / table.slots) : 0;
        changed[place] = value == 0 ? 0 : short_hash(mix(table.hashes[place], value));
      }
    });
    if (!is_any_large) return;
    table.hashes.swap(changed);
  }
  table.order = sorted(table.hashes);
}

// False where the key tells too little: nearly all records would share large blocks.
bool Candidates::add_key(const std::string& name, Table table) {
  table.order = sorted(table.hashes);
  std::size_t in_large = 0;
  for_each_block(table.order, table.hashes, [&](std::size_t from, std::size_t to) {
    if (to - from > most_) in_large += to - from;
  });
  if (in_large * 10 > table.order.size() * 6 && !tables_.empty()) return false;
  Key key;
  key.name = name;
  if (in_large > 0) refine(table, key);
  for_each_block(table.order, table.hashes, [&](std::size_t from, std::size_t to) {
    if (to - from > 1)
      table.blocks.emplace_back(static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to));
  });
  tables_.push_back(std::move(table));
  keys_.push_back(std::move(key));
  return true;
}

Candidates::Candidates(const Records& records, std::size_t most) : records_(records), most_(most) {
  const PartsOf of(records);
  for (const Recipe& recipe : recipes_for(records, of)) {
    Table table;
    table.slots = static_cast<std::uint32_t>(std::max<std::size_t>(recipe.alternatives.size(), 1));
    table.hashes.resize(records.count * table.slots);
    for (std::uint32_t r = 0; r < records.count; ++r) {
      std::uint64_t hash = hash_of(recipe.name);
      for (const Part& part : recipe.parts) {
        const std::uint64_t value = part(r);
        hash = value == 0 || hash == 0 ? 0 : mix(hash, value);
      }
      if (hash == 0) continue;
      for (std::uint32_t slot = 0; slot < table.slots; ++slot) {
        const std::uint64_t value = recipe.alternatives.empty() ? 1 : recipe.alternatives[slot](r);
        if (value != 0) table.hashes[r * table.slots + slot] = short_hash(mix(hash, value));
      }
    }
    add_key(recipe.name, std::move(table));
  }
}

std::string Candidates::key_of(std::uint32_t a, std::uint32_t b) const {
  for (std::size_t k = 0; k < keys_.size(); ++k)
    if (least_shared(tables_[k], a, b) != 0) return keys_[k].name;
  return {};
}

}  // namespace trellis::matching::linkage
