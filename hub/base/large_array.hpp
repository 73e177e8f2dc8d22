#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <type_traits>

namespace trellis {

struct LargeMemoryRelease {
  std::size_t mapped = 0;  // bytes; 0: from the heap
  void operator()(std::byte* memory) const;
};

// Memory of which any place may be read at any time: large pages where the system has them, so that
// finding a place takes one look-up less. Not initialised.
class LargeMemory {
 public:
  LargeMemory() = default;
  explicit LargeMemory(std::size_t bytes);
  // The bytes of an open file from `offset` on, a multiple of 4096; the system reads them as they
  // are used. What is written stays in memory. Some room follows them. Empty where it fails.
  static LargeMemory of_file(int file, std::uint64_t offset, std::size_t bytes);

  std::byte* data() const { return memory_.get(); }
  std::size_t size() const { return size_; }

 private:
  std::unique_ptr<std::byte[], LargeMemoryRelease> memory_;
  std::size_t size_ = 0;
};

// A vector of plain values in such memory.
template <typename Value>
class LargeArray {
  static_assert(std::is_trivially_copyable_v<Value>);

 public:
  LargeArray() = default;
  explicit LargeArray(std::size_t count) { resize(count); }
  // Of values that stand at the start of `memory`.
  LargeArray(LargeMemory memory, std::size_t count) : memory_(std::move(memory)), size_(count) {}

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  Value* data() { return values(); }
  const Value* data() const { return values(); }
  Value& operator[](std::size_t at) { return values()[at]; }
  const Value& operator[](std::size_t at) const { return values()[at]; }
  Value* begin() { return values(); }
  Value* end() { return values() + size_; }
  const Value* begin() const { return values(); }
  const Value* end() const { return values() + size_; }

  void push_back(Value value) {
    make_room(size_ + 1);
    values()[size_++] = value;
  }
  void resize(std::size_t count, Value value = {}) {
    make_room(count);
    if (count > size_) std::fill(values() + size_, values() + count, value);
    size_ = count;
  }
  void swap(LargeArray& other) {
    std::swap(memory_, other.memory_);
    std::swap(size_, other.size_);
  }

 private:
  Value* values() const { return reinterpret_cast<Value*>(memory_.data()); }
  void make_room(std::size_t count) {
    const std::size_t room = memory_.size() / sizeof(Value);
    if (count <= room) return;
    LargeMemory larger(std::max(count, 2 * room) * sizeof(Value));
    std::copy(begin(), end(), reinterpret_cast<Value*>(larger.data()));
    memory_ = std::move(larger);
  }

  LargeMemory memory_;
  std::size_t size_ = 0;
};

}  // namespace trellis
