#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace trellis::linkage {

// Two records, the first one first, and the evidence that they are one person, in bits.
struct Edge {
  std::uint32_t a = 0;
  std::uint32_t b = 0;
  float bits = 0;
  bool is_someone_else = false;  // explained: a twin, a sibling, a namesake
  bool is_decided = false;       // by a person: obeyed, whatever else speaks against it
  bool are_twins = false;        // by their looks: no third brings them together
};

struct ClusterRules {
  float most = 16;             // bits that one pair may bring for
  float least = -1;            // and against: what differs may be damaged
  float least_of_others = -8;  // and where it is explained by someone else
  float absent = -0.5F;        // what a pair counts that was not worth comparing
  float join_at = 2;           // mean bits between two clusters that make them one
};

// What no evidence can bring together; by record, or empty.
struct Constraints {
  std::vector<std::uint32_t> lists;    // no list has anyone twice
  std::vector<std::uint32_t> numbers;  // that one person alone has; 0: none is known

  bool are_of_one_list(std::uint32_t a, std::uint32_t b) const {
    return !lists.empty() && lists[a] == lists[b];
  }
  bool have_two_numbers(std::uint32_t a, std::uint32_t b) const {
    return !numbers.empty() && numbers[a] != 0 && numbers[b] != 0 && numbers[a] != numbers[b];
  }
};

// The cluster of each record: best pairs first, two clusters become one while the mean over all
// their pairs speaks for it, pairs without an edge counted against it; then records move to where
// they fit better. The number of a cluster is that of its first record. The same for edges in any
// order.
std::vector<std::uint32_t> cluster(std::uint32_t records, std::span<const Edge> edges,
                                   const ClusterRules& rules, const Constraints& constraints = {},
                                   std::size_t threads = 1);

std::size_t count_clusters(const std::vector<std::uint32_t>& clusters);

}  // namespace trellis::linkage
