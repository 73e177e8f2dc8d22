#include "hub/matching/engine/index.hpp"

#include <bit>

namespace trellis::matching {
namespace {

// A piece holds how many there are, and them.
std::size_t piece_for(std::size_t subjects) { return std::bit_ceil(subjects + 1); }

}  // namespace

Index::Index(std::uint32_t largest, KeysAgain keys_again)
    : largest_(largest), keys_again_(std::move(keys_again)), slots_(1024) {}

std::uint32_t Index::child(std::uint32_t key, std::uint32_t refinement) {
  std::uint64_t mixed = (std::uint64_t{key} << 32U | refinement) * 0xff51afd7ed558ccdULL;
  mixed ^= mixed >> 29U;
  mixed *= 0xc4ceb9fe1a85ec53ULL;
  return std::max(1U, static_cast<std::uint32_t>(mixed >> 32U));
}

const Index::Slot* Index::find(std::uint32_t key) const {
  for (std::size_t at = key & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
    if (slots_[at].key == key) return &slots_[at];
    if (slots_[at].key == 0) return nullptr;
  }
}

Index::Slot& Index::find_or_make(std::uint32_t key) {
  if (totals_.used_slots * 4 > slots_.size() * 3) grow();
  std::size_t at = key & (slots_.size() - 1);
  while (slots_[at].key != 0 && slots_[at].key != key) at = (at + 1) & (slots_.size() - 1);
  if (slots_[at].key == 0) {
    slots_[at].key = key;
    ++totals_.used_slots;
  }
  return slots_[at];
}

void Index::grow() {
  LargeArray<Slot> smaller(slots_.size() * 2);
  smaller.swap(slots_);
  for (const Slot& slot : smaller) {
    if (slot.key == 0) continue;
    std::size_t at = slot.key & (slots_.size() - 1);
    while (slots_[at].key != 0) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = slot;
  }
}

// A block moves to another piece where its own is too small, or twice as large as need be.
void Index::change(Slot& slot, std::span<const std::uint32_t> subjects) {
  const std::uint32_t only = slot.standing.subject();
  const std::size_t before = subjects_in(slot.standing, only).size();
  const bool has_piece = before > 1, needs_piece = subjects.size() > 1;
  const std::size_t size = needs_piece ? piece_for(subjects.size()) : 0;
  if (has_piece && (!needs_piece || size != piece_for(before)))
    blocks_.give_back(slot.standing.first(), piece_for(before));
  if (!needs_piece) {
    slot.standing = subjects.empty() ? Standing() : Standing::one(subjects[0]);
    return;
  }
  if (!has_piece || size != piece_for(before)) slot.standing = Standing::block(blocks_.take(size));
  std::uint32_t* const block = blocks_.at(slot.standing.first());
  *block = static_cast<std::uint32_t>(subjects.size());
  std::copy(subjects.begin(), subjects.end(), block + 1);
}

void Index::put(std::uint32_t key, std::uint32_t subject, const Key& whole, std::size_t depth) {
  Slot* slot = &find_or_make(key);
  while (slot->standing.is_divided()) {
    if (depth == deepest) return;
    key = child(key, refinement_of(whole, depth++));
    slot = &find_or_make(key);
  }
  const std::uint32_t only = slot->standing.subject();
  const auto before = subjects_in(slot->standing, only);
  if (!before.empty() && before.back() == subject) return;
  const std::size_t count = before.size() + 1;
  if (before.size() > 1 && piece_for(count) == piece_for(before.size())) {
    std::uint32_t* const block = blocks_.at(slot->standing.first());
    block[count] = subject;
    *block = static_cast<std::uint32_t>(count);
  } else {
    changed_.assign(before.begin(), before.end());
    changed_.push_back(subject);
    change(*slot, changed_);
  }
  if (count <= largest_) return;
  if (depth < divisions)
    divide(key);
  else if (count == 4 * largest_ + 1)
    ++totals_.cut_short;
}

void Index::divide(std::uint32_t key) {
  Slot& slot = find_or_make(key);
  const std::uint32_t only = slot.standing.subject();
  const auto before = subjects_in(slot.standing, only);
  const std::vector<std::uint32_t> block(before.begin(), before.end());
  change(slot, {});
  slot.standing = Standing::divided();
  std::vector<Key> keys;
  for (const std::uint32_t subject : block) {
    keys.clear();
    keys_again_(subject, keys);
    for (const Key& each : keys) {
      std::uint32_t part = each.key;
      for (std::size_t depth = 0; depth < deepest; ++depth) {
        const Slot* const on_path = find(part);
        if (on_path == nullptr || !on_path->standing.is_divided()) break;
        const std::uint32_t next = child(part, refinement_of(each, depth));
        if (part == key) put(next, subject, each, depth + 1);
        part = next;
      }
    }
  }
}

void Index::remove(std::uint32_t subject, const Key& key) {
  std::uint32_t part = key.key;
  const Slot* found = find(part);
  for (std::size_t depth = 0; found != nullptr && found->standing.is_divided() && depth < deepest;
       ++depth) {
    part = child(part, refinement_of(key, depth));
    found = find(part);
  }
  if (found == nullptr || found->standing.is_divided()) return;
  Slot& slot = find_or_make(part);
  const std::uint32_t only = slot.standing.subject();
  const auto before = subjects_in(slot.standing, only);
  changed_.assign(before.begin(), before.end());
  if (std::erase(changed_, subject) == 0) return;
  if (changed_.size() == 4 * largest_) --totals_.cut_short;
  change(slot, changed_);
}

}  // namespace trellis::matching
