#include "hub/comparison/word.hpp"

#include <algorithm>

#include "hub/comparison/similarity.hpp"

namespace trellis::comparison {
namespace {

// The 64-bit finaliser of MurmurHash3 (Appleby, public domain): every bit depends on every bit.
std::uint64_t mixed(std::uint64_t value) {
  value ^= value >> 33U;
  value *= 0xff51afd7ed558ccdULL;
  value ^= value >> 33U;
  value *= 0xc4ceb9fe1a85ec53ULL;
  value ^= value >> 33U;
  return value;
}

}  // namespace

std::uint64_t hash_of(std::string_view text, std::uint64_t seed) {
  std::uint64_t hash = seed ^ 0xcbf29ce484222325ULL;  // FNV-1a, then mixed
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3ULL;
  }
  return mixed(hash);
}

Word make_word(std::string_view text, const Nicknames& nicknames) {
  Word word;
  word.text = text;
  word.hash = hash_of(text);
  const std::string sound = sound_of(text);
  word.sound = sound.empty() ? 0 : hash_of(sound);
  word.forms = nicknames.of(text);
  return word;
}

bool have_common_form(const Word& a, const Word& b) {
  auto left = a.forms.begin();
  auto right = b.forms.begin();
  while (left != a.forms.end() && right != b.forms.end()) {
    if (*left == *right) return true;
    if (*left < *right)
      ++left;
    else
      ++right;
  }
  return false;
}

Spelling compare_spelling(const Word& a, const Word& b, bool are_given_names) {
  Spelling spelling;
  spelling.shorter = std::min(a.text.size(), b.text.size());
  spelling.begins_alike = a.text[0] == b.text[0];
  spelling.is_initial = spelling.shorter == 1;
  if (spelling.is_initial) return spelling;
  spelling.is_one_form = are_given_names && have_common_form(a, b);
  if (spelling.is_one_form) return spelling;
  spelling.is_one_edit = one_edit_apart(a.text, b.text);
  spelling.likeness = jaro_winkler(a.text, b.text);
  constexpr double least_that_sounds_alike = 0.8;
  spelling.sounds_alike = a.sound == b.sound && a.sound != 0 && spelling.shorter >= 4 &&
                          spelling.likeness >= least_that_sounds_alike;
  return spelling;
}

}  // namespace trellis::comparison
