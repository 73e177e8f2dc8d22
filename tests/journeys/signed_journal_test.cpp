#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/journeys/hub_folder.hpp"
#include "tests/support/shared.hpp"

namespace trellis::journeys {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr const char* people = "id,given,family,born\n1,Ada,Fern,2012-03-04\n";
constexpr const char* more_people =
    "id,given,family,born\n1,Ada,Fern,2012-03-04\n2,Bo,Moss,2013-05-06\n3,Cy,Reed,2014-07-08\n";

// A hub whose hub.json names a key and a folder for the checkpoints, made by `trellis init`.
class ASignedHub : public ::testing::Test {
 protected:
  ASignedHub() {
    hub.write("hub/hub.json", R"({ "name": "Fern", "mappings": "../mappings",
      "journal": { "key": "../safe/journal.pem", "checkpoints": "../safe/kept" },
      "organisations": [ { "id": "council", "title": "A council", "kind": "social_care" } ] })");
    hub.write("people.csv", people);
    hub.write("more.csv", more_people);
    EXPECT_EQ(hub.run({"init"}).exit, 0);
  }

  std::string database() const { return hub.path() + "/data/trellis.db"; }
  std::string kept() const { return hub.folder.file("safe/kept"); }
  std::string checkpoints() const {
    for (const auto& each : fs::directory_iterator(kept()))
      if (each.path().extension() == ".checkpoints") return each.path().string();
    return {};
  }
  void import(const std::string& file) const {
    EXPECT_EQ(hub.import("rows", hub.folder.file(file)).exit, 0);
  }
  // Copies the database with all that belongs to it.
  void copy_data(const std::string& from, const std::string& to) const {
    fs::remove_all(to);
    fs::copy(from, to, fs::copy_options::recursive);
  }
  std::string data() const { return hub.path() + "/data"; }

  HubFolder hub;
};

TEST_F(ASignedHub, IsProvenUpToTheEndOfTheLastCommand) {
  import("people.csv");
  const Ran verified = hub.run({"--output", "json", "audit", "verify"});
  EXPECT_EQ(verified.exit, 0) << verified.out << verified.errors;
  const formats::Json json = verified.json();
  EXPECT_TRUE(json["signed"].boolean());
  EXPECT_GT(json["entries"].number(), 1);
  EXPECT_EQ(json["proven_to"].number(), json["entries"].number());
  EXPECT_GE(json["checkpoints"].number(), 2);
}

TEST_F(ASignedHub, KeepsItsKeyToItself) {
  EXPECT_EQ(fs::status(hub.folder.file("safe/journal.pem")).permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
  fs::permissions(hub.folder.file("safe/journal.pem"), fs::perms::group_read,
                  fs::perm_options::add);
  EXPECT_THAT(hub.run({"alert", "list"}).errors, HasSubstr("chmod 600"));
  EXPECT_THAT(hub.run({"check"}).out, HasSubstr("chmod 600"));
}

TEST_F(ASignedHub, IsNotMadeTwice) {
  const Ran again = hub.run({"init"});
  EXPECT_EQ(again.exit, 1);
  EXPECT_THAT(again.errors, HasSubstr("there is a hub in this folder already"));
}

TEST_F(ASignedHub, AlarmsWhereItsDatabaseIsGoneOrEmpty) {
  import("people.csv");
  fs::remove_all(data());
  for (const bool is_empty : {false, true}) {
    if (is_empty) hub.write("hub/data/trellis.db", "");
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"import", "rows", hub.folder.file("people.csv")},
          {"child", "search", "Ada"},
          {"alert", "list"},
          {"init"}}) {
      const Ran ran = hub.run(words);
      EXPECT_EQ(ran.exit, 1) << words.front();
      EXPECT_THAT(ran.errors, HasSubstr("ALARM")) << words.front();
    }
    EXPECT_EQ(hub.run({"audit", "verify"}).exit, 3);
    const Ran check = hub.run({"check"});
    EXPECT_EQ(check.exit, 3);
    EXPECT_THAT(check.out, HasSubstr("ALARM"));
    EXPECT_EQ(fs::exists(database()), is_empty);
  }
}

