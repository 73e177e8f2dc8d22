#pragma once

#include <array>
#include <bit>
#include <cassert>
#include <cstdint>
#include <cstring>

#include "hub/base/large_array.hpp"

namespace trellis::matching {

// Runs of values in one array. One that is given back is given out again to who needs its size;
// until then it holds the place of the next such one.
template <typename Value>
class Pieces {
  static_assert(sizeof(Value) >= sizeof(std::uint32_t));

 public:
  Pieces() { free_.fill(none); }

  std::uint32_t take(std::size_t size) {
    std::uint32_t& free = free_[class_of(size)];
    if (free == none) {
      const std::size_t piece = values_.size();
      assert(piece + room(size) < none && "there is no number for it");
      values_.resize(piece + room(size));
      return static_cast<std::uint32_t>(piece);
    }
    const std::uint32_t piece = free;
    std::memcpy(&free, &values_[piece], sizeof free);
    return piece;
  }
  void give_back(std::uint32_t piece, std::size_t size) {
    std::uint32_t& free = free_[class_of(size)];
    std::memcpy(static_cast<void*>(&values_[piece]), &free, sizeof free);
    free = piece;
  }
  Value* at(std::uint32_t piece) { return &values_[piece]; }
  const Value* at(std::uint32_t piece) const { return &values_[piece]; }

  template <typename Visit>
  void each_part(Visit& visit) {
    visit(values_);
    visit(free_);
  }

 private:
  static constexpr std::uint32_t none = 0xFFFFFFFF;
  static constexpr std::size_t most_exact = 64;  // larger ones are powers of two

  static std::size_t room(std::size_t size) {
    return size <= most_exact ? size : std::bit_ceil(size);
  }
  static std::size_t class_of(std::size_t size) {
    return size <= most_exact ? size
                              : most_exact + static_cast<std::size_t>(std::bit_width(size - 1));
  }

  LargeArray<Value> values_;
  std::array<std::uint32_t, most_exact + 33> free_;  // the first of each size; it names the next
};

}  // namespace trellis::matching
