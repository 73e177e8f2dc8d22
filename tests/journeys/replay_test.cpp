// What was held is tried again when what held it is mended, by a person or by its source.
#include <gmock/gmock.h>

#include "tests/journeys/hub_folder.hpp"

using ::testing::HasSubstr;
using ::testing::SizeIs;

namespace trellis::journeys {
namespace {

// The mapping takes no record without a born day, and Ben's row has none.
class HeldRecord : public ::testing::Test {
 protected:
  HeldRecord() {
    map("born");
    EXPECT_EQ(hub.import("rows", file("")).exit, 4);
    EXPECT_THAT(hub.held().items(), SizeIs(1));
  }
  std::string file(const std::string& date) {
    return hub.write("input.csv",
                     "id,given,family,born\n1,Ada,Morgan,2012-04-09\n"
                     "2,Ben,Ellis," +
                         date + "\n");
  }
  // `needed`: the column without which a record is held.
  void map(const std::string& needed, const std::string& folder = "mappings") {
    hub.write(folder + "/rows/mapping.json", R"({ "mapping": "rows", "version": "1.0.)" +
                                                 std::to_string(++version_) +
                                                 R"(", "title": "Rows", "adapter": "csv",
      "settings": { "format": "csv", "key": ["id"] }, "subject": "id",
      "require": [{ "path": ")" + needed + R"(", "say": "a record needs its )" +
                                                 needed +
                                                 R"(", "severity": "error" }], "observations": [
      { "kind": "person.name", "fields": { "given": "given", "family": "family" } },
      { "kind": "person.birth", "when": "born",
        "fields": { "date": { "select": "born", "parse-date": "YYYY-MM-DD" } } } ] })");
  }
  Ran replay(std::vector<std::string> words) {
    words.insert(words.begin(), {"--output", "json", "queue", "replay"});
    return hub.run(words);
  }

  HubFolder hub;

 private:
  int version_ = 0;
};

TEST_F(HeldRecord, IsReplayedWithAMappingThatWasMended) {
  const Ran before = replay({"--connection", "rows"});
  EXPECT_EQ(before.exit, 4);
  EXPECT_EQ(before.json().items()[0]["became"].string(), "held again");

  map("family");
  const Ran told = replay({"1", "--dry-run"});
  EXPECT_EQ(told.exit, 0) << told.errors;
  EXPECT_THAT(hub.held().items(), SizeIs(1));
  const Ran done = replay({"1"});
  EXPECT_EQ(done.exit, 0) << done.errors;
  EXPECT_EQ(done.json().items()[0]["became"].string(), "went through");
  EXPECT_THAT(hub.held().items(), SizeIs(0));
  EXPECT_THAT(hub.run({"child", "sources"}).out, HasSubstr("rows"));
  EXPECT_EQ(replay({"1"}).exit, 1) << "it is closed";
  EXPECT_EQ(hub.run({"audit", "verify"}).exit, 0);
}

TEST_F(HeldRecord, IsTriedWithMappingsThatAreNotInUseYet) {
  map("family", "next");
  const Ran done = replay({"--reason", "needs its born", "--mappings", hub.folder.file("next")});
  EXPECT_EQ(done.exit, 0) << done.errors << done.out;
  EXPECT_THAT(hub.held().items(), SizeIs(0));
}

TEST_F(HeldRecord, ClosesItsEntryWhenItsSourceMendsIt) {
  const Ran mended = hub.import("rows", file("2012-05-03"));
  EXPECT_EQ(mended.exit, 0) << mended.errors;
  EXPECT_THAT(mended.errors, HasSubstr("1 held records went through"));
  EXPECT_THAT(hub.held().items(), SizeIs(0));
  EXPECT_THAT(hub.run({"queue", "list", "--state", "replayed"}).out, HasSubstr("rows"));
}

TEST_F(HeldRecord, IsNotReplayedWithoutSayingWhich) {
  EXPECT_EQ(replay({}).exit, 64);
  EXPECT_EQ(replay({"1", "--all"}).exit, 64);
  EXPECT_EQ(replay({"99"}).exit, 1);
  EXPECT_EQ(replay({"--connection", "nobody"}).exit, 1);
}

TEST_F(HeldRecord, AnImportThatFailedStandsAmongTheImports) {
  hub.import("rows", hub.folder.file("nowhere.csv"));
  const formats::Json runs = hub.run({"--output", "json", "imports"}).json();
  EXPECT_EQ(runs.items()[0]["state"].string(), "failed");
  EXPECT_EQ(runs.items()[1]["state"].string(), "done");
}

}  // namespace
}  // namespace trellis::journeys
