#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace first_hour {

// splitmix64 (Steele, Lea, Flood 2014): the same numbers with every compiler and library.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  // A stream of its own for one person and one purpose, so that adding a draw in one file changes
  // no other file.
  static Random of(std::uint64_t seed, std::uint64_t subject, std::uint64_t purpose) {
    Random mixer(seed ^ (subject * 0x9E3779B97F4A7C15ULL) ^ (purpose << 48U));
    return Random(mixer.next());
  }

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
  }
  int below(int limit) { return static_cast<int>(next() % static_cast<std::uint64_t>(limit)); }
  int between(int low, int high) { return low + below(high - low + 1); }
  bool percent(int chance) { return below(100) < chance; }

  template <typename T, std::size_t N>
  const T& pick(std::span<T, N> from) {
    return from[static_cast<std::size_t>(below(static_cast<int>(from.size())))];
  }
  // Early entries far more often, as names are in the world.
  template <typename T, std::size_t N>
  const T& pick_common(std::span<T, N> from) {
    const int size = static_cast<int>(from.size());
    const int a = below(size);
    const int b = below(size);
    return from[static_cast<std::size_t>(a < b ? a : b)];
  }

 private:
  std::uint64_t state_;
};

}  // namespace first_hour
