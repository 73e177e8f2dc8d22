#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace trellis::matching::linkage {

// Two records and the evidence that they are one person, in bits.
struct Edge {
  std::uint32_t a = 0;
  std::uint32_t b = 0;
  float bits = 0;
  bool is_someone_else = false;  // explained: a twin, a sibling, a namesake
};

struct ClusterRules {
  float most = 16;             // bits that one pair may bring for
  float least = -1;            // and against: what differs may be damaged
  float least_of_others = -8;  // and where it is explained by someone else
  float absent = -0.5F;        // what a pair counts that was not worth comparing
  float join_at = 2;           // mean bits between two clusters that make them one
};

// The cluster of each record: best pairs first, two clusters become one while the mean over all
// their pairs speaks for it, pairs without an edge counted against it; then records move to where
// they fit better. The number of a cluster is that of its first record. The same for edges in any
// order.
// `lists`: which list each record is of, where no list has anyone twice; empty: any may.
std::vector<std::uint32_t> cluster(std::uint32_t records, std::vector<Edge> edges,
                                   const ClusterRules& rules,
                                   const std::vector<std::uint32_t>& lists = {});

std::size_t count_clusters(const std::vector<std::uint32_t>& clusters);

}  // namespace trellis::matching::linkage