TEST_F(ASignedHub, AlarmsWhereItsDatabaseIsOlderThanWhatWasSigned) {
  import("people.csv");
  copy_data(data(), hub.folder.file("old"));
  import("more.csv");
  copy_data(hub.folder.file("old"), data());

  const Ran shown = hub.run({"child", "search", "Ada"});
  EXPECT_EQ(shown.exit, 1);
  EXPECT_THAT(shown.errors, HasSubstr("older than it was"));
  EXPECT_THAT(hub.run({"check"}).out, HasSubstr("older than it was"));
  const Ran verified = hub.run({"audit", "verify"});
  EXPECT_EQ(verified.exit, 3);
  EXPECT_THAT(verified.out, HasSubstr("were removed: the checkpoint knows them"));
}

TEST_F(ASignedHub, AlarmsWhereAnotherWholeJournalStandsInItsPlace) {
  import("people.csv");
  HubFolder other;
  other.write("people.csv", more_people);
  ASSERT_EQ(other.import("rows", other.folder.file("people.csv")).exit, 0);
  for (int times = 0; times < 5; ++times) EXPECT_EQ(other.run({"child", "search", "Ada"}).exit, 0);
  copy_data(other.path() + "/data", data());

  EXPECT_THAT(hub.run({"alert", "list"}).errors, HasSubstr("does not agree with the checkpoint"));
  const Ran verified = hub.run({"audit", "verify"});
  EXPECT_EQ(verified.exit, 3);
  EXPECT_THAT(verified.out, HasSubstr("was rewritten"));
}

TEST_F(ASignedHub, AlarmsWhereItsCheckpointsAreGone) {
  import("people.csv");
  fs::remove(checkpoints());
  EXPECT_THAT(hub.run({"alert", "list"}).errors, HasSubstr("ALARM: no checkpoint"));
  const Ran verified = hub.run({"audit", "verify"});
  EXPECT_EQ(verified.exit, 3);
  EXPECT_THAT(verified.out, HasSubstr("no checkpoint signed by the hub's key"));

  fs::remove_all(kept());
  EXPECT_EQ(hub.run({"alert", "list"}).exit, 69);
}

TEST_F(ASignedHub, AlarmsWhereACheckpointWasChangedOrForged) {
  import("people.csv");
  const std::string whole = testing::read_file(checkpoints());
  std::string changed = whole;
  const std::size_t digit = changed.size() - 10;
  changed[digit] = changed[digit] == 'a' ? 'b' : 'a';
  std::ofstream(checkpoints()) << changed;
  EXPECT_THAT(hub.run({"alert", "list"}).errors, HasSubstr("was not signed by the hub's key"));
  EXPECT_EQ(hub.run({"audit", "verify"}).exit, 3);

  std::ofstream(checkpoints()) << whole << "trust me\n";
  EXPECT_THAT(hub.run({"alert", "list"}).errors, HasSubstr("ALARM"));
  EXPECT_EQ(hub.run({"audit", "verify"}).exit, 3);
}

TEST_F(ASignedHub, TakesOverABackupOnlyWhereAPersonSaysSo) {
  import("people.csv");
  copy_data(data(), hub.folder.file("old"));
  import("more.csv");
  copy_data(hub.folder.file("old"), data());
  EXPECT_EQ(hub.run({"audit", "adopt"}).exit, 64);
  ASSERT_EQ(hub.run({"audit", "adopt", "--reason", "the disk failed"}).exit, 0);

  import("more.csv");
  const Ran verified = hub.run({"audit", "verify"});
  EXPECT_EQ(verified.exit, 0) << verified.out;
  EXPECT_THAT(verified.out, HasSubstr("taken over by a person"));
  EXPECT_THAT(hub.run({"audit", "show"}).out, HasSubstr("the disk failed"));
}

