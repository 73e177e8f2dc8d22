#include "hub/linkage/report/link_report.hpp"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/formats/tree.hpp"
#include "hub/linkage/run/link_wishes.hpp"
#include "tests/hub/linkage/town.hpp"
#include "tests/support/names.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::linkage {
namespace {

using namespace trellis::testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string hostile = "<script>alert('&')</script>";

class LinkReport : public ::testing::Test {
 protected:
  LinkReport() {
    const Town town(5, 120);
    tables.records = town.records();
    tables.records.texts[0].name = hostile;
    tables.rows.files = {hostile + ".csv"};
    for (std::size_t r = 0; r < town.rows.size(); ++r) {
      tables.rows.file.push_back(0);
      tables.rows.row.push_back(r + 1);
      tables.rows.id.push_back(hostile);
      tables.rows.person.push_back(town.person[r]);
    }
    for (const auto& row : town.rows) values.insert(row[1]);
    fields.fields = {{hostile, Is::postcode, {}, {}}};
    linker.emplace(tables.records, lists, LinkSettings{});
    linked = linker->run();
  }
  LinkRun run() const { return {fields, tables, *linker, linked, 2}; }
  LinkRun run_with_truth() const {
    LinkRun run = this->run();
    run.truth = LinkTruth::of(*linker, linked, tables.rows.person);
    return run;
  }
  // Fails the test unless the page is well formed.
  static formats::Tree tree_of(const std::string& page) {
    const std::string doctype = "<!DOCTYPE html>\n";
    EXPECT_EQ(page.substr(0, doctype.size()), doctype);
    auto tree = formats::Tree::parse(formats::xml_type, page.substr(doctype.size()));
    EXPECT_THAT(tree, IsOk());
    return std::move(tree).value();
  }
  static std::size_t count(const formats::Tree& tree, const char* path) {
    return formats::Path::compile(path)->nodes(tree.root()).size();
  }

