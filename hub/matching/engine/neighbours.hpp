#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "hub/base/large_array.hpp"
#include "hub/matching/engine/pieces.hpp"

namespace trellis::matching {

// A subject that looks like the same child as another; gone where its version has changed.
struct Neighbour {
  std::uint32_t place = 0;
  std::uint32_t version = 0;
};

// The neighbours of each place, as far as they were found since names last changed their weight.
// Not shared.
class NeighbourLists {
 public:
  void forget_all() { ++epoch_; }
  bool has(std::uint32_t place) const {
    return place < lists_.size() && lists_[place].epoch == epoch_;
  }
  std::span<const Neighbour> of(std::uint32_t place) const;  // empty where there is no list
  // A list that is longer than any group can be is not kept.
  void put(std::uint32_t place, const std::vector<Neighbour>& neighbours);
  void add(std::uint32_t place, Neighbour neighbour);  // where there is a list
  void drop(std::uint32_t place);

  template <typename Visit>
  void each_part(Visit& visit) {
    visit(lists_);
    pieces_.each_part(visit);
    visit(epoch_);
  }

 private:
  struct List {
    std::uint32_t first = 0, count = 0;  // of `pieces_`
    std::uint32_t epoch = 0;             // in which it was found
  };

  LargeArray<List> lists_;
  Pieces<Neighbour> pieces_;
  std::uint32_t epoch_ = 1;        // how often names changed their weight
  std::vector<Neighbour> longer_;  // kept for its memory
};

}  // namespace trellis::matching
