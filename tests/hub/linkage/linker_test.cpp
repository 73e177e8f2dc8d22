#include "hub/linkage/linker.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/linkage/truth.hpp"
#include "tests/hub/linkage/town.hpp"
#include "tests/support/names.hpp"

namespace trellis::linkage {
namespace {

using namespace trellis::testing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Linked link(const Records& records, std::size_t threads) {
  const comparison::NameLists lists = testing::names_with("name,forms\nwilliam,bill will\n");
  LinkSettings settings;
  settings.threads = threads;
  return Linker(records, lists, settings).run();
}

TEST(Linker, FindsPeopleAndKeepsTwinsApartWithoutBeingTaught) {
  const Town town(2);
  const Linked linked = link(town.records(), 2);
  const Score found = score(linked.clusters, linked.edges, town.person, EqualRows(town.records()));

  EXPECT_GE(found.clusters.precision(), 0.995);
  EXPECT_GE(found.clusters.recall(), 0.98);
  EXPECT_GE(found.pairs.f1(), 0.98);
  std::size_t joined = 0;
  for (std::size_t a = 0; a < town.rows.size(); ++a)
    for (std::size_t b = a + 1; b < town.rows.size(); ++b)
      joined += town.twin_set[a] != 0 && town.person[a] != town.person[b] &&
                linked.clusters[a] == linked.clusters[b];
  EXPECT_LE(joined, 1u);
}

TEST(Linker, DoesNotTakeFamiliesForOnePersonWhereNobodyStandsTwice) {
  const Town town(6, 800, 1);
  const Linked linked = link(town.records(), 2);
  const Score found = score(linked.clusters, linked.edges, town.person);

  EXPECT_EQ(found.clusters.found, 0);
  EXPECT_LE(found.pairs.found, 1);
}

TEST(Linker, GivesTheSameAnswerOnAnyNumberOfThreads) {
  const Town town(3);
  const Records records = town.records();
  const Linked one = link(records, 1);
  for (const std::size_t threads : {2, 3}) {
    const Linked other = link(records, threads);
    EXPECT_EQ(other.clusters, one.clusters);
    ASSERT_EQ(other.edges.size(), one.edges.size());
    for (std::size_t i = 0; i < one.edges.size(); ++i)
      EXPECT_EQ(other.edges[i].bits, one.edges[i].bits);
  }
}

TEST(Linker, SaysNothingOfAnEmptyOrSingleTable) {
  EXPECT_THAT(link(Town(4, 0).records(), 2).clusters, IsEmpty());
  Town one(5, 1);
  one.rows.resize(1);
  EXPECT_THAT(link(one.records(), 2).clusters, ElementsAre(0));
}

TEST(LinkScore, CountsWhatIsRight) {
  const Score found = score({0, 0, 2, 2}, {{0, 1, 5, false}, {1, 2, -5, false}}, {7, 7, 7, 8});
  EXPECT_DOUBLE_EQ(found.clusters.precision(), 0.5);
  EXPECT_DOUBLE_EQ(found.clusters.recall(), 1.0 / 3);
  EXPECT_DOUBLE_EQ(found.pairs.precision(), 1);
  EXPECT_EQ(found.automatic.found, 0);
  EXPECT_DOUBLE_EQ(found.exact_clusters, 0);
}

}  // namespace
}  // namespace trellis::linkage
