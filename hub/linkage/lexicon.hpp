#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <memory_resource>
#include <span>
#include <string_view>
#include <vector>

namespace trellis::linkage {

// Texts as numbers from 1, so that comparing equal ones costs nothing; 0 is no text. Filled by one
// thread, then read by any.
class Lexicon {
 public:
  std::uint32_t put(std::string_view text);
  // Many at once, which is faster: what they need of memory is fetched ahead.
  void put(std::span<const std::string_view> texts, std::vector<std::uint32_t>& codes);
  std::string_view text(std::uint32_t code) const { return texts_[code]; }
  std::size_t size() const { return texts_.size(); }  // codes are below it

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t code = 0;  // 0: free
  };

  std::uint32_t put(std::string_view text, std::uint32_t hash);
  void make_room(std::size_t texts);

  std::vector<Slot> slots_ = std::vector<Slot>(64);  // open addressing; a power of two
  std::vector<std::string_view> texts_{std::string_view()};
  std::unique_ptr<std::pmr::monotonic_buffer_resource> letters_ =
      std::make_unique<std::pmr::monotonic_buffer_resource>();
};

// Remembers how two codes compare. Any thread may ask and tell; the newest wins a place.
class PairMemory {
 public:
  explicit PairMemory(unsigned bits = 20)
      : places_(std::make_unique<std::atomic<std::uint64_t>[]>(std::size_t{1} << bits)),
        mask_((std::uint64_t{1} << bits) - 1) {}

  // `compare` is called where the pair is not known; its answer is below 256.
  template <typename Compare>
  std::uint8_t level(std::uint32_t a, std::uint32_t b, Compare&& compare) const {
    if (a > b) std::swap(a, b);
    std::uint64_t key = (std::uint64_t{a} << 32U | b) * 0x9E3779B97F4A7C15ULL;
    key ^= key >> 29U;
    std::atomic<std::uint64_t>& place = places_[key & mask_];
    // 28 bits of each code, and the level.
    const std::uint64_t known =
        (std::uint64_t{a} & 0xFFFFFFF) << 36U | (std::uint64_t{b} & 0xFFFFFFF) << 8U;
    const std::uint64_t found = place.load(std::memory_order_relaxed);
    if ((found & ~std::uint64_t{0xFF}) == known && known != 0)
      return static_cast<std::uint8_t>(found);
    const std::uint8_t level = compare(a, b);
    place.store(known | level, std::memory_order_relaxed);
    return level;
  }

 private:
  std::unique_ptr<std::atomic<std::uint64_t>[]> places_;
  std::uint64_t mask_;
};

}  // namespace trellis::linkage
