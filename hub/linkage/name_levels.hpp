#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "hub/comparison/given_names.hpp"
#include "hub/comparison/name_lists.hpp"
#include "hub/comparison/word.hpp"
#include "hub/linkage/lexicon.hpp"
#include "hub/linkage/records.hpp"

namespace trellis::linkage {

// How two names compare; 0 where one of them is missing.
enum class NameLevel : std::uint8_t {
  missing,
  same,
  nickname,
  one_edit,
  sounds_alike,
  close,         // Jaro-Winkler of 0.88 and more
  look_alike,    // one edit or close, yet both are names that many have: seldom a slip
  part,          // all of one, of which the other has more, or the same letters spaced differently
  swapped,       // given and family name stand in each other's place
  initial,       // one is only the first letter of the other, or of its middle name
  unnamed_twin,  // one has no name yet and is one of a birth of several
  shared_part,   // one of several given names; those that are left are different
  same_initial,
  different
};
using Middle = comparison::MiddleNames;

// Compares the names of one table. Any thread may.
class NameComparer {
 public:
  NameComparer(const Records& records, const comparison::NameLists& lists, std::size_t threads);

  struct Levels {
    NameLevel given = NameLevel::missing;
    Middle middle = Middle::missing;
    NameLevel family = NameLevel::missing;
  };
  Levels compare(const Name& a, const Name& b) const;
  // What comparing the name reads first: worth fetching ahead.
  const void* place_of(std::uint32_t code) const { return &sketches_[code]; }

 private:
  // What tells most words apart without reading them; all of a word in a few bits.
  struct WordSketch {
    std::uint64_t pairs = 0;  // of neighbouring letters
    std::uint32_t sound = 0;
    std::uint32_t letters = 0;
    std::uint16_t forms = 0;  // of nicknames
    char first = 0;
    std::uint8_t size = 0;
    bool is_common = false;  // many have this name
    bool is_particle = false, is_community = false;
  };
  class Parts;
  using Word = comparison::Word;
  static WordSketch sketch_of(const Word& word);
  static bool may_be_like(const WordSketch& left, const WordSketch& right);
  void mark_common_names();
  bool says_more_than_an_initial(std::uint32_t code) const { return sketches_[code].size > 1; }
  NameLevel word_level(std::uint32_t a, std::uint32_t b) const;
  NameLevel level_of_words(std::uint32_t a, std::uint32_t b) const;
  void compare_given(const Name& a, const Name& b, Levels& levels) const;
  NameLevel family_level(const Name& a, const Name& b) const;
  bool is_swapped(const Name& a, const Name& b) const;

  const Records& records_;
  std::vector<Word> words_;           // by code of Records::names
  std::vector<WordSketch> sketches_;  // by the same
  PairMemory memory_{18};
};

}  // namespace trellis::linkage
