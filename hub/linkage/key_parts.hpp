#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hub/linkage/records.hpp"

namespace trellis::linkage {

// What of a person a part tells: damage to one of them leaves the others as they are.
enum class Ingredient : std::uint8_t { name, birth, place, contact, number, other };
inline constexpr std::size_t count_of_ingredients = 6;
using Ingredients = std::uint8_t;  // a bit each
constexpr Ingredients only(Ingredient one) {
  return static_cast<Ingredients>(1U << static_cast<unsigned>(one));
}
constexpr Ingredients both(Ingredients one, Ingredients other) {
  return static_cast<Ingredients>(one | other);
}
// "names, birth date".
std::string to_string(Ingredients ingredients);

// A value of each record; 0: it has none.
struct Part {
  std::shared_ptr<const std::vector<std::uint32_t>> values;
  Ingredients of = 0;

  std::uint32_t operator[](std::size_t record) const { return (*values)[record]; }
};
using Parts = std::vector<Part>;

inline std::uint64_t mix(std::uint64_t hash, std::uint64_t value) {
  hash ^= value + 0x9E3779B97F4A7C15ULL + (hash << 6U) + (hash >> 2U);
  hash *= 0xBF58476D1CE4E5B9ULL;
  return hash ^ hash >> 31U;
}

inline std::uint32_t short_hash(std::uint64_t hash) {
  return static_cast<std::uint32_t>(hash >> 32U) | 1U;
}

// The parts that keys are made of, for one table, each made once.
class PartsOf {
 public:
  PartsOf(const Records& records, std::size_t threads);
  Part given(std::size_t place = 0);
  Part family();
  Part last_family();  // the last of a double name
  Part given_sound();
  Part family_sound();
  Part given_start(std::size_t size);
  Part family_start(std::size_t size);
  // Given and family name in either order.
  Part both_names();
  Part birth();
  Part year();
  Part year_and_month();
  Part day_and_month();
  Part day_and_year();
  Part day_or_month_swapped();
  Part text(std::size_t column);
  Part text_start(std::size_t column, std::size_t size);
  Part district(std::size_t column);  // a postcode without its last three
  // The names of a record, the rarest first.
  Part rare_name(std::size_t place);
  Part two_rare_names(std::size_t i, std::size_t j);
  // One for each band of Sketches.
  Parts sketches();

 private:
  static constexpr std::size_t rare_names = 4;
  template <typename Value>
  Part made(const std::string& name, Ingredients of, Value value);
  template <typename Value>
  std::vector<std::uint32_t> by_code(const Lexicon& lexicon, Value value) const;
  Ingredients of_all() const;
  Ingredients of_text(std::size_t column) const;
  bool whole(std::uint32_t record) const;
  static std::uint32_t unordered(std::uint32_t a, std::uint32_t b);
  std::vector<std::uint32_t> starts_of(std::size_t size) const;
  void find_rare_names();
  const Records& records_;
  std::size_t threads_;
  std::map<std::string, Part> parts_;
  Parts rare_;
  std::vector<std::uint32_t> sounds_;
};

}  // namespace trellis::linkage
