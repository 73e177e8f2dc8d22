#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "hub/base/large_pages.hpp"
#include "hub/matching/encoded.hpp"

namespace trellis::matching {

// What a block is divided by when it grows too large, in this order; 0 where the subject lacks it.
constexpr std::size_t divisions = 3;
struct Key {
  std::uint64_t key = 0;
  std::array<std::uint32_t, divisions> refine{};
};

// The keys under which a subject is found, and those under which it looks for others (day and month
// swapped, names swapped). Both are appended to `keys`.
void keys_of(const Encoded& subject, std::vector<Key>& keys);
void keys_for_search(const Encoded& subject, std::vector<Key>& keys);

// Subjects by key, in memory. A block with more than `largest` subjects is divided by the next
// refinement; one that cannot be divided any more gives its newest and counts as cut short. Not
// shared.
class Index {
 public:
  explicit Index(std::uint32_t largest);

  void add(std::uint32_t subject, const Key& key);
  void remove(std::uint32_t subject, const Key& key);
  // Every subject under the key, newest first, perhaps more than once.
  template <typename Visit>
  void each(const Key& key, Visit visit) const {
    look(key.key, key, 0, visit);
  }
  std::uint64_t cut_short() const { return cut_short_; }  // blocks that a search cannot see whole

 private:
  static constexpr std::uint32_t divided = 0xFFFFFFFF;
  // A block stands in one piece of `entries_`, as large as the next power of two.
  struct Slot {
    std::uint64_t key = 0;  // 0: free
    std::uint32_t first = 0;
    std::uint32_t count = 0;  // or `divided`
  };
  // An entry keeps the refinements, so that its block can be divided later.
  struct Entry {
    std::uint32_t subject = 0;
    std::array<std::uint32_t, divisions> refine{};
  };

  // Of a divided block: the part that agrees, and the part that lacks what it was divided by.
  template <typename Visit>
  void look(std::uint64_t key, const Key& sought, std::size_t depth, Visit& visit) const {
    const Slot* slot = find(key);
    if (slot == nullptr) return;
    if (slot->count == divided) {
      look(child(key, sought.refine[depth]), sought, depth + 1, visit);
      if (sought.refine[depth] != 0) look(child(key, 0), sought, depth + 1, visit);
      return;
    }
    const std::uint32_t end = slot->first + slot->count;
    const std::uint32_t start = end - std::min(slot->count, 4 * largest_);
    for (std::uint32_t at = end; at != start; --at) visit(entries_[at - 1].subject);
  }
  static std::uint64_t child(std::uint64_t key, std::uint32_t refinement);
  const Slot* find(std::uint64_t key) const;
  Slot& find_or_make(std::uint64_t key);
  void put(std::uint64_t key, const Entry& entry, std::size_t depth);
  void divide(std::uint64_t key, std::size_t depth);
  void grow();
  std::uint32_t take_piece(std::uint32_t size);
  void give_back(std::uint32_t piece, std::uint32_t size);
  void move_block(Slot& slot, std::uint32_t from_size, std::uint32_t to_size);

  std::uint32_t largest_;
  LargeVector<Slot> slots_;  // open addressing; a power of two
  std::size_t used_ = 0;
  LargeVector<Entry> entries_;
  std::array<std::vector<std::uint32_t>, 32> free_pieces_;  // by log2 of their size
  std::uint64_t cut_short_ = 0;
};

}  // namespace trellis::matching