  Fields fields;
  LinkTables tables;
  std::set<std::string> values;
  const comparison::NameLists lists = testing::names_with("name,forms\nwilliam,bill will\n");
  std::optional<Linker> linker;
  Linked linked;
};

TEST_F(LinkReport, StandsAloneAndIsWellFormed) {
  const std::string page = link_report(run_with_truth());
  const formats::Tree tree = tree_of(page);
  EXPECT_EQ(count(tree, "//script"), 0u);
  EXPECT_EQ(count(tree, "//link | //img | //@src | //@href | //@onload"), 0u);
  EXPECT_EQ(page.find("://"), page.npos);
  EXPECT_EQ(page.find("<script"), page.npos);
  EXPECT_GT(count(tree, "//h3[contains(., \"<script>alert('&')</script>\")]"), 0u);
}

TEST_F(LinkReport, HasATableBesideEachChart) {
  const formats::Tree tree = tree_of(link_report(run_with_truth()));
  EXPECT_GE(count(tree, "//svg"), 25u);
  EXPECT_EQ(count(tree, "//svg"), count(tree, "//figure[svg and table/caption]"));
  EXPECT_EQ(count(tree, "//svg"), count(tree, "//svg[@role='img' and title != '' and desc != '']"));
}

TEST_F(LinkReport, HasNoTruthChartsWithoutATruth) {
  const formats::Tree with = tree_of(link_report(run_with_truth())),
                      without = tree_of(link_report(run()));
  for (const char* chart :
       {"//svg[title='Precision and recall of pairs']", "//svg[title='Calibration']",
        "//svg[title='Errors in clusters by class']"}) {
    EXPECT_EQ(count(with, chart), 1u) << chart;
    EXPECT_EQ(count(without, chart), 0u) << chart;
  }
  EXPECT_EQ(count(without, "//svg[starts-with(title, 'Waterfall')]"), 20u);
  EXPECT_EQ(count(without, "//svg[starts-with(title, 'Weights')]"),
            linker->comparer().features().size());
}

TEST_F(LinkReport, HoldsNoValuesOfRecords) {
  const std::string page = link_report(run_with_truth());
  for (const std::string& value : values) EXPECT_EQ(page.find(value), page.npos) << value;
}

TEST_F(LinkReport, TellsWhatKeysFindAndLose) {
  LinkRun told = run();
  told.recall = LinkRecall::of(*linker, linked);
  told.recall.given_up = 7;
  told.recall.records_given_up = 90;
  told.recall.unused = {hostile};
  const std::string page = link_report(told);
  EXPECT_NE(page.find(told.recall.words()), page.npos);
  EXPECT_NE(page.find("7 blocks of 90 records in all were too large to compare"), page.npos);
  EXPECT_EQ(page.find("<script"), page.npos);
  const formats::Tree tree = tree_of(page);
  const std::string table =
      "//table[caption='Pairs that are one person, by the families that find them']";
  EXPECT_EQ(count(tree, table.c_str()), 1u);
  EXPECT_EQ(count(tree, (table + "//tr[th='names, birth date']").c_str()), 1u);
}

TEST_F(LinkReport, TellsWherePeopleStand) {
  LinkRun told = run();
  EXPECT_EQ(count(tree_of(link_report(told)), "//h2[.='Where people stand']"), 0u);
  told.systems = {{{hostile, 5, 4, 1}, {"police", 3, 3, 0}}, {{4, 3}, {3, 3}}};
  const formats::Tree tree = tree_of(link_report(told));
  EXPECT_EQ(count(tree, "//table[caption='People by the systems whose records are theirs']"), 1u);
}

// Five records of three people, the second of whom stands in two systems.
TEST(LinkSystems, CountsPeopleAndThoseInTwo) {
  LinkRows rows;
  rows.systems = {"health", "school"};
  rows.system = {0, 0, 1, 0, 1};
  const LinkSystems found = LinkSystems::of(rows, std::vector<std::uint32_t>{0, 1, 1, 1, 4});

  ASSERT_EQ(found.systems.size(), 2u);
  EXPECT_EQ(found.systems[0].records, 3u);
  EXPECT_EQ(found.systems[0].people, 2u);
  EXPECT_EQ(found.systems[0].only_here, 1u);
  EXPECT_EQ(found.in_both[0][1], 1u);
  EXPECT_EQ(found.in_both[1][0], 1u);
  EXPECT_EQ(found.json().items()[1]["also_in"]["health"].whole(), 1);

  rows.systems.assign(most_systems + 1, "x");
  EXPECT_TRUE(LinkSystems::of(rows, std::vector<std::uint32_t>{0, 1, 1, 1, 4}).systems.empty());
}

TEST(LinkRecall, IsSaidInALineAndInJson) {
  LinkRecall recall;
  EXPECT_EQ(recall.words(), "no pairs were found from which to tell what keys lose");
  EXPECT_EQ(recall.json().find("estimate"), nullptr);
  EXPECT_THAT(recall.warnings(), IsEmpty());

  recall = {{0.99999, 0.98765, 1, 80, 2, 1, {{"names", 3, 70, 10}}, 4}, {"sounds"}, 0, 0, 0};
  EXPECT_EQ(recall.words(),
            "keys find an estimated 99.99 % (98.76 to 100.00) of the pairs that are one person");
  EXPECT_THAT(recall.warnings(), ElementsAre(HasSubstr("not used: sounds")));
  const formats::Json json = recall.json();
  EXPECT_DOUBLE_EQ(json["estimate"].number(), 0.99999);
  EXPECT_DOUBLE_EQ(json["pairs_through_a_third_record"].number(), 2);
  const formats::Json& family = json["families"].items()[0];
  EXPECT_EQ(family["made_of"].string(), "names");
  EXPECT_DOUBLE_EQ(family["found"].number(), 70);
  EXPECT_DOUBLE_EQ(family["found_alone"].number(), 10);
  EXPECT_EQ(json["keys_unused"].items()[0].string(), "sounds");
}

TEST(LinkRecall, EstimatesNothingWhereRecordsWereLeftOut) {
  LinkRecall recall{{0.99999, 0.98765, 1, 80, 2, 1, {}, 4}, {}, 5, 600, 0};
  EXPECT_THAT(recall.words(), HasSubstr("cannot be told"));
  EXPECT_EQ(recall.json().find("estimate"), nullptr);
  EXPECT_THAT(recall.warnings(), ElementsAre(HasSubstr("5 blocks of 600 records")));
  recall.given_up = 0;
  recall.without_key = 3;
  EXPECT_THAT(recall.words(), HasSubstr("cannot be told"));
  EXPECT_THAT(recall.warnings(), ElementsAre(HasSubstr("3 records say too little")));
}

TEST_F(LinkReport, ShowsThePairsThatWereAskedFor) {
  LinkRun asked = run();
  asked.chosen = {{3, 4}};
  const formats::Tree tree = tree_of(link_report(asked));
  EXPECT_EQ(count(tree, "//h2[.='Pairs that were asked for']"), 1u);
  EXPECT_EQ(count(tree, "//svg[starts-with(title, 'Waterfall')]"), 21u);
}

TEST_F(LinkReport, IsMadeOfASingleRecordToo) {
  const Town town(5, 1);
  Town one = town;
  one.rows.resize(1);
  const Records records = one.records();
  Linker alone(records, lists, LinkSettings{});
  const Linked found = alone.run();
  LinkTables single;
  single.rows = tables.rows;
  single.records = one.records();
  LinkRun run{fields, single, alone, found, 2};
  run.truth = LinkTruth::of(alone, found, {0});
  const std::string page = link_report(run);
  EXPECT_EQ(page.find("nan"), page.npos);
  EXPECT_EQ(count(tree_of(page), "//svg[starts-with(title, 'Waterfall')]"), 0u);
}

TEST(LinkWishes, NameRowsByNumberOrByFile) {
  const LinkRows rows{{"a.csv", "b.csv"}, {0, 0, 1}, {1, 3, 1}, {"x", "y", "z"}, {}};
  const auto found = LinkWishes::find({"1,3", "a.csv:3, b.csv:1", "b.csv:1"}, rows);
  ASSERT_THAT(found, IsOk());
  EXPECT_THAT(found->pairs, ElementsAre(std::pair(0u, 2u), std::pair(1u, 2u)));
  EXPECT_THAT(found->clusters, ElementsAre(2u));
  EXPECT_TRUE(LinkWishes::find({}, rows)->is_empty());
  for (const char* wrong : {"0", "4", "1,", "1,4", "a.csv:2", "c.csv:1", "x", "1,1", "1,2,3", "-1"})
    EXPECT_THAT(LinkWishes::find({wrong}, rows), IsError(Fault::invalid)) << wrong;
}

}  // namespace
}  // namespace trellis::linkage
