#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hub/matching/linkage/lexicon.hpp"
#include "hub/matching/linkage/records.hpp"
#include "hub/matching/nicknames.hpp"
#include "hub/matching/words.hpp"

namespace trellis::matching::linkage {

// How two values compare: a small number; 0 where one of them is missing. The scales:
enum class NameLevel : std::uint8_t {
  missing,
  same,
  nickname,
  one_edit,
  sounds_alike,
  close,       // Jaro-Winkler of 0.88 and more
  look_alike,  // one edit or close, yet both are names that many have: seldom a slip
  part,        // one name of several, or the same letters spaced differently
  swapped,     // given and family name stand in each other's place
  initial,     // one is only the first letter of the other, or of its middle name
  same_initial,
  different
};
enum class Middle : std::uint8_t { missing, same, initial, different };
enum class Sex : std::uint8_t { missing, same, different };
enum class TextLevel : std::uint8_t {
  missing,
  same,
  one_edit,
  close,
  overlapping,
  different,
  conflicting  // two NHS numbers, each of them valid
};

constexpr std::size_t most_levels = 12;
constexpr std::size_t most_features = 16;  // four bits of a pattern each

// What of two records is compared.
struct Feature {
  enum class What : std::uint8_t { given, middle, family, birth, sex, text };
  What what = What::text;
  std::size_t text = 0;  // which of Records::texts
  std::string name;      // for people
  Is is = Is::text;
  std::size_t levels = 0;
};

// The levels of a pair, four bits a feature.
using Pattern = std::uint64_t;
constexpr unsigned level_in(Pattern pattern, std::size_t feature) {
  return static_cast<unsigned>(pattern >> (4 * feature)) & 15U;
}

// Two records.
struct Pair {
  std::uint32_t a = 0, b = 0;
};

// Compares records of one table. Any thread may.
class Comparer {
 public:
  Comparer(const Records& records, const Nicknames& nicknames, std::size_t threads = 1);

  const std::vector<Feature>& features() const { return features_; }
  Pattern compare(std::uint32_t a, std::uint32_t b) const;
  // Many at once, which is faster: what they need of memory is fetched ahead.
  void compare(std::span<const Pair> pairs, std::vector<Pattern>& patterns) const;
  // The value whose frequency counts where the feature's level is `same`; 0: none.
  std::uint32_t value(std::size_t feature, std::uint32_t record) const;
  std::string_view level_name(std::size_t feature, unsigned level) const;
  // The record's valid NHS number as a code; 0: none. Two different ones are two people.
  std::uint32_t valid_number(std::uint32_t record) const;

 private:
  void mark_common_names();
  void find_valid_numbers();
  NameLevel word_level(std::uint32_t a, std::uint32_t b) const;
  bool has_middle_initial_of(const Name& name, std::uint32_t code) const;
  NameLevel given_level(const Name& a, const Name& b) const;
  NameLevel family_level(const Name& a, const Name& b) const;
  bool is_swapped(const Name& a, const Name& b) const;
  Middle middle_level(const Name& a, const Name& b) const;
  TextLevel text_level(std::size_t column, std::uint32_t a, std::uint32_t b) const;

  // What tells most words apart without reading them; all of a word or text in a few bits.
  struct WordSketch {
    std::uint64_t pairs = 0;  // of neighbouring letters
    std::uint32_t sound = 0;
    std::uint16_t forms = 0;  // of nicknames
    char first = 0;
    std::uint8_t size = 0;
    bool is_common = false;  // many have this name
  };
  static constexpr std::size_t no_column = static_cast<std::size_t>(-1);
  using TextSketch = std::array<std::uint64_t, 2>;  // pairs of letters; a postcode's letters
  static TextSketch sketch_of(const TextColumn& column, std::uint32_t code);

  const Records& records_;
  std::vector<Feature> features_;
  std::vector<Word> words_;           // by code of Records::names
  std::vector<WordSketch> sketches_;  // by the same
  std::size_t nhs_number_ = no_column;
  std::vector<bool> valid_;                             // NHS numbers, by code
  std::vector<std::vector<TextSketch>> text_sketches_;  // by column and code
  PairMemory name_memory_{20};
  PairMemory email_memory_{16};
};

}  // namespace trellis::matching::linkage
