#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hub/comparison/nicknames.hpp"

namespace trellis::comparison {

// Every bit depends on every letter, and on the seed.
std::uint64_t hash_of(std::string_view text, std::uint64_t seed = 0);

// A folded word with all that comparing it needs.
struct Word {
  std::string text;
  std::uint64_t hash = 0;
  std::uint64_t sound = 0;           // hash of sound_of; 0 where nothing is left to hear
  std::vector<std::uint32_t> forms;  // of Nicknames
};
Word make_word(std::string_view text, const Nicknames& nicknames);

bool have_common_form(const Word& a, const Word& b);

// How two words that are not equal are spelled; each engine has levels of its own for it. What
// comes later is looked at only where what comes before is not so.
struct Spelling {
  bool is_initial = false;   // one is a single letter
  bool is_one_form = false;  // of given names: they are forms of one name
  bool is_one_edit = false;
  double likeness = 0;        // Jaro-Winkler
  bool sounds_alike = false;  // and is not too unlike
  bool begins_alike = false;
  std::size_t shorter = 0;  // letters
};
Spelling compare_spelling(const Word& a, const Word& b, bool are_given_names);

}  // namespace trellis::comparison
