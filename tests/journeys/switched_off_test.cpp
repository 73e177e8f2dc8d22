// One wrong file is off, and all else goes on; every command says the same of it. A shrunken
// extract waits for a person, and two extracts of one folder are two inputs.
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/journeys/hub_folder.hpp"

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

namespace trellis::journeys {
namespace {

constexpr const char* two_rows = "id,given,family,born\n1,Ada,Long,2012-03-04\n2,Ben,Short,\n";

std::string rows(int from, int to) {
  std::string all = "id,given,family,born\n";
  for (int n = from; n <= to; ++n)
    all += std::to_string(n) + ",Given,Family" + std::to_string(n) + ",2012-03-04\n";
  return all;
}

class SwitchedOff : public ::testing::Test {
 protected:
  // `settings` of the mapping `rows`, which is a full extract.
  void write_rows_mapping(const std::string& settings, const std::string& version = "1.0.0") {
    hub.write("mappings/rows/mapping.json",
              "{ \"mapping\": \"rows\", \"version\": \"" + version +
                  "\", \"title\": \"Rows\", \"adapter\": \"csv\", \"full-extract\": true,\n"
                  "  \"settings\": {\n    " +
                  settings +
                  " },\n  \"subject\": \"id\", \"observations\": [\n"
                  "    { \"kind\": \"person.name\", \"fields\": { \"family\": \"family\" } } ] }");
  }
  void connect_rows(const std::string& more) {
    hub.write("hub/connections/rows.json",
              "{ \"connection\": \"rows\", \"title\": \"T\", \"organisation\": \"council\",\n"
              "  \"mapping\": \"rows\"" +
                  more + " }");
  }
  HubFolder hub;
};

TEST_F(SwitchedOff, AWrongConnectionCostsItselfOnly) {
  connect_rows(",\n  \"settngs\": {}");
  const Ran other =
      hub.import("items", hub.write("items.json", "[{\"id\":\"1\",\"given\":\"Ada\"}]"));
  EXPECT_EQ(other.exit, 0) << other.errors;
  EXPECT_THAT(other.errors, AllOf(HasSubstr("connection rows is switched off"),
                                  HasSubstr("rows.json:3"), HasSubstr("settings")));
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"match", "list"}, {"audit", "verify"}, {"child", "sources"}})
    EXPECT_EQ(hub.run(words).exit, 0) << words[0];
  const Ran itself = hub.import("rows", hub.write("rows.csv", two_rows));
  EXPECT_EQ(itself.exit, 3);
  EXPECT_THAT(itself.errors, HasSubstr("rows.json:3"));
  EXPECT_EQ(hub.run({"check"}).exit, 3);
}

TEST_F(SwitchedOff, AFolderOrACodeListThatNobodyUsesStopsNothingElse) {
  for (const char* stray : {"connections", "agreements", "roles", "rules"})
    std::filesystem::create_directories(hub.path() + "/" + stray + "/stray.json");
  const std::string codes = hub.path() + "/../mappings/codes";  // the project's, by a link
  std::filesystem::remove(codes);
  std::filesystem::copy(std::string(TRELLIS_SOURCE_DIR) + "/mappings/codes", codes);
  hub.write("mappings/codes/unused.csv", "a;b\n\"");
  const Ran import =
      hub.import("items", hub.write("items.json", "[{\"id\":\"1\",\"given\":\"Ada\"}]"));
  EXPECT_EQ(import.exit, 0) << import.errors;
  EXPECT_EQ(hub.run({"child", "search", "Ada"}).exit, 0);
  const Ran check = hub.run({"check"});
  EXPECT_EQ(check.exit, 3);
  EXPECT_THAT(check.out, AllOf(HasSubstr("stray.json"), HasSubstr("unused.csv")));
}

// A column that lost its name takes what everybody's records said with it.
TEST_F(SwitchedOff, WhatManySayNoMoreGoesThroughOnceAPersonConfirms) {
  const auto named = [](const std::string& column, int people) {
    std::string all = "id,given," + column + ",born\n";
    for (int n = 1; n <= people; ++n)
      all += std::to_string(n) + ",Given,Family" + std::to_string(n) + ",2012-03-04\n";
    return all;
  };
  hub.write("mappings/rows/mapping.json",
            R"({ "mapping": "rows", "version": "1.0.0", "title": "Rows", "adapter": "csv",
    "settings": { "key": "id" }, "subject": "id", "observations": [
      { "kind": "person.name", "fields": { "given": "given" } },
      { "kind": "person.birth", "fields": { "date": "born" } } ] })");
  connect_rows("");
  ASSERT_EQ(hub.import("rows", hub.write("rows.csv", named("family", 40))).exit, 0);
  std::string without = named("family", 40);
  without.replace(without.find("born"), 4, "date");
  const Ran import = hub.import("rows", hub.write("rows.csv", without));
  EXPECT_EQ(import.exit, 4) << import.errors;
  EXPECT_THAT(hub.run({"queue", "list"}).out, HasSubstr("it says no more: person.birth"));
  EXPECT_THAT(hub.run({"child", "search", "2012-03-04"}).out, HasSubstr("2012-03-04"));

  const formats::Json imports = hub.run({"--output", "json", "imports"}).json();
  const Ran confirmed = hub.run({"imports", "confirm", imports.items()[0]["import"].string()});
  EXPECT_EQ(confirmed.exit, 0) << confirmed.errors;
  EXPECT_THAT(hub.run({"child", "search", "2012-03-04"}).out, Not(HasSubstr("2012-03-04")));
  EXPECT_TRUE(hub.held().items().empty());
}

