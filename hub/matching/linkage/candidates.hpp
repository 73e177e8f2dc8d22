#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "hub/matching/linkage/records.hpp"

namespace trellis::matching::linkage {

// Which records are worth comparing: those that share a key. A key is made of parts of a record
// that two records of one person often agree on; each of them survives other damage.
class Candidates {
 public:
  struct Key {
    std::string name;
    std::uint64_t pairs = 0;            // that only this key and later ones found
    std::size_t refined = 0, left = 0;  // blocks that were too large: split further, or given up
  };

  // `most` records share a block; larger ones are split by more of what their records say.
  Candidates(const Records& records, std::size_t most);

  // Calls `take(a, b)` once for each pair, in an order that is always the same. `part` of `parts`:
  // several threads may each take a part.
  template <typename Take>
  void each(std::size_t part, std::size_t parts, Take&& take) const {
    for (std::size_t k = 0; k < tables_.size(); ++k) {
      const Table& table = tables_[k];
      for (const auto& [from, to] : table.blocks) {
        const std::uint32_t hash = table.hashes[table.order[from]];
        if (parts > 1 && hash / 2 % parts != part) continue;
        for (std::size_t i = from; i < to; ++i) {
          const std::uint32_t a = table.order[i] / table.slots;
          for (std::size_t j = i + 1; j < to; ++j) {
            const std::uint32_t b = table.order[j] / table.slots;
            if (a != b && is_first_shared(a, b, k, hash)) take(a, b);
          }
        }
      }
    }
  }

  // Which key found a pair first.
  std::string key_of(std::uint32_t a, std::uint32_t b) const;
  const std::vector<Key>& keys() const { return keys_; }

 private:
  // One key: each record has `slots` hashes, 0 where it has fewer values.
  struct Table {
    std::uint32_t slots = 1;
    std::vector<std::uint32_t> hashes;  // by record and slot
    std::vector<std::uint32_t> order;   // places of `hashes` in the order of what stands there
    std::vector<std::pair<std::uint32_t, std::uint32_t>> blocks;  // within the order
  };

  bool add_key(const std::string& name, Table table);
  void refine(Table& table, Key& key) const;

  // Is this the first key, and within it the least hash, that the two share?
  bool is_first_shared(std::uint32_t a, std::uint32_t b, std::size_t key,
                       std::uint32_t hash) const {
    for (std::size_t k = 0; k < key; ++k)
      if (least_shared(tables_[k], a, b) != 0) return false;
    return tables_[key].slots == 1 || least_shared(tables_[key], a, b) == hash;
  }
  static std::uint32_t least_shared(const Table& table, std::uint32_t a, std::uint32_t b) {
    if (table.slots == 1) return table.hashes[a] == table.hashes[b] ? table.hashes[a] : 0;
    std::uint32_t least = 0;
    for (std::uint32_t i = 0; i < table.slots; ++i) {
      const std::uint32_t hash = table.hashes[a * table.slots + i];
      if (hash == 0) continue;
      for (std::uint32_t j = 0; j < table.slots; ++j)
        if (table.hashes[b * table.slots + j] == hash && (least == 0 || hash < least)) least = hash;
    }
    return least;
  }

  const Records& records_;
  std::size_t most_;
  std::vector<Key> keys_;
  std::vector<Table> tables_;
};

}  // namespace trellis::matching::linkage
