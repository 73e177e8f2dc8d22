#include "hub/matching/engine/neighbours.hpp"

#include <algorithm>
#include <bit>

namespace trellis::matching {
namespace {

constexpr std::size_t longest = 256;

}  // namespace

std::span<const Neighbour> NeighbourLists::of(std::uint32_t place) const {
  if (!has(place) || lists_[place].count == 0) return {};
  return {pieces_.at(lists_[place].first), lists_[place].count};
}

void NeighbourLists::put(std::uint32_t place, const std::vector<Neighbour>& neighbours) {
  drop(place);
  if (neighbours.size() > longest) return;
  if (place >= lists_.size()) lists_.resize(place + 1);
  List& list = lists_[place];
  list.epoch = epoch_;
  if (neighbours.empty()) return;
  list.count = static_cast<std::uint32_t>(neighbours.size());
  list.first = pieces_.take(std::bit_ceil(list.count));
  std::copy(neighbours.begin(), neighbours.end(), pieces_.at(list.first));
}

void NeighbourLists::add(std::uint32_t place, Neighbour neighbour) {
  if (!has(place)) return;
  const auto known = of(place);
  longer_.assign(known.begin(), known.end());
  longer_.push_back(neighbour);
  put(place, longer_);
}

void NeighbourLists::drop(std::uint32_t place) {
  if (place >= lists_.size()) return;
  List& list = lists_[place];
  if (list.count > 0) pieces_.give_back(list.first, std::bit_ceil(list.count));
  list = {};
}

}  // namespace trellis::matching
