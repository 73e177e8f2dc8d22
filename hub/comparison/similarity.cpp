#include "hub/comparison/similarity.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace trellis::comparison {
namespace {

constexpr std::size_t longest = 64;  // longer words are compared by their first 64 bytes

struct Matched {
  std::size_t common = 0;
  std::size_t out_of_place = 0;
};

Matched match_letters(std::string_view a, std::string_view b) {
  const std::size_t reach = std::max(std::max(a.size(), b.size()) / 2, std::size_t{1}) - 1;
  std::uint64_t taken = 0;
  std::array<char, longest> kept;
  Matched matched;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const std::size_t end = std::min(i + reach + 1, b.size());
    for (std::size_t j = i > reach ? i - reach : 0; j < end; ++j) {
      if (a[i] != b[j] || (taken >> j & 1U) != 0) continue;
      taken |= std::uint64_t{1} << j;
      kept[matched.common++] = a[i];
      break;
    }
  }
  std::size_t at = 0;
  for (std::size_t j = 0; j < b.size() && at < matched.common; ++j)
    if ((taken >> j & 1U) != 0 && b[j] != kept[at++]) ++matched.out_of_place;
  return matched;
}

struct Spelling {
  std::string_view written;
  char sounds;  // 0: silent
};
// Longest first where one begins another.
constexpr std::array<Spelling, 20> spellings = {
    {{"ough", 0}, {"sch", 's'}, {"sz", 's'}, {"cz", 'c'}, {"ch", 'c'}, {"sh", 's'}, {"th", 't'},
     {"dd", 't'}, {"ph", 'f'},  {"ff", 'f'}, {"ck", 'k'}, {"gh", 'g'}, {"kh", 'k'}, {"bh", 'b'},
     {"dh", 't'}, {"kn", 'n'},  {"wr", 'r'}, {"dg", 'j'}, {"ll", 'l'}, {"rh", 'r'}}};

bool is_soft(char next) { return next == 'e' || next == 'i' || next == 'y'; }

char sound_of_letter(char letter, char next) {
  switch (letter) {
    case 'c':
      return is_soft(next) ? 's' : 'k';
    case 'q':
      return 'k';
    case 'z':
    case 'x':
      return 's';
    case 'v':
      return 'f';
    case 'd':
      return 't';
    case 'g':
      return is_soft(next) ? 'j' : 'g';
    case 'a':
    case 'e':
    case 'i':
    case 'o':
    case 'u':
    case 'y':
    case 'h':
    case 'w':
    case ' ':
      return 0;
    default:
      return letter;
  }
}

bool is_vowel(char letter) {
  return letter == 'a' || letter == 'e' || letter == 'i' || letter == 'o' || letter == 'u' ||
         letter == 'y';
}

}  // namespace

double jaro_winkler(std::string_view a, std::string_view b) {
  a = a.substr(0, longest);
  b = b.substr(0, longest);
  if (a == b) return 1;
  const Matched matched = match_letters(a, b);
  if (matched.common == 0) return 0;

  const double common = static_cast<double>(matched.common);
  const double swaps = static_cast<double>(matched.out_of_place / 2);
  const double jaro = (common / static_cast<double>(a.size()) +
                       common / static_cast<double>(b.size()) + (common - swaps) / common) /
                      3;
  std::size_t prefix = 0;
  while (prefix < std::min({a.size(), b.size(), std::size_t{4}}) && a[prefix] == b[prefix])
    ++prefix;
  return jaro + 0.1 * static_cast<double>(prefix) * (1 - jaro);
}

bool one_edit_apart(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > 1) return false;
  std::size_t first = 0;
  while (first < a.size() && a[first] == b[first]) ++first;
  if (a.size() < b.size()) return a.substr(first) == b.substr(first + 1);
  if (first == a.size()) return false;
  if (a.substr(first + 1) == b.substr(first + 1)) return true;
  return first + 1 < a.size() && a[first] == b[first + 1] && a[first + 1] == b[first] &&
         a.substr(first + 2) == b.substr(first + 2);
}

std::string sound_of(std::string_view word) {
  std::string sound;
  if (word.empty()) return sound;
  if (word.substr(0, 3) == "mac" && word.size() > 4) {
    sound = "mk";
    word.remove_prefix(3);
  } else if (word.substr(0, 2) == "mc" && word.size() > 3) {
    sound = "mk";
    word.remove_prefix(2);
  } else if (is_vowel(word[0])) {
    sound = "a";
    word.remove_prefix(1);
  } else if (word[0] == 'h' || word[0] == 'w') {
    sound = word.substr(0, 1);
    word.remove_prefix(1);
  }
  while (!word.empty()) {
    const auto* spelling = std::find_if(
        spellings.begin(), spellings.end(),
        [&](const Spelling& each) { return word.substr(0, each.written.size()) == each.written; });
    char next = 0;
    std::size_t length = 1;
    if (spelling != spellings.end()) {
      next = spelling->sounds;
      length = spelling->written.size();
    } else {
      next = sound_of_letter(word[0], word.size() > 1 ? word[1] : '\0');
    }
    if (next != 0 && (sound.empty() || sound.back() != next)) sound.push_back(next);
    word.remove_prefix(length);
  }
  return sound;
}

}  // namespace trellis::comparison
