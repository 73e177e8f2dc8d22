#include "hub/linkage/linker.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <random>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/comparison/similarity.hpp"
#include "hub/linkage/truth.hpp"
#include "tests/hub/linkage/town.hpp"
#include "tests/support/names.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::linkage {
namespace {

using namespace trellis::testing;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::IsEmpty;
using ::testing::Not;

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
  Encoder encoder({{}, {{"first", Is::given_name, {}, {}}, {"last", Is::family_name, {}, {}}}},
                  testing::shipped_words());
  EXPECT_THAT(encoder.start_table({"a", "b"}), SaysWhy("a, b"));
  ASSERT_THAT(encoder.start_table({"first", "b"}), IsOk());
  encoder.add({"Ada", "x"});
  EXPECT_THAT(encoder.take(), SaysWhy("\"last\""));
}

TEST(LinkEncoder, KeepsTheOrderOfManyRowsAndOfTablesWithOtherColumns) {
  Encoder encoder({{}, {{"first", Is::given_name, {}, {}}, {"phone", Is::phone, {}, {}}}},
                  testing::shipped_words(), 3);
  constexpr std::uint32_t rows = 20'000;
  ASSERT_THAT(encoder.start_table({"first", "phone"}), IsOk());
  for (std::uint32_t i = 0; i < rows; ++i)
    encoder.add({i % 2 == 0 ? "Zo\u00eb" : "Ben", "+44 1632 " + std::to_string(100'000 + i)});
  ASSERT_THAT(encoder.start_table({"phone", "other", "first"}), IsOk());
  for (std::uint32_t i = 0; i < rows; ++i)
    encoder.add({"01632" + std::to_string(100'000 + i), "x", "zoe"});
  const Records records = *encoder.take();

  ASSERT_EQ(records.count, 2 * rows);
  const std::uint32_t zoe = records.people[0].name.given[0];
  EXPECT_EQ(records.names.text(zoe), "zoe");
  for (std::uint32_t i = 0; i < rows; ++i) {
    ASSERT_EQ(records.people[i].name.given[0] == zoe, i % 2 == 0) << i;
    ASSERT_EQ(records.people[rows + i].name.given[0], zoe) << i;
    ASSERT_EQ(*records.codes_of(i), *records.codes_of(rows + i)) << i;
  }
}

TEST(Lexicon, GivesEachTextOneCode) {
  Lexicon lexicon;
  std::vector<std::string> texts;
  for (int i = 0; i < 5000; ++i) texts.push_back(i % 7 == 0 ? "" : std::to_string(i * 37 % 3000));
  const std::vector<std::string_view> views(texts.begin(), texts.end());
  std::vector<std::uint32_t> codes;
  lexicon.put(views, codes);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    EXPECT_EQ(lexicon.text(codes[i]), texts[i]);
    EXPECT_EQ(lexicon.put(texts[i]), codes[i]);
  }
  EXPECT_EQ(lexicon.size(), std::set<std::string>(texts.begin(), texts.end()).size());
}

TEST(LinkEncoder, RefusesMoreColumnsThanItCanCompare) {
  Fields fields;
  std::vector<std::string> columns;
  for (std::size_t i = 0; i <= most_texts; ++i) {
    columns.push_back("c" + std::to_string(i));
    fields.fields.push_back({columns.back(), Is::text, {}, {}});
  }
  EXPECT_THAT(Encoder(fields, testing::shipped_words()).start_table(columns),
              SaysWhy("at most 11"));
  fields.fields.pop_back();
  EXPECT_THAT(Encoder(fields, testing::shipped_words()).start_table(columns), IsOk());
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

TEST(LinkLevels, PostcodesAreOneEditApartAsOtherTextsAre) {
  const std::vector<std::string> postcodes = {
      "ab12cd", "ab12c",   "ab12d",  "ba12cd", "ab12dc", "b12cd",      "ab1cd",     "abx12cd",
      "ab12c3", "ab12cd3", "ab21cd", "cd12ab", "a",      "b",          "ab",        "ba",
      "abcd12", "abcd123", "bacd12", "12abcd", "abc12d", "ab12cdefgh", "ab12cdefg", "ab12cdefhg"};
  Encoder encoder({{}, {{"postcode", Is::postcode, {}, {}}}}, testing::shipped_words());
  ASSERT_THAT(encoder.start_table({"postcode"}), IsOk());
  for (const std::string& postcode : postcodes) encoder.add({postcode});
  const Records records = *encoder.take();
  const Comparer comparer(records, comparison::NameLists());
  for (std::uint32_t a = 0; a < postcodes.size(); ++a)
    for (std::uint32_t b = 0; b < postcodes.size(); ++b)
      EXPECT_EQ(level_in(comparer.compare(a, b), 0) == static_cast<unsigned>(TextLevel::one_edit),
                comparison::one_edit_apart(postcodes[a], postcodes[b]))
          << postcodes[a] << " " << postcodes[b];
}

TEST(LinkCandidates, AreGivenOnceInOrderAndByAnyNumberOfThreadsTheSame) {
  const Town town(1);
  const Records records = town.records();
  const Candidates candidates(records, EqualRows(), 50, 1), again(records, EqualRows(), 50, 3);
  const std::vector<Pair> pairs = candidates.pairs(0, static_cast<std::uint32_t>(records.count));
  std::size_t count = 0;
  for (std::uint32_t record = 0; record < records.count; ++record) {
    std::vector<std::uint32_t> others, same;
    candidates.after(record, others);
    again.after(record, same);
    EXPECT_EQ(others, same);
    count += others.size();
    EXPECT_TRUE(std::is_sorted(others.begin(), others.end(), std::less_equal<>()));
    for (const std::uint32_t other : others) {
      EXPECT_GT(other, record);
      EXPECT_FALSE(candidates.key_of(record, other).empty());
    }
    ASSERT_LE(count, pairs.size());
    for (std::size_t i = 0; i < others.size(); ++i) {
      const Pair& pair = pairs[count - others.size() + i];
      EXPECT_EQ(std::pair(pair.a, pair.b), std::pair(record, others[i]));
    }
  }
  EXPECT_EQ(count, pairs.size());
  EXPECT_GT(count, 500u);
}

TEST(LinkCandidates, SplitBlocksThatAreTooLargeAndSayWhatTheyGiveUp) {
  Encoder encoder({{}, {{"family", Is::family_name, {}, {}}, {"phone", Is::phone, {}, {}}}},
                  testing::shipped_words());
  ASSERT_THAT(encoder.start_table({"family", "phone"}), IsOk());
  for (int i = 0; i < 60; ++i) encoder.add({i % 3 == 0 ? "smith" : "jones", "01632960001"});
  for (int i = 0; i < 90; ++i) encoder.add({"smith", std::to_string(1632960100 + i)});
  const Records records = *encoder.take();
  const Candidates candidates(records, EqualRows(), 30, 1);
  std::vector<std::uint32_t> others;
  candidates.after(0, others);  // of twenty named Smith with that phone, the other nineteen
  EXPECT_EQ(others.size(), 19u);
  others.clear();
  candidates.after(1, others);  // forty named Jones are too many, and nothing else tells them apart
  EXPECT_THAT(others, IsEmpty());
  EXPECT_EQ(candidates.keys().front().left, 1u);
}

TEST(LinkCandidates, TellAllKeysOfAPair) {
  const Town town(9);
  const Records records = town.records();
  const Candidates candidates(records, EqualRows(), 50, 1);
  const auto keys = candidates.keys();
  std::size_t several = 0;
  for (std::uint32_t a = 0; a < 200; ++a)
    for (std::uint32_t b = a + 1; b < 200; ++b) {
      std::vector<std::size_t> shared;
      candidates.keys_of(a, b, shared);
      EXPECT_EQ(candidates.key_of(a, b), shared.empty() ? "" : keys[shared.front()].name);
      several += shared.size() > 1 ? 1 : 0;
    }
  EXPECT_GT(several, 50u);
}

TEST(LinkCandidates, FindRecordsThatSayMuchTheSameWithoutAValueInCommon) {
  Encoder encoder({{}, {{"given", Is::given_name, {}, {}}, {"note", Is::text, {}, {}}}},
                  testing::shipped_words());
  ASSERT_THAT(encoder.start_table({"given", "note"}), IsOk());
  encoder.add({"xanthippe", "lives beside the old watermill"});
  encoder.add({"zanthippe", "lived beside the old watermils"});
  encoder.add({"bob", "quiet"});
  const Records records = *encoder.take();
  const Candidates candidates(records, EqualRows(), 50, 1);
  EXPECT_THAT(candidates.key_of(0, 1), Not(IsEmpty()));
  EXPECT_THAT(candidates.key_of(0, 2), IsEmpty());
}

TEST(LinkCandidates, SayWhichKeysTellTooLittleAndSplitRecordsWithoutAPart) {
  Encoder encoder({{},
                   {{"family", Is::family_name, {}, {}},
                    {"phone", Is::phone, {}, {}},
                    {"mail", Is::email, {}, {}}}},
                  testing::shipped_words());
  ASSERT_THAT(encoder.start_table({"family", "phone", "mail"}), IsOk());
  for (int i = 0; i < 60; ++i)
    encoder.add({i < 40 ? "" : "smith", "01632960001", "same@example.org"});
  for (int i = 0; i < 90; ++i)
    encoder.add({"", std::to_string(1632960100 + i), "same@example.org"});
  const Records records = *encoder.take();
  const Candidates candidates(records, EqualRows(), 30, 1);
  EXPECT_THAT(candidates.unused(), Contains("mail"));
  // Forty with that phone and no family name are still too many, and no longer forgotten.
  EXPECT_EQ(candidates.keys().front().name, "phone");
  EXPECT_EQ(candidates.keys().front().left, 1u);
}

Linked link(const Records& records, std::size_t threads) {
  const comparison::NameLists lists = testing::names_with("name,forms\nwilliam,bill will\n");
  LinkSettings settings;
  settings.threads = threads;
  return Linker(records, lists, settings).run();
}

NameLevel given_level(const std::string& a, const std::string& b, int times) {
  Encoder encoder({{}, {{"first", Is::given_name, {}, {}}, {"last", Is::family_name, {}, {}}}},
                  testing::shipped_words());
  EXPECT_THAT(encoder.start_table({"first", "last"}), IsOk());
  encoder.add({a, "Byron"});
  encoder.add({b, "Byron"});
  for (int i = 0; i < times; ++i) encoder.add({i % 2 == 0 ? a : b, "Okoro"});
  const Records records = *encoder.take();
  const comparison::NameLists lists = testing::names_with("name,forms\nwilliam,bill will\n");
  return static_cast<NameLevel>(level_in(Comparer(records, lists).compare(0, 1), 0));
}

TEST(LinkLevels, ASlipIsNotANameThatManyHave) {
  EXPECT_EQ(given_level("Ellyn", "Emlyn", 0), NameLevel::one_edit);
  EXPECT_EQ(given_level("Ellyn", "Emlyn", 40), NameLevel::look_alike);
  EXPECT_EQ(given_level("Nevon", "Nevian", 40), NameLevel::sounds_alike);
  EXPECT_EQ(given_level("William", "Will", 40), NameLevel::nickname);
}

TEST(LinkLevels, ANewbornCalledAfterTheMotherHasNoNameYet) {
  for (const char* unnamed : {"Baby of Marta", "BABY", "Infant Of Marta Okoro", "Twin 1"})
    EXPECT_EQ(given_level(unnamed, "Marta", 0), NameLevel::missing) << unnamed;
  EXPECT_EQ(given_level("Of Marta", "Marta", 0), NameLevel::part) << "only of those unnamed";
}

TEST(LinkLevels, AMiddleInitialMayBeTheNameThatAChildIsCalledBy) {
  EXPECT_EQ(given_level("Alanna F", "Florence", 0), NameLevel::initial);
  EXPECT_EQ(given_level("Florence", "Alanna F", 0), NameLevel::initial);
  EXPECT_EQ(given_level("Alanna F", "Grace", 0), NameLevel::different);
  EXPECT_EQ(given_level("Alanna F", "Florence F", 0), NameLevel::initial);
  EXPECT_EQ(given_level("Alanna Florence", "Florence", 0), NameLevel::part);
}

TEST(LinkLevels, NamesOfSeveralPartsAgreeOnlyWhereOneSideHasNothingLeft) {
  EXPECT_EQ(given_level("Yusuf Karim", "Yusuf", 0), NameLevel::part);
  EXPECT_EQ(given_level("Yusuf Karim", "Karim Yusuf", 0), NameLevel::same);
  EXPECT_EQ(given_level("Yusuf Karim", "Yusufkarim", 0), NameLevel::same);
  EXPECT_EQ(given_level("Yusuf Karim", "Yusuf Tariq", 0), NameLevel::different);
  EXPECT_EQ(given_level("Yusufkarim", "Yusuf Tariq", 0), NameLevel::different);
  EXPECT_EQ(given_level("Tariq Yusuf", "Karim Yusuf", 0), NameLevel::different);
  EXPECT_EQ(given_level("Jasleen Kaur", "Manvir Kaur", 0), NameLevel::different);
}

NameLevel family_level(const std::string& a, const std::string& b) {
  Encoder encoder({{}, {{"last", Is::family_name, {}, {}}}}, testing::shipped_words());
  EXPECT_THAT(encoder.start_table({"last"}), IsOk());
  encoder.add({a});
  encoder.add({b});
  const Records records = *encoder.take();
  const comparison::NameLists lists = testing::shipped_names();
  return static_cast<NameLevel>(level_in(Comparer(records, lists).compare(0, 1), 0));
}

TEST(LinkLevels, ParticlesAndCommunitiesAreNoAgreement) {
  EXPECT_GE(family_level("van Houten", "van Rijn"), NameLevel::same_initial);
  EXPECT_EQ(family_level("van der Rijn", "Vanderrijn"), NameLevel::same);
  EXPECT_EQ(family_level("van Rijn", "Rijn"), NameLevel::part);
  for (const auto& [one, other] : {std::pair{"van Dam", "van Leer"}, {"bin Aziz", "bin Omar"}})
    EXPECT_EQ(family_level(one, other), NameLevel::different) << one << ", " << other;
  EXPECT_GE(family_level("Singh Virk", "Singh Sandhu"), NameLevel::same_initial);
  EXPECT_EQ(family_level("Singh", "Singh"), NameLevel::missing);
  EXPECT_EQ(family_level("Moss Hart", "Moss Vane"), NameLevel::different);
  EXPECT_EQ(family_level("Moss Hart", "Hart Moss"), NameLevel::part);
}

TEST(LinkLevels, TwoValidNhsNumbersConflict) {
  Encoder encoder({{}, {{"nhs", Is::nhs_number, {}, {}}}}, testing::shipped_words());
  ASSERT_THAT(encoder.start_table({"nhs"}), IsOk());
  for (const char* number : {"9990000018", "9990000026", "9990000019", ""}) encoder.add({number});
  const Records records = *encoder.take();
  const comparison::NameLists lists = testing::names_with("name,forms\nwilliam,bill will\n");
  const Comparer comparer(records, lists);
  const auto level = [&](std::uint32_t a, std::uint32_t b) {
    return static_cast<TextLevel>(level_in(comparer.compare(a, b), 0));
  };
  EXPECT_EQ(level(0, 1), TextLevel::conflicting);
  EXPECT_EQ(level(0, 2), TextLevel::one_edit);
  EXPECT_EQ(level(0, 3), TextLevel::missing);
  EXPECT_EQ(level(0, 0), TextLevel::same);
  EXPECT_NE(comparer.valid_number(0), 0u);
  EXPECT_EQ(comparer.valid_number(2), 0u);
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

struct Rows {
  std::vector<std::vector<std::string>> rows;
  Records records() const {
    Encoder encoder({{},
                     {{"given", Is::given_name, {}, {}},
                      {"family", Is::family_name, {}, {}},
                      {"birth", Is::birth_date, {}, {}},
                      {"postcode", Is::postcode, {}, {}}}},
                    testing::shipped_words());
    EXPECT_THAT(encoder.start_table({"given", "family", "birth", "postcode"}), IsOk());
    for (const auto& row : rows) encoder.add({row.begin(), row.end()});
    return *encoder.take();
  }
};

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

TEST(LinkCandidates, CountRecordsThatNoKeyIsMadeOf) {
  Rows table;
  table.rows = {
      {"Ilse", "Moss", "2014-02-03", "XX1 2AB"}, {"", "", "", ""}, {"TBC", "TBC", "", ""}};
  const Records records = table.records();
  EXPECT_EQ(Candidates(records, EqualRows(records), 30, 1).without_key(), 2u);
}

}  // namespace trellis::linkage
