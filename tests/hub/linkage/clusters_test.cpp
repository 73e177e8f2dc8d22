#include "hub/linkage/clusters.hpp"

#include <algorithm>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace trellis::linkage {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Eq;

constexpr ClusterRules rules;

TEST(Clusters, AreTheSameForEdgesInAnyOrder) {
  std::mt19937 random(7);
  std::vector<Edge> edges;
  for (std::uint32_t a = 0; a < 40; ++a)
    for (std::uint32_t b = a + 1; b < 40; ++b)
      if (random() % 4 == 0) {
        const bool is_same = a / 5 == b / 5;
        const float noise = static_cast<float>(random() % 100) / 10;
        edges.push_back({a, b, is_same ? noise : noise - 9.5F, false});
      }
  const auto expected = cluster(40, edges, rules);
  for (int round = 0; round < 20; ++round) {
    std::shuffle(edges.begin(), edges.end(), random);
    EXPECT_EQ(cluster(40, edges, rules), expected);
  }
}

// Edges in the order of their records are looked at for agreement; others are weighed.
TEST(Clusters, PairsThatAllAgreeAreOnePersonAsIfWeighed) {
  std::mt19937 random(8);
  constexpr std::uint32_t records = 3000;
  std::vector<Edge> edges;
  Constraints constraints{{}, std::vector<std::uint32_t>(records)};
  const auto below = [&](unsigned many) { return static_cast<std::uint32_t>(random() % many); };
  for (auto& number : constraints.numbers) number = below(20) == 0 ? below(2) + 1 : 0;
  for (std::uint32_t from = 0, size = 1; from + size < records; from += size) {
    size = below(6) + 1;
    for (std::uint32_t a = from; a < from + size; ++a)
      for (std::uint32_t b = a + 1; b < from + size; ++b)
        if (below(20) != 0)
          edges.push_back(
              {a, b, static_cast<float>(below(400)) / 20 + 1.5F, below(40) == 0, below(50) == 0});
  }
  Constraints lists;
  for (std::uint32_t record = 0; record < records; ++record) lists.lists.push_back(below(9));
  for (const Constraints& each : {Constraints{}, constraints, lists}) {
    const auto in_order = cluster(records, edges, rules, each);
    std::vector<Edge> mixed = edges;
    std::shuffle(mixed.begin(), mixed.end(), random);
    EXPECT_EQ(cluster(records, mixed, rules, each), in_order);
    EXPECT_LT(count_clusters(in_order), records / 2);
  }
}

TEST(Clusters, OneWrongEdgeDoesNotJoinTwoPeople) {
  std::vector<Edge> edges;
  for (const std::uint32_t first : {0u, 4u})
    for (std::uint32_t a = first; a < first + 4; ++a)
      for (std::uint32_t b = a + 1; b < first + 4; ++b) edges.push_back({a, b, 14, false});
  edges.push_back({0, 4, 9, false});
  EXPECT_THAT(cluster(8, edges, rules), ElementsAre(0, 0, 0, 0, 4, 4, 4, 4));
}

TEST(Clusters, SomeoneElseWeighsMoreThanDamage) {
  const std::vector<Edge> damaged = {{0, 1, 9, false}, {1, 2, 9, false}, {0, 2, -8, false}};
  EXPECT_THAT(cluster(3, damaged, rules), Each(Eq(0u)));
  const std::vector<Edge> twins = {{0, 1, 9, false}, {1, 2, 6, false}, {0, 2, -8, true}};
  EXPECT_THAT(cluster(3, twins, rules), ElementsAre(0, 0, 2));
}

TEST(Clusters, AListWithoutDuplicatesHasNobodyTwice) {
  const std::vector<Edge> edges = {{0, 2, 12, false}, {1, 2, 9, false}, {0, 1, 9, false}};
  EXPECT_THAT(cluster(3, edges, rules), Each(Eq(0u)));
  EXPECT_THAT(cluster(3, edges, rules, {{0, 0, 1}, {}}), ElementsAre(0, 1, 0));
}

TEST(Clusters, TwoNumbersThatOnePersonAloneHasNeverMeet) {
  const std::vector<Edge> edges = {{0, 1, 12, false}, {1, 2, 9, false}, {0, 2, 14, false}};
  EXPECT_THAT(cluster(3, edges, rules), Each(Eq(0u)));
  EXPECT_THAT(cluster(3, edges, rules, {{}, {7, 0, 8}}), ElementsAre(0, 0, 2));
  EXPECT_THAT(cluster(3, edges, rules, {{}, {7, 0, 7}}), Each(Eq(0u)));
}

}  // namespace
}  // namespace trellis::linkage
