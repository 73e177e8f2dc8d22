#include "hub/linkage/lexicon.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>

namespace trellis::linkage {
namespace {

std::uint32_t hash_of(std::string_view text) {
  const std::uint64_t hash = std::hash<std::string_view>{}(text);
  return static_cast<std::uint32_t>(hash ^ hash >> 32U);
}

}  // namespace

std::uint32_t Lexicon::put(std::string_view text) {
  if (text.empty()) return 0;
  make_room(1);
  return put(text, hash_of(text));
}

void Lexicon::put(std::span<const std::string_view> texts, std::vector<std::uint32_t>& codes) {
  codes.resize(texts.size());
  constexpr std::size_t together = 32;
  for (std::size_t from = 0; from < texts.size(); from += together) {
    const std::size_t count = std::min(together, texts.size() - from);
    make_room(count);
    const std::size_t mask = slots_.size() - 1;
    std::array<std::uint32_t, together> hashes;
    for (std::size_t i = 0; i < count; ++i) {
      hashes[i] = hash_of(texts[from + i]);
      __builtin_prefetch(&slots_[hashes[i] & mask]);
    }
    for (std::size_t i = 0; i < count; ++i)
      __builtin_prefetch(&texts_[slots_[hashes[i] & mask].code]);
    for (std::size_t i = 0; i < count; ++i)
      __builtin_prefetch(texts_[slots_[hashes[i] & mask].code].data());
    for (std::size_t i = 0; i < count; ++i)
      codes[from + i] = texts[from + i].empty() ? 0 : put(texts[from + i], hashes[i]);
  }
}

std::uint32_t Lexicon::put(std::string_view text, std::uint32_t hash) {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    Slot& slot = slots_[at];
    if (slot.code == 0) {
      slot = {hash, static_cast<std::uint32_t>(texts_.size())};
      auto* kept = static_cast<char*>(letters_->allocate(text.size(), 1));
      std::memcpy(kept, text.data(), text.size());
      texts_.emplace_back(kept, text.size());
      return slot.code;
    }
    if (slot.hash == hash && texts_[slot.code] == text) return slot.code;
  }
}

void Lexicon::make_room(std::size_t texts) {
  if (2 * (texts_.size() + texts) <= slots_.size()) return;
  std::vector<Slot> larger(slots_.size() * 2);
  const std::size_t mask = larger.size() - 1;
  for (const Slot& slot : slots_) {
    if (slot.code == 0) continue;
    std::size_t at = slot.hash & mask;
    while (larger[at].code != 0) at = (at + 1) & mask;
    larger[at] = slot;
  }
  slots_.swap(larger);
}

}  // namespace trellis::linkage
