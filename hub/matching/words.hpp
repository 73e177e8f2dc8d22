#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "hub/matching/nicknames.hpp"

namespace trellis::matching {

// What two words are to each other; the best first.
enum class Likeliness : std::uint8_t {
  same,
  nickname,
  one_edit,
  sounds_alike,
  very_similar,
  similar,
  part,     // one word of a double name, or the same letters spaced differently
  initial,  // one is only the first letter of the other
  different,
  missing
};

// A folded name with all that comparing it needs.
struct Word {
  std::string text;
  std::uint64_t hash = 0;
  std::uint64_t sound = 0;           // of sound_of; 0 where nothing is left to hear
  std::vector<std::uint32_t> forms;  // of Nicknames
  std::uint32_t number = 0;          // in its dictionary; 0: in none
  // By how many subjects, as given and as family name: now, and when the shares were settled.
  std::array<std::uint32_t, 2> told{}, settled{};
};
enum class Role : std::uint8_t { given, family };

std::uint64_t hash_of(std::string_view text, std::uint64_t seed = 0);

// Every word told so far, once. Pointers stay valid. Not shared.
class Words {
 public:
  explicit Words(const Nicknames& nicknames) : nicknames_(nicknames), levels_(cache_size) {}

  const Word* put(std::string_view text);         // null for the empty word
  const Word* find(std::string_view text) const;  // null where it was never told
  Word make(std::string_view text) const;         // outside the dictionary
  void count(const Word* word, Role role, int by);
  void settle_shares();
  bool have_doubled() const;  // since shares were settled, and a thousand were told

  // With a memory: a pair of known words is compared once.
  Likeliness compare(const Word* a, const Word* b, Role role) const;
  // The share of subjects who had the word when `settle_shares` was called, smoothed towards 1 in
  // `expected` with the weight of `strength`.
  double share(const Word* word, Role role, double expected, double strength) const;
  // More than a handful of the subjects told so far, and at least this share of them.
  bool is_told_often(const Word* word, Role role, double share) const;

 private:
  struct Level {
    const Word* low = nullptr;
    const Word* high = nullptr;
    Role role = Role::given;
    Likeliness level = Likeliness::missing;
  };
  static constexpr std::size_t cache_size = std::size_t{1} << 17;

  const Nicknames& nicknames_;
  std::deque<Word> words_;
  std::unordered_map<std::string_view, Word*> by_text_;
  std::array<std::int64_t, 2> total_{}, settled_total_{};
  mutable std::vector<Level> levels_;  // by pair, the newest wins
};

bool have_common_form(const Word& a, const Word& b);

// Without memory; both are words. Only given names have nicknames.
Likeliness compare_words(const Word& a, const Word& b, Role role);

}  // namespace trellis::matching
