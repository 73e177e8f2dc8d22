#pragma once

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "hub/base/large_array.hpp"
#include "hub/matching/engine/encoded.hpp"
#include "hub/matching/engine/pieces.hpp"

namespace trellis::matching {

// What a block is divided by when it grows too large, in this order; 0 where the subject lacks it.
constexpr std::size_t divisions = 3;
// Two unlike keys are one number once in four thousand million: some who share one have nothing in
// common, and are compared all the same.
struct Key {
  std::uint32_t key = 0;  // not 0
  std::array<std::uint32_t, divisions> refine{};
};

// The keys under which a subject is found, and those under which it looks for others (day and month
// swapped, names swapped). Both are appended to `keys`.
void keys_of(const Encoded& subject, const Words& words, std::vector<Key>& keys);
void keys_for_search(const Encoded& subject, const Words& words, std::vector<Key>& keys);

// Those that one looks for and the other has, in words. Large blocks ask for more in common.
std::vector<std::string_view> shared_keys(const Encoded& a, const Encoded& b, const Words& words);

// Subjects by key, in memory. A block with more than `largest` subjects is divided by the next
// refinement; one that cannot be divided any more gives its newest and counts as cut short. Not
// shared.
class Index {
 public:
  // Tells again under which keys a subject stands, where a block of them is divided.
  using KeysAgain = std::function<void(std::uint32_t subject, std::vector<Key>& keys)>;
  Index(std::uint32_t largest, KeysAgain keys_again);

  // A subject's keys one after the other; it stands once in each block. Subjects are below 2^31-2.
  void add(std::uint32_t subject, const Key& key) { put(key.key, subject, key, 0); }
  void remove(std::uint32_t subject, const Key& key);
  // Every subject under the key, newest first, perhaps more than once.
  template <typename Visit>
  void each(const Key& key, Visit visit) const {
    look(key.key, key, 0, visit);
  }
  // What `each` will read: first the one, later the other.
  void fetch_slot(const Key& key) const {
    __builtin_prefetch(&slots_[key.key & (slots_.size() - 1)]);
  }
  void fetch_block(const Key& key) const {
    const Slot* const slot = find(key.key);
    if (slot != nullptr && slot->standing.is_block())
      __builtin_prefetch(blocks_.at(slot->standing.first()));
  }
  // Blocks that a search cannot see whole.
  std::uint64_t cut_short() const { return totals_.cut_short; }

  template <typename Visit>
  void each_part(Visit& visit) {
    visit(slots_);
    visit(totals_);
    blocks_.each_part(visit);
  }

 private:
  // What stands under a key: nobody, one subject, a block of several, or a block that was divided.
  class Standing {
   public:
    static Standing one(std::uint32_t subject) {
      assert(subject < one_ - 2 && "the index is full");
      return Standing(one_ | subject);
    }
    static Standing block(std::uint32_t first) {
      assert(first < one_ && "the index is full");
      return Standing(first);
    }
    static Standing divided() { return Standing(divided_); }
    Standing() = default;
    bool is_nobody() const { return value_ == nobody_; }
    bool is_divided() const { return value_ == divided_; }
    bool is_block() const { return value_ < one_; }
    bool is_one() const { return value_ >= one_ && !is_nobody() && !is_divided(); }
    std::uint32_t subject() const { return value_ & ~one_; }
    std::uint32_t first() const { return value_; }  // of `blocks_`: how many, then the subjects

   private:
    static constexpr std::uint32_t one_ = 0x80000000, divided_ = 0xFFFFFFFF, nobody_ = 0xFFFFFFFE;
    explicit Standing(std::uint32_t value) : value_(value) {}
    std::uint32_t value_ = nobody_;
  };
  struct Slot {
    std::uint32_t key = 0;  // 0: free
    Standing standing;
  };
  struct Totals {
    std::uint64_t used_slots = 0, cut_short = 0;
  };

  static constexpr std::size_t deepest = 2 * divisions;

  // Of a divided block: the part that agrees, and the part that lacks what it was divided by.
  template <typename Visit>
  void look(std::uint32_t key, const Key& sought, std::size_t depth, Visit& visit) const {
    const Slot* const slot = find(key);
    if (slot == nullptr || depth > deepest) return;
    if (slot->standing.is_divided()) {
      const std::uint32_t refinement = refinement_of(sought, depth);
      look(child(key, refinement), sought, depth + 1, visit);
      if (refinement != 0) look(child(key, 0), sought, depth + 1, visit);
      return;
    }
    const std::uint32_t only = slot->standing.subject();
    const auto block = subjects_in(slot->standing, only);
    const auto newest = block.last(std::min<std::size_t>(block.size(), 4 * largest_));
    for (auto each = newest.rbegin(); each != newest.rend(); ++each) visit(*each);
  }
  // `only` is the one, where it is one.
  std::span<const std::uint32_t> subjects_in(Standing standing, const std::uint32_t& only) const {
    if (standing.is_nobody() || standing.is_divided()) return {};
    if (standing.is_one()) return {&only, 1};
    const std::uint32_t* const block = blocks_.at(standing.first());
    return {block + 1, *block};
  }
  static std::uint32_t child(std::uint32_t key, std::uint32_t refinement);
  // A part may be one number with a block that is divided itself, so that its path goes on.
  static std::uint32_t refinement_of(const Key& key, std::size_t depth) {
    return depth < divisions ? key.refine[depth] : 0;
  }
  const Slot* find(std::uint32_t key) const;
  Slot& find_or_make(std::uint32_t key);
  void grow();
  void put(std::uint32_t key, std::uint32_t subject, const Key& whole, std::size_t depth);
  void divide(std::uint32_t key);
  void change(Slot& slot, std::span<const std::uint32_t> subjects);

  std::uint32_t largest_;
  KeysAgain keys_again_;
  LargeArray<Slot> slots_;  // open addressing; a power of two
  Totals totals_;
  Pieces<std::uint32_t> blocks_;
  std::vector<std::uint32_t> changed_;  // kept for its memory
};

}  // namespace trellis::matching
