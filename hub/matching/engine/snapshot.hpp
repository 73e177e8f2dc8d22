#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "hub/base/digest.hpp"
#include "hub/base/large_array.hpp"
#include "hub/base/result.hpp"

namespace trellis::matching {

// Plain values and arrays as they stand in memory, in a file, each with its digest. Only who gives
// the same mark reads them again: a mark says which program wrote what of them. Not for another
// kind of machine.
class SnapshotWriter {
 public:
  // A new file, readable by its owner only.
  SnapshotWriter(std::string file, const Digest& mark);
  ~SnapshotWriter();
  SnapshotWriter(const SnapshotWriter&) = delete;
  SnapshotWriter& operator=(const SnapshotWriter&) = delete;

  template <typename Value>
  void operator()(const LargeArray<Value>& array) {
    put(array.begin(), sizeof(Value), array.size());
  }
  template <typename Value>
  void operator()(const Value& value) {
    static_assert(std::is_trivially_copyable_v<Value>);
    put(&value, sizeof(Value), 1);
  }
  Status finish();  // on the disk, whole

 private:
  void put(const void* values, std::size_t size, std::size_t count);
  void write(const void* bytes, std::size_t size);

  std::string file_;
  int open_ = -1;
  int fault_ = 0;  // the first errno
};

// Arrays are mapped, so that they need no memory of their own until they are changed.
class SnapshotReader {
 public:
  SnapshotReader(const std::string& file, const Digest& mark);
  ~SnapshotReader();
  SnapshotReader(const SnapshotReader&) = delete;
  SnapshotReader& operator=(const SnapshotReader&) = delete;

  template <typename Value>
  void operator()(LargeArray<Value>& array) {
    const Part part = next(sizeof(Value));
    LargeMemory memory = map(part);
    const std::size_t count = memory.data() == nullptr ? 0 : part.count;
    array = {std::move(memory), count};
  }
  template <typename Value>
  void operator()(Value& value) {
    static_assert(std::is_trivially_copyable_v<Value>);
    LargeArray<Value> one;
    (*this)(one);
    if (one.size() == 1) value = one[0];
  }
  // All that was asked for was there, undamaged, and nothing else. Otherwise what was read is worth
  // nothing.
  bool is_whole() const { return open_ >= 0 && at_ == size_; }

 private:
  struct Part {
    std::uint64_t value_size = 0, count = 0;
    Digest digest{};
  };
  friend class SnapshotWriter;

  Part next(std::size_t size);  // none where it is of values of another size
  LargeMemory map(const Part& part);
  void read(void* bytes, std::size_t size);
  void give_up();

  int open_ = -1;  // -1: there is nothing, or nothing that can be read
  std::uint64_t at_ = 0, size_ = 0;
};

}  // namespace trellis::matching