TEST_F(SwitchedOff, AConnectionOfAnotherOrganisationIsRefusedOnceItHasRecords) {
  hub.write("hub/hub.json", R"({ "name": "test", "mappings": "../mappings", "organisations": [
    { "id": "council", "title": "A council", "kind": "social_care" },
    { "id": "school", "title": "A school", "kind": "school" } ] })");
  write_rows_mapping("\"key\": \"id\"");
  connect_rows("");
  const std::string file = hub.write("rows.csv", two_rows);
  ASSERT_EQ(hub.import("rows", file).exit, 0);
  hub.write("hub/connections/rows.json",
            "{ \"connection\": \"rows\", \"title\": \"T\", \"organisation\": \"school\",\n"
            "  \"mapping\": \"rows\" }");
  const Ran import = hub.import("rows", hub.write("rows.csv", rows(1, 3)));
  EXPECT_EQ(import.exit, 1);
  EXPECT_THAT(import.errors, AllOf(HasSubstr("are those of council"), HasSubstr("says school")));
  const Ran check = hub.run({"check"});
  EXPECT_EQ(check.exit, 3);
  EXPECT_THAT(check.out, AllOf(HasSubstr("rows.json:1"), HasSubstr("says school")));
  connect_rows("");
  EXPECT_EQ(hub.import("rows", file).exit, 0);
  EXPECT_EQ(hub.run({"check"}).exit, 0) << hub.run({"check"}).out;
}

TEST_F(SwitchedOff, AnImportOfAllGoesOnAndSaysSo) {
  hub.write("in/items.json", "[{\"id\":\"1\",\"given\":\"Ada\"}]");
  hub.write("hub/connections/items.json",
            R"({ "connection": "items", "title": "T", "organisation": "council", "mapping": "items",
                 "input": { "folder": "../in" } })");
  connect_rows(", \"organisaton\": 1");
  const Ran ran = hub.run({"--output", "json", "import", "--all"});
  EXPECT_EQ(ran.exit, 4) << ran.errors;
  EXPECT_EQ(ran.json().items().size(), 1u);
  connect_rows(",\n  \"input\": { \"folder\": \"../in\" }");
  hub.write("mappings/rows/mapping.json", "{ \"mapping\": \"rows\" }");
  const Ran again = hub.run({"--output", "json", "import", "--all"});
  EXPECT_EQ(again.exit, 4) << again.errors;
  EXPECT_THAT(again.errors, HasSubstr("mapping.json:1"));
}

TEST_F(SwitchedOff, AWrongAgreementOrRoleSharesNothing) {
  hub.write("hub/agreements/broken.json", "{ \"agreement\": \"broken\" }");
  hub.write("hub/roles/nurse.json", "{ \"role\": ");
  const Ran ran = hub.run({"--output", "json", "agreement", "list"});
  EXPECT_EQ(ran.exit, 0) << ran.errors;
  EXPECT_THAT(ran.errors, AllOf(HasSubstr("agreement broken is switched off"),
                                HasSubstr("role nurse is switched off")));
}

TEST_F(SwitchedOff, AWrongHubFileStopsWithAllItsFindings) {
  hub.write("hub/hub.json", "{ \"nam\": 1,\n  \"organisations\": 2 }");
  const Ran ran = hub.run({"match", "list"});
  EXPECT_NE(ran.exit, 0);
  EXPECT_THAT(ran.errors, AllOf(HasSubstr("hub.json:1"), HasSubstr("hub.json:2")));
}

TEST_F(SwitchedOff, FourCommandsAgreeOnAWrongSetting) {
  write_rows_mapping("\"format\": \"csv\", \"kee\": [\"id\"]");
  const std::string file = hub.write("rows.csv", two_rows);
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"--output", "json", "check"},
        {"--output", "json", "mapping", "check", "rows"},
        {"mapping", "try", file, "--mapping", "rows"},
        {"mapping", "try", file, "--connection", "rows"},
        {"import", "rows", file}}) {
    const Ran ran = hub.run(words);
    EXPECT_EQ(ran.exit, 3) << words.back() << ran.errors;
    EXPECT_THAT(ran.out + ran.errors, AllOf(HasSubstr("mapping.json:3"), HasSubstr("key")))
        << words.back();
  }
}

TEST_F(SwitchedOff, FourCommandsAgreeOnAWrongAdapter) {
  connect_rows(",\n  \"adapter\": \"cvs\"");
  const std::string file = hub.write("rows.csv", two_rows);
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"--output", "json", "check"},
        {"mapping", "try", file, "--connection", "rows"},
        {"import", "rows", file}}) {
    const Ran ran = hub.run(words);
    EXPECT_EQ(ran.exit, 3) << words[0] << ran.errors;
    EXPECT_THAT(ran.out + ran.errors,
                AllOf(HasSubstr("rows.json:3"), HasSubstr("did you mean"), HasSubstr("csv")))
        << words[0];
  }
}

