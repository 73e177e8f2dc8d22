#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hub/matching/linkage/key_parts.hpp"
#include "hub/matching/linkage/records.hpp"

namespace trellis::matching::linkage {

// Which records are worth comparing: those that share a key. A key is made of parts of a record
// that two records of one person often agree on; each of them survives other damage.
class Candidates {
 public:
  struct Key {
    std::string name;
    Ingredients of = 0;
    std::size_t refined = 0, left = 0;  // blocks that were too large: split further, or given up
  };

  // `most` records share a block; larger ones are split by more of what their records say.
  Candidates(const Records& records, std::size_t most, std::size_t threads);

  // Appends the records after `record` that share a key with it, each once, in their order.
  void after(std::uint32_t record, std::vector<std::uint32_t>& found) const;
  // Which key found a pair first.
  std::string key_of(std::uint32_t a, std::uint32_t b) const;
  // Appends the places in keys() of all keys that find a pair.
  void keys_of(std::uint32_t a, std::uint32_t b, std::vector<std::size_t>& shared) const;
  std::vector<Key> keys() const;
  // Keys that tell too little of this table: most records would share blocks that are too large.
  const std::vector<std::string>& unused() const { return unused_; }

 private:
  class Blocks;
  static constexpr std::size_t most_columns = 256;  // far more than recipes make

  // One key and its blocks of at least two records.
  struct Table {
    Key key;
    bool tells_too_little = false;
    std::uint32_t slots = 1;               // values of the key that one record may have
    std::vector<std::uint32_t> block_of;   // by record, then slot: its place in `blocks`; 0: none
    std::vector<std::uint32_t> blocks{0};  // each a count, then as many records in their order

    bool is_shared(std::uint32_t a, std::uint32_t b) const;
  };

  std::vector<Table> tables_;
  std::vector<std::string> unused_;
};

}  // namespace trellis::matching::linkage
