#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "hub/base/digest.hpp"
#include "hub/base/large_array.hpp"
#include "hub/base/result.hpp"

namespace trellis::matching {

// Plain values and arrays as they stand in memory, in a file. Only who gives the same mark reads
// them again: a mark says which program wrote what of them. Not for another machine.
class SnapshotWriter {
 public:
  SnapshotWriter(std::string file, const Digest& mark);  // readable by its owner only
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

// Arrays are mapped: the system reads what is used of them.
class SnapshotReader {
 public:
  SnapshotReader(const std::string& file, const Digest& mark);
  ~SnapshotReader();
  SnapshotReader(const SnapshotReader&) = delete;
  SnapshotReader& operator=(const SnapshotReader&) = delete;

  template <typename Value>
  void operator()(LargeArray<Value>& array) {
    const std::size_t count = next(sizeof(Value));
    array = {memory(count * sizeof(Value)), count};
  }
  template <typename Value>
  void operator()(Value& value) {
    static_assert(std::is_trivially_copyable_v<Value>);
    if (next(sizeof(Value)) == 1) read(&value, sizeof value);
  }
  // All that was asked for was there, and nothing else. Otherwise what was read is worth nothing.
  bool is_whole() const { return open_ >= 0 && at_ == size_; }

 private:
  std::size_t next(std::size_t size);  // how many values of that size follow
  LargeMemory memory(std::size_t bytes);
  void read(void* bytes, std::size_t size);
  void give_up();

  int open_ = -1;  // -1: there is nothing, or nothing that can be read
  std::uint64_t at_ = 0, size_ = 0;
};

}  // namespace trellis::matching