TEST_F(SwitchedOff, CheckTellsEveryFindingOfEveryFileAndWhatIsIgnored) {
  connect_rows(",\n  \"trusted\": true");
  hub.write("hub/connections/items.json", "{ \"connection\": \"itms\", \"title\": \"\" }");
  hub.write("mappings/items/mapping.json", "{ \"mapping\": \"items\", \"version\": \"1\" }");
  hub.write("hub/rules/late.json", "[]");
  const Ran ran = hub.run({"--output", "json", "check"});
  EXPECT_EQ(ran.exit, 3);
  EXPECT_THAT(ran.out, AllOf(HasSubstr("items.json"), HasSubstr("mapping.json"),
                             HasSubstr("late.json"), HasSubstr("\"note\"")));
  EXPECT_FALSE(std::filesystem::exists(hub.path() + "/data/trellis.db"));
}

TEST_F(SwitchedOff, ACheckOfIgnoredSettingsAloneIsRight) {
  connect_rows(",\n  \"trusted\": true");
  const Ran ran = hub.run({"check"});
  EXPECT_EQ(ran.exit, 0) << ran.out << ran.errors;
}

TEST_F(SwitchedOff, AShrunkenExtractWaitsForAPerson) {
  write_rows_mapping("\"format\": \"csv\", \"key\": [\"id\"]");
  ASSERT_EQ(hub.import("rows", hub.write("full.csv", rows(1, 20))).exit, 0);
  const Ran shrunken = hub.import("rows", hub.write("few.csv", rows(20, 21)));
  EXPECT_EQ(shrunken.exit, 4);
  EXPECT_EQ(shrunken.json().items()[0]["stored"].string(), "1");
  EXPECT_EQ(shrunken.json().items()[0]["no longer reported"].string(), "0");
  const Ran list = hub.run({"--output", "json", "imports"});
  EXPECT_EQ(list.json().items()[0]["would vanish"].string(), "19");
  EXPECT_THAT(list.errors, HasSubstr("imports confirm 2"));
  EXPECT_NE(hub.run({"imports", "confirm", "1"}).exit, 0);
  EXPECT_NE(hub.run({"imports", "confirm", "x"}).exit, 0);
  EXPECT_EQ(hub.run({"imports", "confirm", "2"}).exit, 0);
  const auto after = hub.run({"--output", "json", "imports"}).json();
  EXPECT_EQ(after.items()[0]["no longer reported"].string(), "19");
  EXPECT_EQ(after.items()[0]["would vanish"].string(), "0");
  EXPECT_EQ(hub.run({"audit", "verify"}).exit, 0);
}

TEST_F(SwitchedOff, TwoExtractsOfOneFolderAreReadInOrderAndTheOlderIsPassedOverLater) {
  write_rows_mapping("\"format\": \"csv\", \"key\": [\"id\"]");
  connect_rows(", \"input\": { \"folder\": \"../in\" }");
  hub.write("in/pupils-08-01-2026.csv", rows(2, 20));
  hub.write("in/pupils-31-12-2025.csv", rows(1, 19));
  const Ran first = hub.run({"--output", "json", "import", "rows"});
  EXPECT_EQ(first.exit, 0) << first.errors;
  ASSERT_EQ(first.json().items().size(), 2u);
  EXPECT_EQ(first.json().items()[0]["input"].string(), "pupils-31-12-2025.csv");
  EXPECT_EQ(first.json().items()[1]["no longer reported"].string(), "1");
  const Ran second = hub.run({"--output", "json", "import", "rows"});
  EXPECT_THAT(second.errors, HasSubstr("pupils-31-12-2025.csv is passed over"));
  ASSERT_EQ(second.json().items().size(), 1u);
  EXPECT_EQ(second.json().items()[0]["unchanged"].string(), "19");
  const Ran named = hub.import("rows", hub.folder.file("in/pupils-31-12-2025.csv"));
  EXPECT_EQ(named.exit, 4);
  EXPECT_THAT(named.json().items()[0]["note"].string(), HasSubstr("older than"));
}

TEST_F(SwitchedOff, AMappingThatChangedWithoutANewVersionTakesEffectAndSaysSo) {
  write_rows_mapping("\"format\": \"csv\", \"key\": [\"id\"]");
  const std::string file = hub.write("rows.csv", two_rows);
  ASSERT_EQ(hub.import("rows", file).exit, 0);
  write_rows_mapping("\"format\": \"csv\", \"key\": [\"id\"], \"required\": [\"id\"]");
  const Ran changed = hub.import("rows", file);
  EXPECT_EQ(changed.json().items()[0]["stored"].string(), "2");
  EXPECT_THAT(changed.json().items()[0]["note"].string(), HasSubstr("without a new version"));
  EXPECT_THAT(hub.run({"--output", "json", "imports"}).out, HasSubstr("without a new version"));
}

}  // namespace
}  // namespace trellis::journeys
