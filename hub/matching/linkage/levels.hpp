#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hub/matching/linkage/lexicon.hpp"
#include "hub/matching/linkage/records.hpp"
#include "hub/matching/nicknames.hpp"

namespace trellis::matching::linkage {

// How two values compare: a small number; 0 where one of them is missing. The scales:
enum class NameLevel : std::uint8_t {
  missing,
  same,
  nickname,
  one_edit,
  sounds_alike,
  close,    // Jaro-Winkler of 0.88 and more
  part,     // one name of several, or the same letters spaced differently
  swapped,  // given and family name stand in each other's place
  initial,  // one is only the first letter of the other
  same_initial,
  different
};
enum class Middle : std::uint8_t { missing, same, initial, different };
enum class Born : std::uint8_t {
  missing,
  same,
  day_and_month_swapped,
  one_digit,
  two_digits_swapped,
  default_day,  // the same year, and one is its first of January
  same_month_and_year,
  same_day_and_year,
  same_day_and_month,
  same_year,
  within_a_year,
  different
};
enum class Sex : std::uint8_t { missing, same, different };
enum class TextLevel : std::uint8_t { missing, same, one_edit, close, overlapping, different };

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

// Compares records of one table. Any thread may.
class Comparer {
 public:
  Comparer(const Records& records, const Nicknames& nicknames);

  const std::vector<Feature>& features() const { return features_; }
  Pattern compare(std::uint32_t a, std::uint32_t b) const;
  // The value whose frequency counts where the feature's level is `same`; 0: none.
  std::uint32_t value(std::size_t feature, std::uint32_t record) const;
  std::string_view level_name(std::size_t feature, unsigned level) const;

 private:
  NameLevel word_level(std::uint32_t a, std::uint32_t b) const;
  NameLevel given_level(const Name& a, const Name& b) const;
  NameLevel family_level(const Name& a, const Name& b) const;
  bool is_swapped(const Name& a, const Name& b) const;
  Middle middle_level(const Name& a, const Name& b) const;
  TextLevel text_level(const TextColumn& column, std::size_t index, std::uint32_t a,
                       std::uint32_t b) const;

  // What tells most words apart without reading them; all of a word or text in a few bits.
  struct WordSketch {
    std::uint64_t pairs = 0;  // of neighbouring letters
    std::uint32_t sound = 0;
    std::uint16_t forms = 0;  // of nicknames
    char first = 0;
    std::uint8_t size = 0;
  };
  using TextSketch = std::array<std::uint64_t, 2>;  // pairs of letters; a postcode's letters

  const Records& records_;
  std::vector<Feature> features_;
  std::vector<Word> words_;                             // by code of Records::names
  std::vector<WordSketch> sketches_;                    // by the same
  std::vector<std::vector<TextSketch>> text_sketches_;  // by column and code
  PairMemory name_memory_{20};
  PairMemory email_memory_{16};
};

Born compare_births(Birth a, Birth b);

}  // namespace trellis::matching::linkage
