#include <algorithm>
#include <map>
#include <numeric>
#include <random>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/matching/linkage/linker.hpp"
#include "hub/matching/linkage/truth.hpp"
#include "tests/hub/matching/town.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::matching::linkage {
namespace {

using namespace trellis::testing;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::IsEmpty;

Birth born(unsigned year, unsigned month, unsigned day) { return year << 9U | month << 5U | day; }

TEST(LinkBirths, AreComparedByWhatGoesWrongWithThem) {
  const Birth birth = born(2012, 3, 5);
  EXPECT_EQ(compare_births(birth, birth), Born::same);
  EXPECT_EQ(compare_births(birth, born(2012, 5, 3)), Born::day_and_month_swapped);
  EXPECT_EQ(compare_births(birth, born(2013, 3, 5)), Born::one_digit);
  EXPECT_EQ(compare_births(born(2012, 3, 12), born(2012, 3, 21)), Born::two_digits_swapped);
  EXPECT_EQ(compare_births(born(2012, 7, 28), born(2012, 1, 1)), Born::default_day);
  EXPECT_EQ(compare_births(birth, born(2012, 3, 27)), Born::same_month_and_year);
  EXPECT_EQ(compare_births(birth, born(2009, 12, 27)), Born::different);
  EXPECT_EQ(compare_births(birth, 0), Born::missing);
  for (const Birth other : {born(2012, 5, 3), born(2011, 9, 30), born(2012, 1, 1), Birth{0}})
    EXPECT_EQ(compare_births(birth, other), compare_births(other, birth));
}

TEST(LinkBirths, AreReadAsTheyAreWritten) {
  EXPECT_EQ(read_birth("2012-03-05", ""), born(2012, 3, 5));
  EXPECT_EQ(read_birth("05/03/2012", ""), born(2012, 3, 5));
  EXPECT_EQ(read_birth("20120305", "%Y%m%d"), born(2012, 3, 5));
  EXPECT_EQ(read_birth("03.05.12", "%m.%d.%y"), born(2012, 3, 5));
  EXPECT_EQ(read_birth("2012", ""), born(2012, 0, 0));
  for (const char* none : {"", "unknown", "12", "2012-03-05T00:00:00.000000Z", "99999999999"})
    EXPECT_EQ(read_birth(none, ""), 0u) << none;
}

TEST(LinkFields, SayWhereTheyAreWrong) {
  const auto read = [](const std::string& text) {
    return Fields::read(*formats::Json::parse(text, "fields.json"));
  };
  EXPECT_THAT(read(R"({"fields":[{"column":"a","is":"given_name"}]})"), IsOk());
  EXPECT_THAT(read(R"({"fields":[{"column":"a","is":"shoe_size"}]})"), IsError(Fault::invalid));
  EXPECT_THAT(read(R"({"fields":[]})"), IsError(Fault::invalid));
  const auto twice =
      read("{\"fields\":[{\"column\":\"a\",\"is\":\"sex\"},\n{\"column\":\"a\",\"is\":\"text\"}]}");
  ASSERT_THAT(twice, SaysWhy("stands twice"));
  EXPECT_EQ(twice.error().place.line, 2u);
}

TEST(LinkFields, AreGuessedFromTheColumnsNames) {
  const Fields fields = guess_fields(
      {"rec_id", "First Name", "Surname", "DOB", "Shoe size"},
      {{"1", "Ada", "Byron", "2012-03-05", "36"}, {"2", "Ben", "Okoro", "2011-04-06", "38"}});
  EXPECT_EQ(fields.record_id, "rec_id");
  std::vector<std::string> columns;
  for (const Field& field : fields.fields) columns.push_back(field.column);
  EXPECT_THAT(columns, ElementsAre("First Name", "Surname", "DOB"));
  EXPECT_THAT(Fields::read(*formats::Json::parse(fields.to_json().dump())), IsOk());
}

TEST(LinkEncoder, NamesTheColumnThatNoTableHas) {
  Encoder encoder({{}, {{"first", Is::given_name, {}, {}}, {"last", Is::family_name, {}, {}}}});
  EXPECT_THAT(encoder.start_table({"a", "b"}), SaysWhy("a, b"));
  ASSERT_THAT(encoder.start_table({"first", "b"}), IsOk());
  encoder.add({"Ada", "x"});
  EXPECT_THAT(encoder.take(), SaysWhy("\"last\""));
}

TEST(LinkEncoder, RefusesMoreColumnsThanItCanCompare) {
  Fields fields;
  std::vector<std::string> columns;
  for (std::size_t i = 0; i <= most_texts; ++i) {
    columns.push_back("c" + std::to_string(i));
    fields.fields.push_back({columns.back(), Is::text, {}, {}});
  }
  EXPECT_THAT(Encoder(fields).start_table(columns), SaysWhy("at most 11"));
  fields.fields.pop_back();
  EXPECT_THAT(Encoder(fields).start_table(columns), IsOk());
}

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
  EXPECT_THAT(cluster(3, edges, rules, {0, 0, 1}), ElementsAre(0, 1, 0));
}

TEST(LinkCandidates, AreGivenOnceAndByAnyNumberOfThreadsTheSame) {
  const Town town(1);
  const Records records = town.records();
  const Candidates candidates(records, 50, 1);
  std::set<std::pair<std::uint32_t, std::uint32_t>> one, three;
  candidates.each(0, 1, [&](std::uint32_t a, std::uint32_t b) {
    EXPECT_TRUE(one.insert(std::minmax(a, b)).second) << a << " and " << b << " came twice";
  });
  const Candidates again(records, 50, 3);
  for (std::size_t part = 0; part < 3; ++part)
    again.each(part, 3, [&](std::uint32_t a, std::uint32_t b) { three.insert(std::minmax(a, b)); });
  EXPECT_EQ(one, three);
  EXPECT_GT(one.size(), 500u);
}

Linked link(const Records& records, std::size_t threads) {
  const Nicknames nicknames = *Nicknames::parse("name,forms\nwilliam,bill will\n");
  LinkSettings settings;
  settings.threads = threads;
  return Linker(records, nicknames, settings).run();
}

TEST(Linker, FindsPeopleAndKeepsTwinsApartWithoutBeingTaught) {
  const Town town(2);
  const Linked linked = link(town.records(), 2);
  const Score found = score(linked.clusters, linked.edges, town.person);

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
}  // namespace trellis::matching::linkage
