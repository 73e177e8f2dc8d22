#include "hub/matching/index.hpp"

#include <bit>

namespace trellis::matching {

Index::Index(std::uint32_t largest) : largest_(largest), slots_(1024) {}

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
  LargeVector<Slot> smaller(slots_.size() * 2);
  smaller.swap(slots_);
  for (const Slot& slot : smaller) {
    if (slot.key == 0) continue;
    std::size_t at = slot.key & (slots_.size() - 1);
    while (slots_[at].key != 0) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = slot;
  }
}

std::uint32_t Index::take_piece(std::uint32_t size) {
  auto& free = free_pieces_[static_cast<std::size_t>(std::countr_zero(size))];
  if (free.empty()) {
    entries_.resize(entries_.size() + size);
    return static_cast<std::uint32_t>(entries_.size() - size);
  }
  const std::uint32_t piece = free.back();
  free.pop_back();
  return piece;
}

void Index::give_back(std::uint32_t piece, std::uint32_t size) {
  free_pieces_[static_cast<std::size_t>(std::countr_zero(size))].push_back(piece);
}

void Index::move_block(Slot& slot, std::uint32_t from_size, std::uint32_t to_size) {
  const std::uint32_t piece = take_piece(to_size);
  std::copy_n(entries_.begin() + slot.first, slot.count, entries_.begin() + piece);
  give_back(slot.first, from_size);
  slot.first = piece;
}

void Index::put(std::uint64_t key, const Entry& entry, std::size_t depth) {
  Slot* slot = &find_or_make(key);
  while (slot->count == divided && depth < divisions) {
    key = child(key, entry.refine[depth++]);
    slot = &find_or_make(key);
  }
  if (slot->count == 0)
    slot->first = take_piece(1);
  else if (std::has_single_bit(slot->count))
    move_block(*slot, slot->count, 2 * slot->count);
  entries_[slot->first + slot->count] = entry;
  ++slot->count;
  if (slot->count <= largest_) return;
  if (depth < divisions)
    divide(key, depth);
  else if (slot->count == 4 * largest_ + 1)
    ++cut_short_;
}

void Index::divide(std::uint64_t key, std::size_t depth) {
  Slot& whole = find_or_make(key);
  const auto first = entries_.begin() + whole.first;
  const std::vector<Entry> block(first, first + whole.count);
  give_back(whole.first, std::bit_ceil(whole.count));
  whole.count = divided;
  for (const Entry& each : block) put(child(key, each.refine[depth]), each, depth + 1);
}

void Index::add(std::uint32_t subject, const Key& key) { put(key.key, {subject, key.refine}, 0); }

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
  const auto first = entries_.begin() + slot.first, end = first + slot.count;
  const auto entry =
      std::find_if(first, end, [&](const Entry& each) { return each.subject == subject; });
  if (entry == end) return;
  std::copy(entry + 1, end, entry);
  if (slot.count == 4 * largest_ + 1) --cut_short_;
  --slot.count;
  if (slot.count == 0)
    give_back(slot.first, 1);
  else if (std::has_single_bit(slot.count))
    move_block(slot, 2 * slot.count, slot.count);
}

}  // namespace trellis::matching
