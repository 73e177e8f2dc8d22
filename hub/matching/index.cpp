#include "hub/matching/index.hpp"

#include <utility>

namespace trellis::matching {

Index::Index(std::uint32_t largest) : largest_(largest), slots_(1024), entries_(1) {}

std::uint64_t Index::child(std::uint64_t key, std::uint32_t refinement) {
  std::uint64_t mixed = (key ^ (refinement + 0x9e3779b97f4a7c15ULL)) * 0xff51afd7ed558ccdULL;
  mixed ^= mixed >> 32U;
  return mixed == 0 ? 1 : mixed;
}

const Index::Slot* Index::find(std::uint64_t key) const {
  for (std::size_t at = key & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
    if (slots_[at].key == key) return &slots_[at];
    if (slots_[at].key == 0) return nullptr;
  }
}

Index::Slot& Index::find_or_make(std::uint64_t key) {
  if (used_ * 4 > slots_.size() * 3) grow();
  std::size_t at = key & (slots_.size() - 1);
  while (slots_[at].key != 0 && slots_[at].key != key) at = (at + 1) & (slots_.size() - 1);
  if (slots_[at].key == 0) {
    slots_[at].key = key;
    ++used_;
  }
  return slots_[at];
}

void Index::grow() {
  std::vector<Slot> smaller(slots_.size() * 2);
  smaller.swap(slots_);
  for (const Slot& slot : smaller) {
    if (slot.key == 0) continue;
    std::size_t at = slot.key & (slots_.size() - 1);
    while (slots_[at].key != 0) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = slot;
  }
}

void Index::put(std::uint64_t key, std::uint32_t entry, std::size_t depth) {
  Slot* slot = &find_or_make(key);
  while (slot->count == divided && depth < divisions) {
    key = child(key, entries_[entry].refine[depth++]);
    slot = &find_or_make(key);
  }
  entries_[entry].next = slot->first;
  slot->first = entry;
  ++slot->count;
  if (slot->count <= largest_) return;
  if (depth < divisions)
    divide(key, depth);
  else if (slot->count == 4 * largest_ + 1)
    ++cut_short_;
}

void Index::divide(std::uint64_t key, std::size_t depth) {
  Slot& whole = find_or_make(key);
  std::vector<std::uint32_t> oldest_last;
  for (std::uint32_t at = whole.first; at != 0; at = entries_[at].next) oldest_last.push_back(at);
  whole.count = divided;
  whole.first = 0;
  for (auto at = oldest_last.rbegin(); at != oldest_last.rend(); ++at)
    put(child(key, entries_[*at].refine[depth]), *at, depth + 1);
}

void Index::add(std::uint32_t subject, const Key& key) {
  std::uint32_t entry = free_;
  if (entry != 0) {
    free_ = entries_[entry].next;
  } else {
    entry = static_cast<std::uint32_t>(entries_.size());
    entries_.emplace_back();
  }
  entries_[entry] = {subject, 0, key.refine};
  put(key.key, entry, 0);
}

void Index::remove(std::uint32_t subject, const Key& key) {
  std::uint64_t at_key = key.key;
  const Slot* found = find(at_key);
  for (std::size_t depth = 0; found != nullptr && found->count == divided && depth < divisions;
       ++depth) {
    at_key = child(at_key, key.refine[depth]);
    found = find(at_key);
  }
  if (found == nullptr) return;
  Slot& slot = find_or_make(at_key);
  std::uint32_t before = 0;
  for (std::uint32_t at = slot.first; at != 0; before = at, at = entries_[at].next) {
    if (entries_[at].subject != subject) continue;
    (before == 0 ? slot.first : entries_[before].next) = entries_[at].next;
    entries_[at].next = free_;
    free_ = at;
    if (slot.count == 4 * largest_ + 1) --cut_short_;
    --slot.count;
    return;
  }
}

}  // namespace trellis::matching
