#include "hub/linkage/equal_rows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/linkage/linker.hpp"
#include "tests/hub/linkage/rows.hpp"

namespace trellis::linkage {
namespace {

using namespace trellis::testing;

TEST(EqualRows, AreOnePersonHoweverManyTheyAre) {
  Rows table;
  for (int i = 0; i < 900; ++i)
    table.rows.push_back({i % 3 == 0   ? "Ilse"
                          : i % 3 == 1 ? "Orla"
                                       : "Wanda",
                          "Moss", "2014-02-03", "XX1 2AB"});
  const Records records = table.records();
  const comparison::NameLists lists = testing::shipped_names();
  Linker linker(records, lists, {});
  const Linked linked = linker.run();
  EXPECT_EQ(count_clusters(linked.clusters), 3u);
  EXPECT_EQ(linker.equal_rows().repeated(), 897u);
  EXPECT_EQ(linked.clusters[899], 2u);
  EXPECT_EQ(linker.key_of(0, 3), "equal rows");
}

TEST(EqualRows, ThatNameNobodyStayAsManyAsTheyAre) {
  Rows table;
  for (int i = 0; i < 300; ++i) {
    table.rows.push_back({"Unknown", "Unknown", "1900-01-01", "XX1 2AB"});
    table.rows.push_back({"Not known", "Moss", "2014-02-03", "XX1 2AB"});
    table.rows.push_back({"Ilse", "Moss", "", "XX1 2AB"});
    table.rows.push_back({"Ilse", "Moss", "1970-01-01", "XX1 2AB"});
    table.rows.push_back({"I", "Moss", "2014-02-03", "XX1 2AB"});
  }
  EXPECT_EQ(EqualRows(table.records()).repeated(), 0u);
}

TEST(EqualRows, AreWeighedLikeOthersWhereAPersonOrAListSaysSo) {
  Rows table;
  for (int i = 0; i < 3; ++i) table.rows.push_back({"Ilse", "Moss", "2014-02-03", "XX1 2AB"});
  const Records records = table.records();
  const comparison::NameLists lists = testing::shipped_names();
  LinkSettings settings;
  settings.labels = {{{0, 2}, false, false}};
  const Linked parted = Linker(records, lists, settings).run();
  EXPECT_NE(parted.clusters[0], parted.clusters[2]);
  LinkSettings of_one_list;
  of_one_list.lists = {0, 0, 0};
  EXPECT_EQ(count_clusters(Linker(records, lists, of_one_list).run().clusters), 3u);
}

}  // namespace
}  // namespace trellis::linkage
