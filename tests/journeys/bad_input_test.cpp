// Every kind of bad input: a clear error with its place, the rest imported, the bad part held, no
// crash.
#include <fcntl.h>
#include <filesystem>
#include <sys/mount.h>
#include <unistd.h>

#include "tests/journeys/hub_folder.hpp"

using ::testing::HasSubstr;

namespace trellis::journeys {
namespace {

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

class BadInput : public ::testing::Test {
 protected:
  // `stored` records arrive, at least one piece is held, and each held piece says why and where.
  void expect(const std::string& connection, const std::string& bytes, int stored,
              const std::string& line) {
    const formats::Json row = hub.import_row(connection, hub.write("input", bytes));
    EXPECT_EQ(row["stored"].string(), std::to_string(stored));
    EXPECT_NE(row["held"].string(), "0");
    const formats::Json held = hub.held();
    ASSERT_FALSE(held.items().empty());
    bool has_line = false;
    for (const formats::Json& each : held.items()) {
      const std::string text = each.dump();
      EXPECT_FALSE(each["reason"].string().empty()) << text;
      if (text.find(line) != std::string::npos) has_line = true;
    }
    EXPECT_TRUE(has_line) << "no held piece stands at " << line << ": " << held.dump(2);
  }

  HubFolder hub;
  const std::string one = cin_child(1), two = cin_child(2), three = cin_child(3);
};

TEST_F(BadInput, ATruncatedFileKeepsItsWholeRecords) {
  const std::string whole = cin_file({one, two, three});
  expect("cin", whole.substr(0, whole.find("C3") + 1), 2, "input:");
}

TEST_F(BadInput, ABytePatternOfAnotherEncodingCostsItsRecordOnly) {
  std::string bad = two;
  bad.replace(bad.find("C2"), 2, "C\xE9");
  expect("cin", cin_file({one, bad, three}), 2, "input:13");
}

TEST_F(BadInput, ASecondRootIsToldAndNothingBeforeItLost) {
  expect("cin", cin_file({one, two}) + "<Message/>", 2, "input:");
}

TEST_F(BadInput, StrayTextAfterTheRootIsTold) {
  expect("cin", cin_file({one, two}) + "oops", 2, "input:");
}

TEST_F(BadInput, ABillionLaughsAreRefused) {
  const std::string bomb =
      "<!DOCTYPE m [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>\n";
  expect("cin", bomb + cin_file({one, cin_child(9, "&b;")}), 0, "input:1");
}

TEST_F(BadInput, AnExternalEntityIsNeverRead) {
  const std::string secret = hub.write("secret.txt", "SECRETSECRET");
  const std::string file = "<!DOCTYPE m [<!ENTITY x SYSTEM \"file://" + secret + "\">]>\n" +
                           cin_file({cin_child(9, "&x;")});
  hub.import("cin", hub.write("input", file));
  EXPECT_THAT(hub.run({"child", "sources"}).out, ::testing::Not(HasSubstr("C9")));
  EXPECT_THAT(hub.held().dump(), ::testing::Not(HasSubstr("SECRETSECRET")));
}

TEST_F(BadInput, TwoHundredThousandNestedElementsAreHeld) {
  const std::string deep =
      "<Child>" + repeated("<a>", 200'000) + repeated("</a>", 200'000) + "</Child>\n";
  expect("cin", cin_file({one, deep, two}), 2, "input:");
}

TEST_F(BadInput, TwoHundredThousandNestedArraysAreHeld) {
  const std::string deep = repeated("[", 200'000) + repeated("]", 200'000);
  expect("items",
         "[{\"id\":\"1\",\"given\":\"Ada\"},\n{\"id\":\"2\",\"x\":" + deep +
             "},\n{\"id\":\"3\",\"given\":\"Eve\"}]",
         2, "input:2");
}

TEST_F(BadInput, NulBytesAreHeld) {
  std::string bad = two;
  bad.replace(bad.find("C2"), 2, std::string("C\0", 2));
  expect("cin", cin_file({one, bad, three}), 2, "input:");
  expect("rows", std::string("id,given,family,born\n1,A,B,\n2,C\0,D,\n3,E,F,\n", 42), 2, "input:3");
}

TEST_F(BadInput, RowsWithTooFewOrTooManyFieldsAreHeld) {
  expect("rows", "id,given,family,born\n1,A,B,2010-01-01\n2,C\n3,D,E,2010-01-01,x\n4,F,G,\n", 2,
         "input:3");
  EXPECT_THAT(hub.held().dump(), HasSubstr("input:4"));
}

TEST_F(BadInput, AFieldOfManyMebibytesIsHeld) {
  expect("rows", "id,given,family,born\n1,A,B,\n2," + std::string(40u << 20, 'x') + ",D,\n3,E,F,\n",
         2, "input:3");
}

TEST_F(BadInput, DuplicateKeysAreHeld) {
  expect("items",
         "[{\"id\":\"1\",\"given\":\"Ada\"},\n{\"id\":\"2\",\"id\":\"3\"},\n{\"id\":\"4\","
         "\"given\":\"Eve\"}]",
         2, "input:2");
}

TEST_F(BadInput, ARowWithAKeyThatWasReadIsHeldAtItsOwnLine) {
  expect("rows", "id,given,family,born\n1,Ada,Long,2012-03-04\n2,Ben,Short,\n1,Cara,Mid,\n", 2,
         "input:4:1");
}

TEST_F(BadInput, MonthThirteenIsAPlacedIssueAndLosesNothingElse) {
  const std::string file =
      hub.write("input.xml", cin_file({one, cin_child(2, "2012-13-04"), three}));
  const Ran ran = hub.run({"--output", "json", "mapping", "try", file, "--mapping", "cin-census"});
  const formats::Json trial = ran.json();
  EXPECT_EQ(trial["subjects"].items().size(), 3u);
  EXPECT_THAT(trial["issues"].dump(), HasSubstr("bad-date"));
  EXPECT_THAT(trial["issues"].dump(), HasSubstr("\"line\":14"));
}

TEST_F(BadInput, AMessageWithoutItsHeaderIsHeld) {
  const std::string good =
      "MSH|^~\\&|PAS|RX1|HUB|HUB|202601010900||ADT^A04|7|P|2.4\rEVN|A04|202601010900\r"
      "PID|1||H1^^^RX1^MR||MORGAN^ADA||20120304|2\r";
  expect("adt", "PID|1||H0^^^RX1^MR||X^Y\r" + good, 1, "input:1");
  expect("adt", good + "MSH||||\rPID|1\r", 0, "input:");
}

TEST_F(BadInput, AnEmptyFileIsTold) {
  const Ran ran = hub.import("cin", hub.write("input", ""));
  EXPECT_NE(ran.exit, 0);
  EXPECT_THAT(ran.out + ran.errors + hub.held().dump(), HasSubstr("empty"));
}

TEST_F(BadInput, APathThatIsNotThereIsTold) {
  const Ran ran = hub.import("cin", hub.folder.file("nowhere.xml"));
  EXPECT_NE(ran.exit, 0);
  EXPECT_THAT(ran.errors, HasSubstr("nowhere.xml"));
}

TEST_F(BadInput, AnEmptyFolderIsTold) {
  std::filesystem::create_directories(hub.folder.file("empty"));
  const Ran ran = hub.import("cin", hub.folder.file("empty"));
  EXPECT_NE(ran.exit, 0);
  EXPECT_FALSE(ran.errors.empty());
}

TEST_F(BadInput, ADirectoryForADatabaseIsTold) {
  std::filesystem::create_directories(hub.path() + "/data/trellis.db");
  const Ran ran = hub.import("cin", hub.write("input", cin_file({one})));
  EXPECT_NE(ran.exit, 0);
  EXPECT_FALSE(ran.errors.empty());
}

TEST_F(BadInput, AFileWithoutPermissionIsTold) {
  if (geteuid() == 0) GTEST_SKIP() << "root may read everything";
  const std::string file = hub.write("input", cin_file({one}));
  std::filesystem::permissions(file, std::filesystem::perms::none);
  EXPECT_THAT(hub.import("cin", file).errors, HasSubstr("permission"));
}

TEST_F(BadInput, AFullDiskStopsTheImportAndLosesNothing) {
  const std::string data = hub.path() + "/data";
  std::filesystem::create_directories(data);
  if (mount("tmpfs", data.c_str(), "tmpfs", 0, "size=1500k") != 0)
    GTEST_SKIP() << "a small file system cannot be mounted here";
  std::vector<std::string> children;
  for (int i = 0; i < 4000; ++i) children.push_back(cin_child(i));
  const std::string file = hub.write("input", cin_file(children));

  const Ran full = hub.import("cin", file);
  EXPECT_NE(full.exit, 0);
  EXPECT_THAT(full.errors + full.out, HasSubstr("disk"));

  ASSERT_EQ(mount("tmpfs", data.c_str(), "tmpfs", MS_REMOUNT, "size=200m"), 0);
  hub.import("cin", file);
  const formats::Json row = hub.import_row("cin", file);
  EXPECT_EQ(row["unchanged"].string(), "4000");
  EXPECT_EQ(hub.run({"audit", "verify"}).exit, 0);
  umount(data.c_str());
}

}  // namespace
}  // namespace trellis::journeys
