#pragma once

#include <cstddef>
#include <vector>

#include "hub/base/id.hpp"

// How many children they are, where some questions are open.
namespace trellis::matching {

struct OpenQuestion {
  ChildId one, other;
  double same = 0;  // how likely the two are one, 0 to 1
};

struct ChildCount {
  std::size_t as_linked = 0;
  double expected = 0;        // open questions counted by their probability
  std::size_t as_one = 0;     // where every question that can be is answered by "one child"
  std::size_t questions = 0;  // between two children, each two once
};

// The most likely questions first. Groups of children are joined only where each of the one is in
// question with each of the other: a child that could be either of two, whom nothing shows to be
// one, is at most one of them. So no group of questions counts for more joins than it has children
// to spare.
ChildCount count_children(std::size_t as_linked, std::vector<OpenQuestion> questions);

}  // namespace trellis::matching
