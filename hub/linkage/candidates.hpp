#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hub/base/large_array.hpp"
#include "hub/linkage/equal_rows.hpp"
#include "hub/linkage/key_parts.hpp"
#include "hub/linkage/records.hpp"

namespace trellis::linkage {

// Which records are worth comparing: those that share a key. A key is made of parts of a record
// that two records of one person often agree on; each of them survives other damage.
class Candidates {
 public:
  struct Key {
    std::string name;
    Ingredients of = 0;
    std::size_t refined = 0, left = 0;  // blocks that were too large: split further, or given up
    std::size_t records_left = 0;       // in those that were given up
  };

  // `most` records share a block; larger ones are split by more of what their records say. Records
  // that are repeated have no keys of their own.
  Candidates(const Records& records, const EqualRows& equal, std::size_t most, std::size_t threads);

  // Appends the records after `record` that share a key with it, each once, in their order.
  void after(std::uint32_t record, std::vector<std::uint32_t>& found) const;
  // The pairs of the records from `from` and before `to` with those after them that share a key,
  // each once, in their order.
  std::vector<Pair> pairs(std::uint32_t from, std::uint32_t to) const;
  // Which key found a pair first.
  std::string key_of(std::uint32_t a, std::uint32_t b) const;
  // Appends the places in keys() of all keys that find a pair.
  void keys_of(std::uint32_t a, std::uint32_t b, std::vector<std::size_t>& shared) const;
  std::vector<Key> keys() const;
  // Keys that tell too little of this table: most records would share blocks that are too large.
  const std::vector<std::string>& unused() const { return unused_; }
  // Records that no key is made of: they are compared with nobody.
  std::size_t without_key() const { return without_key_; }

 private:
  // One key; its blocks of at least two records are chains in `next_`.
  struct Table {
    Key key;
    std::uint32_t first = 0;  // of its columns
    std::uint32_t slots = 1;  // values of the key that one record may have
  };
  struct Made {
    Table table;
    bool tells_too_little = false;
    std::vector<bool> has_key;        // by record
    std::vector<std::uint32_t> next;  // by record, then slot
  };
  class Blocks;
  class Followers;

  // A record, and which of its slots is in a block: 27 bits and 5.
  static constexpr unsigned bits_of_record = 27;
  static_assert(most_records == std::size_t{1} << bits_of_record);
  static constexpr std::uint32_t place_of(std::uint32_t record, std::uint32_t slot) {
    return slot << bits_of_record | record;
  }
  static constexpr std::uint32_t record_in(std::uint32_t place) {
    return place & ((1U << bits_of_record) - 1);
  }
  const std::uint32_t* row_of(std::uint32_t record) const {
    return next_.data() + std::size_t{record} * columns_;
  }
  const std::uint32_t& next_of(std::uint32_t place, std::uint32_t first) const {
    return next_[std::size_t{record_in(place)} * columns_ + first + (place >> bits_of_record)];
  }
  bool is_shared(const Table& table, std::uint32_t a, std::uint32_t b) const;

  // By record, then column: the place of the next record in the block; 0: there is none.
  LargeArray<std::uint32_t> next_;
  std::uint32_t columns_ = 0;
  std::vector<Table> tables_;
  std::vector<std::string> unused_;
  std::size_t without_key_ = 0;
};

}  // namespace trellis::linkage
