#pragma once

#include <cstddef>
#include <cstdlib>
#include <new>
#include <sys/mman.h>
#include <vector>

namespace trellis {

// For arrays of which any place may be read at any time: asks the system for pages of 2 MiB, so
// that finding a place in memory takes one look-up less. A system that has none gives others.
template <typename Value>
struct LargePages {
  using value_type = Value;

  LargePages() = default;
  template <typename Other>
  LargePages(const LargePages<Other>&) {}

  Value* allocate(std::size_t count) {
    constexpr std::size_t page = std::size_t{1} << 21U;
    const std::size_t bytes = count * sizeof(Value);
    const bool is_large = bytes >= page;
    const std::size_t whole = (bytes + page - 1) / page * page;
    void* const memory = is_large ? std::aligned_alloc(page, whole) : std::malloc(bytes);
    if (memory == nullptr) throw std::bad_alloc();
    if (is_large) madvise(memory, whole, MADV_HUGEPAGE);
    return static_cast<Value*>(memory);
  }
  void deallocate(Value* memory, std::size_t) { std::free(memory); }
  bool operator==(const LargePages&) const { return true; }
};

template <typename Value>
using LargeVector = std::vector<Value, LargePages<Value>>;

}  // namespace trellis
