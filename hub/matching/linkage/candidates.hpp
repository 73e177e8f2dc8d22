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
    std::size_t refined = 0, left = 0;  // blocks that were too large: split further, or given up
  };

  // `most` records share a block; larger ones are split by more of what their records say.
  Candidates(const Records& records, std::size_t most, std::size_t threads);

  // Calls `take(a, b)` once for each pair, in an order that is always the same. `part` of `parts`:
  // several threads may each take a part.
  template <typename Take>
  void each(std::size_t part, std::size_t parts, Take&& take) const {
    for (std::size_t k = 0; k < tables_.size(); ++k) {
      const Table& table = tables_[k];
      for (const auto& [from, to] : table.blocks) {
        const std::uint32_t hash = hash_at(table, table.order[from]);
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
    std::uint32_t column = 0;          // the first of its columns of `matrix_`
    std::vector<std::uint32_t> order;  // places (record * slots + slot) in the order of hashes
    std::vector<std::pair<std::uint32_t, std::uint32_t>> blocks;  // within the order
  };

  std::uint32_t hash_at(const Table& table, std::uint32_t place) const {
    return matrix_[std::size_t{place / table.slots} * width_ + table.column + place % table.slots];
  }

  // Is this the first key, and within it the least hash, that the two share?
  bool is_first_shared(std::uint32_t a, std::uint32_t b, std::size_t key,
                       std::uint32_t hash) const {
    const std::uint32_t* left = &matrix_[std::size_t{a} * width_];
    const std::uint32_t* right = &matrix_[std::size_t{b} * width_];
    const Table& table = tables_[key];
    std::uint32_t shared = 0;
    for (std::uint32_t c = 0; c < table.column; ++c)
      shared |= static_cast<std::uint32_t>((left[c] == right[c]) & (left[c] != 0));
    if (shared != 0) return false;
    for (const std::size_t wide : wide_)
      if (wide < key && least_shared(tables_[wide], left, right) != 0) return false;
    return table.slots == 1 || least_shared(table, left, right) == hash;
  }
  static std::uint32_t least_shared(const Table& table, const std::uint32_t* left,
                                    const std::uint32_t* right) {
    std::uint32_t least = 0;
    for (std::uint32_t i = 0; i < table.slots; ++i) {
      const std::uint32_t hash = left[table.column + i];
      if (hash == 0) continue;
      for (std::uint32_t j = 0; j < table.slots; ++j)
        if (right[table.column + j] == hash && (least == 0 || hash < least)) least = hash;
    }
    return least;
  }

  std::vector<Key> keys_;
  std::vector<Table> tables_;
  std::vector<std::size_t> wide_;      // the keys with several slots
  std::vector<std::uint32_t> matrix_;  // hashes by record, then key and slot
  std::size_t width_ = 0;
};

}  // namespace trellis::matching::linkage