TEST_F(ASignedHub, SharesAFolderWithAnother) {
  HubFolder other;
  other.write("hub/hub.json", R"({ "name": "Moss", "mappings": "../mappings",
      "journal": { "key": "../safe/journal.pem", "checkpoints": ")" +
                                  kept() + R"(" },
      "organisations": [ { "id": "council", "title": "A council", "kind": "social_care" } ] })");
  ASSERT_EQ(other.run({"init"}).exit, 0);
  import("people.csv");
  EXPECT_EQ(other.run({"audit", "verify"}).exit, 0);
  EXPECT_EQ(hub.run({"audit", "verify"}).exit, 0);
}

TEST_F(ASignedHub, SaysThatItCouldNotSign) {
  const std::string in_the_way = checkpoints() + ".lock";
  fs::remove(in_the_way);
  fs::create_directory(in_the_way);
  const Ran unsigned_import = hub.import("rows", hub.folder.file("people.csv"));
  EXPECT_EQ(unsigned_import.exit, 4);
  EXPECT_THAT(unsigned_import.errors, HasSubstr("checkpoint cannot be kept"));
  EXPECT_LT(hub.run({"--output", "json", "audit", "verify"}).json()["proven_to"].number(), 2);

  fs::remove(in_the_way);
  EXPECT_EQ(hub.run({"alert", "list"}).exit, 0);
  const formats::Json json = hub.run({"--output", "json", "audit", "verify"}).json();
  EXPECT_EQ(json["proven_to"].number(), json["entries"].number());
}

TEST_F(ASignedHub, IsToldFromALogOfItsCheckpoints) {
  import("people.csv");
  hub.write("syslog", "Mar  3 09:00:00 host sshd[1]: hello\nMar  3 09:00:01 host trellis[7]: " +
                          testing::read_file(checkpoints()));
  const Ran verified = hub.run({"audit", "verify", "--against", hub.folder.file("syslog")});
  EXPECT_EQ(verified.exit, 0) << verified.errors;
}

TEST(AHubWithoutAKey, IsMadeByTheFirstCommandAndSaysWhatCannotBeTold) {
  HubFolder hub;
  const Ran verified = hub.run({"audit", "verify"});
  EXPECT_EQ(verified.exit, 0);
  EXPECT_THAT(verified.out, HasSubstr("was rewritten could not be told"));
}

TEST(AHubWithoutAKey, IsGivenOneLater) {
  HubFolder hub;
  hub.write("people.csv", people);
  ASSERT_EQ(hub.import("rows", hub.folder.file("people.csv")).exit, 0);
  EXPECT_THAT(hub.run({"audit", "adopt", "--reason", "x"}).errors, HasSubstr("names no key"));
}

TEST(AKeyForTheJournal, BelongsOutsideTheData) {
  HubFolder hub;
  hub.write("hub/hub.json", R"({ "name": "Fern", "mappings": "../mappings",
      "journal": { "key": "data/journal.pem", "checkpoints": "data/../data/kept" },
      "organisations": [ { "id": "council", "title": "A council", "kind": "social_care" } ] })");
  const Ran made = hub.run({"init"});
  EXPECT_EQ(made.exit, 1);
  EXPECT_THAT(made.errors, HasSubstr("must be outside the data folder"));
}

TEST(ANewHub, IsMadeFromNothing) {
  HubFolder around;
  const std::string folder = around.folder.file("new");
  const auto run = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"trellis", "--hub", folder});
    return run_program(around.folder, words);
  };
  EXPECT_EQ(run({"init"}).exit, 1);
  ASSERT_EQ(run({"init", "--name", "Vale of Fern"}).exit, 0);
  EXPECT_EQ(run({"check"}).exit, 0);
  EXPECT_THAT(run({"audit", "show"}).out, HasSubstr("the hub was made"));
  EXPECT_EQ(run({"init", "--name", "Again"}).exit, 1);
}

}  // namespace
}  // namespace trellis::journeys
