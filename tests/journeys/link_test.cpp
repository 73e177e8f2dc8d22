// `trellis link` as an analyst uses it.
#include <fstream>
#include <sstream>

#include "tests/journeys/hub_folder.hpp"
#include "tests/support/shared.hpp"

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

namespace trellis::journeys {
namespace {

std::string contents(const std::string& file) {
  std::ifstream in(file);
  std::stringstream all;
  all << in.rdbuf();
  return all.str();
}

const char* const fields =
    R"({"record_id":"id","fields":[{"column":"first","is":"given_name"},)"
    R"({"column":"last","is":"family_name"},{"column":"born","is":"birth_date"}]})";

class Link : public ::testing::Test {
 protected:
  HubFolder hub;
  const std::string out = hub.folder.path() + "/clusters.csv";
  const std::string pupils =
      "id,first,last,born,who\n"
      "a,Ada,Morgan,2012-03-05,1\nb,ADA,Morgan,2012-03-05,1\nc,Ben,Okoro,2011-07-16,2\n"
      "d,Cai,Price,2010-01-20,3\ne,Cai,Pryce,2010-01-20,3\n";
};

TEST_F(Link, WritesOneLineForEachRecordInItsOrder) {
  const Ran ran = hub.run({"link", "--fields", hub.write("fields.json", fields), "--out", out,
                           "--pairs", hub.folder.path() + "/pairs.csv", "--truth", "who",
                           "--output", "json", hub.write("pupils.csv", pupils)});
  ASSERT_EQ(ran.exit, 0) << ran.errors;
  std::istringstream lines(contents(out));
  std::string line;
  std::getline(lines, line);
  EXPECT_EQ(line, "file,row,record_id,cluster_id");
  int rows = 0;
  while (std::getline(lines, line))
    EXPECT_THAT(line, HasSubstr("pupils.csv," + std::to_string(++rows) + ","));
  EXPECT_EQ(rows, 5);
  EXPECT_EQ(ran.json()["records"].whole(), 5);
  EXPECT_EQ(ran.json()["blocks_given_up"].whole(-1), 0);
  EXPECT_GT(ran.json()["key_recall"]["estimate"].number(), 0.5);
  EXPECT_FALSE(ran.json()["key_recall"]["families"].items().empty());
  EXPECT_TRUE(ran.json()["truth"].find("clusters") != nullptr);
  EXPECT_THAT(contents(hub.folder.path() + "/pairs.csv"), StartsWith("file_a,row_a,record_id_a,"));
}

TEST_F(Link, CountsAChildThatStandsInATableManyTimesAsOne) {
  std::string visits = "id,first,last,born\n";
  for (int i = 0; i < 400; ++i)
    visits +=
        std::to_string(i) + (i % 2 == 0 ? ",Ada,Morgan,2012-03-05\n" : ",Ben,Okoro,2011-07-16\n");
  const std::string given = hub.write("fields.json", fields);
  const Ran ran =
      hub.run({"link", "--fields", given, "--out", out, hub.write("visits.csv", visits)});
  ASSERT_EQ(ran.exit, 0) << ran.errors;
  EXPECT_THAT(ran.errors, HasSubstr("400 records are 2 people"));
  EXPECT_THAT(ran.errors, HasSubstr("398 rows are equal to one before them"));
}

TEST_F(Link, TellsOfRecordsThatWereComparedWithNobody) {
  std::string names = "id,first,last,born\n";
  for (int i = 0; i < 30; ++i) names += std::to_string(i) + ",Unknown,Unknown,1900-01-01\n";
  const std::string given = hub.write("fields.json", fields);
  const Ran ran = hub.run({"link", "--fields", given, "--out", out,
                           hub.write("names.csv", names + "a,Ada,Morgan,2012-03-05\n"
                                                          "b,Ada,Morgen,2012-03-05\n")});
  ASSERT_EQ(ran.exit, 0) << ran.errors;
  EXPECT_THAT(ran.errors, HasSubstr("30 records say too little to be compared"));
  EXPECT_THAT(ran.errors, HasSubstr("cannot be told"));
  EXPECT_THAT(ran.errors, Not(HasSubstr("estimated")));
}

TEST_F(Link, CountsRowsThatCannotBeUsedAndSaysWhere) {
  const Ran ran = hub.run({"link", "--fields", hub.write("fields.json", fields), "--out", out,
                           hub.write("pupils.csv",
                                     "id,first,last,born\na,Ada,Morgan,2012-03-05\n"
                                     "too,few\nb,Ada,Morgan,2012-03-05\n")});
  EXPECT_EQ(ran.exit, 4);
  EXPECT_THAT(ran.errors, HasSubstr("pupils.csv:3:"));
  EXPECT_THAT(contents(out), HasSubstr("pupils.csv,1,a,"));
  EXPECT_THAT(contents(out), HasSubstr("pupils.csv,3,b,"));
}

TEST_F(Link, AsksWhatIsWorthDecidingAndObeysTheAnswers) {
  const std::string table = hub.write("pupils.csv", pupils);
  const std::string given = hub.write("fields.json", fields);
  const std::string questions = hub.folder.path() + "/questions.csv";
  const Ran asked =
      hub.run({"link", "--fields", given, "--out", out, "--questions", questions, table});
  ASSERT_EQ(asked.exit, 0) << asked.errors;
  EXPECT_THAT(contents(questions),
              StartsWith("file_a,row_a,record_id_a,file_b,row_b,record_id_b,same,probability\n"));

  const auto clusters_with = [&](const std::string& labels) {
    const Ran ran = hub.run({"link", "--fields", given, "--out", out, "--labels",
                             hub.write("labels.csv", labels), table});
    return ran.exit == 0 ? contents(out) : ran.errors;
  };
  const std::string header = "record_id_a,record_id_b,same\n";
  EXPECT_THAT(clusters_with(header + "a,c,yes\n"), HasSubstr("pupils.csv,3,c,1\n"));
  EXPECT_THAT(clusters_with(header + "a,b,no\nc,d,\n"), HasSubstr("pupils.csv,2,b,2\n"));
  EXPECT_THAT(clusters_with(header + "a,b,no\na,x,yes\n"), HasSubstr("labels.csv:3"));
  EXPECT_THAT(clusters_with(header + "a,b,no\nb,a,yes\n"), HasSubstr("contradict"));
  EXPECT_THAT(clusters_with(header + "a,b,perhaps\n"), HasSubstr("yes or no"));
  EXPECT_THAT(clusters_with("left,right,same\na,b,yes\n"), HasSubstr("record_id_a"));
  EXPECT_THAT(clusters_with("unique_id_l,unique_id_r,clerical_match_score\na,c,0.9\n"),
              HasSubstr("pupils.csv,3,c,1\n"));
}

TEST_F(Link, SaysWhatIsWrongAndWritesNothing) {
  const std::string table = hub.write("pupils.csv", pupils);
  const auto refused = [&](const std::string& text, const std::string& why) {
    const Ran ran =
        hub.run({"link", "--fields", hub.write("fields.json", text), "--out", out, table});
    EXPECT_NE(ran.exit, 0);
    EXPECT_THAT(ran.errors, HasSubstr(why));
    EXPECT_EQ(contents(out), "");
  };
  refused("{", "fields.json:1:");
  refused(R"({"fields":[{"column":"first","is":"hat"}]})", "fields.json:1:");
  refused(R"({"fields":[{"column":"forst","is":"given_name"}]})", "forst");
  refused(R"({"record_id":"key","fields":[{"column":"first","is":"given_name"}]})", "\"key\"");
}

TEST_F(Link, FindsOutBeforeItReadsThatItCannotWrite) {
  const std::string table = hub.write("pupils.csv", pupils), top = hub.folder.path();
  const std::string unreadable = hub.folder.file("nothing.csv");  // would be said after the outputs
  const auto refused = [&](std::vector<std::string> outputs, const std::string& why) {
    std::vector<std::string> words = {"link", "--fields", hub.write("fields.json", fields)};
    words.insert(words.end(), outputs.begin(), outputs.end());
    words.insert(words.end(), {table, unreadable});
    const Ran ran = hub.run(words);
    EXPECT_NE(ran.exit, 0);
    EXPECT_THAT(ran.errors, HasSubstr(why));
    EXPECT_THAT(ran.errors, Not(HasSubstr("nothing.csv")));
    EXPECT_EQ(contents(out + ".part"), "");
  };
  refused({"--out", top + "/missing/c.csv"}, "missing/c.csv: the file cannot be written");
  refused({"--out", out, "--pairs", top + "/missing/p.csv"}, "missing/p.csv");
  refused({"--out", out, "--report", table}, "pupils.csv/index.html");
  refused({"--out", top}, "cannot be written");
  refused({"--out", table}, "overwrite what is read");
  refused({"--out", out, "--pairs", out}, "two results");
  EXPECT_EQ(contents(table), pupils);
}

TEST_F(Link, TellsErrorsByClassAndWhyTwoRowsAreOnePerson) {
  const std::string report = hub.folder.path() + "/new/report";
  const std::string table = hub.write("pupils.csv", pupils);
  std::vector<std::string> words = {"link",       "--fields", hub.write("fields.json", fields),
                                    "--out",      out,        "--report",
                                    report,       "--truth",  "who",
                                    "--explain",  "1,2",      "--explain",
                                    table + ":1", table};
  const Ran text = hub.run(words);
  ASSERT_EQ(text.exit, 0) << text.errors;
  EXPECT_THAT(text.out, HasSubstr("row 1 (a) is likely "));
  EXPECT_THAT(text.out, HasSubstr("birth date: same"));
  EXPECT_THAT(text.out, HasSubstr("cluster 1: "));
  EXPECT_THAT(text.out, HasSubstr("missed in clusters"));
  EXPECT_THAT(text.errors, HasSubstr("keys find an estimated 100.00 % ("));
  EXPECT_THAT(contents(report + "/index.html"), HasSubstr("Pairs that were asked for"));
  EXPECT_THAT(contents(report + "/index.html"), HasSubstr("What the keys find and lose"));

  words.insert(words.end(), {"--output", "json"});
  const formats::Json json = hub.run(words).json();
  EXPECT_EQ(json["explanations"].items()[0]["a"]["record_id"].string(), "a");
  EXPECT_GT(json["explanations"].items()[0]["fields"].items().size(), 2u);
  EXPECT_EQ(json["explanations"].items()[1]["cluster_id"].whole(), 1);
  EXPECT_TRUE(json["truth"]["errors_by_class"].find("twin") != nullptr);

  words.back() = "table";
  words.insert(words.end(), {"--explain", "1,99"});
  EXPECT_THAT(hub.run(words).errors, HasSubstr("99: there is no such row"));
}

TEST_F(Link, TellsHowManyPeopleStandInWhichSystems) {
  const std::string pupils_file = hub.write("pupils.csv", pupils);
  const std::string police =
      hub.write("police.csv", "id,first,last,born\nx,Ada,Morgan,2012-03-05\n");
  const Ran files = hub.run({"link", "--fields", hub.write("fields.json", fields), "--out", out,
                             "--output", "json", pupils_file, police});
  ASSERT_EQ(files.exit, 0) << files.errors;
  const formats::Json json = files.json();
  const auto& systems = json["systems"].items();
  ASSERT_EQ(systems.size(), 2u);
  EXPECT_EQ(systems[0]["system"].string(), "pupils.csv");
  EXPECT_EQ(systems[0]["people"].whole(), 3);
  EXPECT_EQ(systems[1]["also_in"]["pupils.csv"].whole(), 1);

  const Ran column =
      hub.run({"link", "--out", out, "--fields",
               hub.write("fields.json", R"({"fields":[{"column":"first","is":"given_name"},)"
                                        R"({"column":"last","is":"family_name"},)"
                                        R"({"column":"who","is":"system"}]})"),
               pupils_file});
  EXPECT_THAT(column.out, HasSubstr("also in 2"));

  // A column of names by mistake: what says so much is no system, and is not shown.
  std::string many = "id,first,last,born\n";
  for (char c = 'a'; c < 'a' + 17; ++c)
    many += std::string(1, c) + ",Ada,Mor" + c + ",2012-03-05\n";
  const Ran names =
      hub.run({"link", "--out", out, "--fields",
               hub.write("fields.json", R"({"fields":[{"column":"first","is":)"
                                        R"("given_name"},{"column":"last","is":"system"}]})"),
               hub.write("many.csv", many)});
  ASSERT_EQ(names.exit, 0) << names.errors;
  EXPECT_THAT(names.out, Not(HasSubstr("Mor")));
}

TEST_F(Link, GuessesWhatColumnsAre) {
  const Ran ran =
      hub.run({"link", "--guess-fields",
               hub.write("p.csv", "rec_id,forename,surname,dob\n1,Ada,Morgan,2012-03-05\n")});
  EXPECT_EQ(ran.exit, 0);
  EXPECT_THAT(ran.out, HasSubstr("\"forename\""));
  EXPECT_THAT(ran.out, HasSubstr("birth_date"));
}

// Foreign data with a known truth: the default settings must not become worse than what was
// measured when they were chosen.
TEST_F(Link, IsAsRightAsItWasOnForeignData) {
  const auto shared = testing::shared_folder();
  if (!shared) GTEST_SKIP() << testing::no_shared;
  const Ran ran = hub.run({"link", "--out", out, "--truth", "cluster", "--output", "json",
                           *shared + "/linkage/fake_1000/fake_1000.csv"});
  ASSERT_EQ(ran.exit, 0) << ran.errors;
  EXPECT_GE(ran.json()["truth"]["pairs"]["f1"].number(), 0.90);
  EXPECT_GE(ran.json()["truth"]["clusters"]["f1"].number(), 0.95);
}

}  // namespace
}  // namespace trellis::journeys
