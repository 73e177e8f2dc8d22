#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "hub/linkage/clusters.hpp"
#include "hub/linkage/records.hpp"

namespace trellis::linkage {

// Records that are equal in all that is compared, and whose name and birth date say who it is: one
// record with a count. Others that are equal stay as many as they are.
class EqualRows {
 public:
  EqualRows() = default;
  explicit EqualRows(const Records& records);

  // The first of those that a record is equal to: itself where nobody before is.
  std::uint32_t first_of(std::uint32_t record) const {
    return first_.empty() ? record : first_[record];
  }
  bool is_repeated(std::uint32_t record) const { return first_of(record) != record; }
  std::size_t repeated() const { return repeated_; }  // how many stand for one before

  // Somebody says that two of them are two people: they are weighed like all others.
  void part(std::uint32_t record);
  // Pairs of rows for which a pair stands: a record and one that it is repeated by stands for all
  // that the latter makes.
  double pairs_for(const Edge& edge) const;
  // What a pair of firsts counts for where the table is learned from; a first with itself: the
  // pairs of those who are equal to it. Of many equal ones only a few teach.
  double weight_of(std::uint32_t a, std::uint32_t b) const;

 private:
  std::vector<std::uint32_t> first_;    // by record; empty where nobody is repeated
  std::vector<std::uint32_t> ordinal_;  // by record: how many before are equal to it
  std::vector<std::uint32_t> count_;    // by the first of them
  std::size_t repeated_ = 0;
};

}  // namespace trellis::linkage
