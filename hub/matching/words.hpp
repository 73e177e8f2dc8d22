#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "hub/base/large_array.hpp"
#include "hub/base/result.hpp"
#include "hub/matching/nicknames.hpp"
#include "hub/matching/snapshot.hpp"

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
};
using WordNumber = std::uint32_t;  // in its dictionary, from 1; 0: no word
enum class Role : std::uint8_t { given, family };

std::uint64_t hash_of(std::string_view text, std::uint64_t seed = 0);
inline std::uint32_t short_hash_of(std::string_view text) {
  return static_cast<std::uint32_t>(hash_of(text));
}

// Every word told so far, once, by number. Not shared.
class Words {
 public:
  explicit Words(const Nicknames& nicknames) : nicknames_(nicknames), levels_(cache_size) {}

  WordNumber put(std::string_view text);  // 0 for the empty word
  const Word& at(WordNumber word) const { return words_[word - 1]; }
  Word make(std::string_view text) const;  // outside the dictionary
  void count(WordNumber word, Role role, int by);
  void settle_shares();
  bool have_doubled() const;  // since shares were settled, and a thousand were told
  // How often shares were settled, and the settled ones as text; and back.
  std::int64_t epoch() const { return epoch_; }
  std::string written_shares() const;
  Status settle_shares(std::int64_t epoch, std::string_view written);

  // With a memory: a pair of words is compared once.
  Likeliness compare(WordNumber a, WordNumber b, Role role) const;
  // The share of subjects who had the word when `settle_shares` was called, smoothed towards 1 in
  // `expected` with the weight of `strength`.
  double share(WordNumber word, Role role, double expected, double strength) const;
  // More than a handful of the subjects told so far, and at least this share of them.
  bool is_told_often(WordNumber word, Role role, double share) const;

  void save(SnapshotWriter& to) const;
  void restore(SnapshotReader& from);

 private:
  // By how many subjects, as given and as family name: now, and when the shares were settled.
  struct Counts {
    std::array<std::uint32_t, 2> told{}, settled{};
  };
  struct Level {
    WordNumber low = 0, high = 0;
    Role role = Role::given;
    Likeliness level = Likeliness::missing;
  };
  static constexpr std::size_t cache_size = std::size_t{1} << 17;

  const Nicknames& nicknames_;
  std::deque<Word> words_;
  std::unordered_map<std::string_view, WordNumber> by_text_;
  LargeArray<Counts> counts_;
  std::array<std::int64_t, 2> total_{}, settled_total_{};
  std::int64_t epoch_ = 0;
  mutable std::vector<Level> levels_;  // by pair, the newest wins
};

bool have_common_form(const Word& a, const Word& b);

// Without memory; both are words. Only given names have nicknames.
Likeliness compare_words(const Word& a, const Word& b, Role role);

}  // namespace trellis::matching
