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
#include "hub/base/time.hpp"
#include "hub/comparison/given_names.hpp"
#include "hub/comparison/name_lists.hpp"
#include "hub/comparison/shared_days.hpp"
#include "hub/comparison/word.hpp"
#include "hub/matching/engine/snapshot.hpp"

namespace trellis::matching {

using comparison::hash_of;
using comparison::NameLists;

// What two words are to each other; the best first.
enum class WordLevel : std::uint8_t {
  same,
  nickname,
  one_edit,
  sounds_alike,
  very_similar,
  similar,
  part,       // all words of one, of which the other has more; or the same in another order
  community,  // nothing but what a whole community is called by: Singh, Kaur
  initial,    // one is only the first letter of the other
  different,
  missing
};
constexpr std::size_t word_levels = 11;

using comparison::Word;
using WordNumber = std::uint32_t;  // in its dictionary, from 1; 0: no word
enum class Role : std::uint8_t { given, family };

inline std::uint32_t short_hash_of(std::string_view text) {
  return static_cast<std::uint32_t>(hash_of(text));
}

// What given names and middle names are to each other, as one list.
struct GivenLikeness {
  WordLevel given = WordLevel::missing;
  comparison::MiddleNames middle = comparison::MiddleNames::missing;
  bool is_middle_used = false;  // one's given name is the other's middle name
};

// Every word told so far, once, by number: names of several words, and each word of them. And how
// often days were told. Not shared.
class Words {
 public:
  explicit Words(const NameLists& lists) : lists_(lists), levels_(cache_size) {}

  const NameLists& lists() const { return lists_; }
  WordNumber put(std::string_view text);  // 0 for the empty word
  const Word& at(WordNumber word) const { return words_[word - 1].word; }
  void count(WordNumber word, Role role, int by);
  void count_day(Date birth, int by) { days_.count(birth.month(), birth.day(), by); }
  const comparison::SharedDays& days() const { return days_; }
  void settle_shares();
  bool have_doubled() const;  // since shares were settled, and a thousand were told
  // How often shares were settled, and the settled ones as text; and back.
  std::int64_t epoch() const { return epoch_; }
  std::string written_shares() const;
  Status settle_shares(std::int64_t epoch, std::string_view written);

  // With a memory: a pair of names is compared once.
  WordLevel compare(WordNumber a, WordNumber b, Role role) const;
  GivenLikeness compare_given(WordNumber given_a, WordNumber middle_a, WordNumber given_b,
                              WordNumber middle_b) const;
  // Does one name have a word, and the other another one letter apart, both of which many bear?
  bool have_established_words_apart(WordNumber a, WordNumber b) const;
  // The share of subjects who had the word when `settle_shares` was called, smoothed towards 1 in
  // `expected` with the weight of `strength`.
  double share(WordNumber word, Role role, double expected, double strength) const;

  void save(SnapshotWriter& to) const;
  void restore(SnapshotReader& from);

 private:
  struct Entry {
    Word word;
    std::vector<WordNumber> parts;  // where they are several
    bool is_particle = false, is_community = false;
  };
  // By how many subjects, as given and as family name: now, and when the shares were settled. A
  // word of several counts too, and is not one more name.
  struct Counts {
    std::array<std::uint32_t, 2> told{}, settled{};
  };
  struct Level {
    WordNumber low = 0, high = 0;
    Role role = Role::given;
    WordLevel level = WordLevel::missing;
  };
  class Parts;
  class PartList;
  static constexpr std::size_t cache_size = std::size_t{1} << 17;

  const Entry& entry(WordNumber word) const { return words_[word - 1]; }
  WordLevel compare_names(WordNumber a, WordNumber b, Role role) const;
  WordLevel compare_families(WordNumber a, WordNumber b) const;
  bool is_community_alone(WordNumber word) const;
  bool is_established(WordNumber given) const;
  void count_told(WordNumber word, Role role, int by);

  const NameLists& lists_;
  std::deque<Entry> words_;
  std::unordered_map<std::string_view, WordNumber> by_text_;
  LargeArray<Counts> counts_;
  std::array<std::int64_t, 2> total_{}, settled_total_{};
  std::int64_t epoch_ = 0;
  comparison::SharedDays days_;
  mutable std::vector<Level> levels_;  // by pair, the newest wins
};

// Without memory; both are single words. Only given names have nicknames.
WordLevel compare_words(const Word& a, const Word& b, Role role);

}  // namespace trellis::matching
