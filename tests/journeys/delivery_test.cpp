// What must reach a recipient goes out once, is told where it could not, and never as true when it
// is not any more.
#include <chrono>
#include <csignal>
#include <filesystem>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gmock/gmock.h>

#include "hub/base/time.hpp"
#include "tests/journeys/hub_folder.hpp"
#include "tests/support/shared.hpp"

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

namespace trellis::journeys {
namespace {

namespace fs = std::filesystem;

std::string days_ago(int days) {
  return Date::of(SystemClock().now() - std::chrono::hours(24) * days).text();
}

// Schools tell of suspensions, and a youth justice service takes its alerts from a folder.
class Delivery : public ::testing::Test {
 protected:
  Delivery() {
    hub.write("hub/hub.json", R"({ "name": "test", "mappings": "../mappings", "organisations": [
      { "id": "schools", "title": "The schools", "kind": "education" },
      { "id": "service", "title": "The service", "kind": "youth_justice" } ] })");
    fs::remove_all(hub.path() + "/connections");
    hub.write("hub/roles/worker.json",
              R"({ "role": "worker", "title": "Worker", "organisation-kinds": ["youth_justice"],
                   "own-records": "detail" })");
    agree("2099-12-31");
    hub.write("hub/rules/suspended.json", R"({ "rule": "suspended", "title": "Suspended",
      "when": { "kinds": ["education.suspension"], "within-days": 60 },
      "child": { "open-to": "youth_justice" },
      "recipient": { "role": "worker", "purpose": "youth_justice" }, "severity": "prompt",
      "answer-by-days": 2, "sentence": "Suspended for {sessions} sessions." })");
    mapping("school", R"({ "kind": "education.suspension", "when": "suspended",
      "valid-from": { "select": "suspended", "parse-date": "YYYY-MM-DD" },
      "fields": { "category": { "value": "SUSP" }, "start_date": "suspended",
                  "sessions": "sessions" } })");
    mapping("justice", R"({ "kind": "youth_justice.programme", "when": "opened",
      "valid-from": { "select": "opened", "parse-date": "YYYY-MM-DD" },
      "fields": { "type": { "value": "prevention" } } })");
    connection("school", "schools", "");
    connection("justice", "service", R"(, "output": { "folder": "out", "adapter": "childview",
      "settings": { "alert-columns": [ { "column": "ID", "from": "source_key" },
        { "column": "ALERT", "from": "title" }, { "column": "DETAIL", "from": "sentence" } ] } })");
    const std::string open =
        "id,given,family,born,nhs,suspended,sessions,opened\n"
        "J1,Ben,Ellis,2011-11-30,9990000026,,," +
        days_ago(30) + "\n";
    EXPECT_EQ(hub.import("justice", hub.write("justice.csv", open)).exit, 0);
  }

  void agree(const std::string& end) {
    hub.write("hub/agreements/one.json", R"({ "agreement": "one", "version": "1", "title": "One",
      "status": "live", "parties": { "providers": ["schools"],
        "recipients": [{ "organisation": "service", "roles": ["worker"] }] },
      "purpose": "youth_justice", "purpose-in-words": "To keep children in school",
      "legal-basis": "Crime and Disorder Act 1998 s.115", "regime": "law_enforcement",
      "subjects": { "open-to": ["youth_justice"] },
      "share": [{ "clause": "1", "kinds": ["education.suspension"], "level": "detail" }],
      "start": "2025-01-01", "review": "2099-01-01", "end": ")" +
                                             end + R"(",
      "signatories": [
        { "organisation": "schools", "office": "Director", "signed": "2024-12-01" },
        { "organisation": "service", "office": "Head", "signed": "2024-12-01" }] })");
  }
  void mapping(const std::string& name, const std::string& event) {
    hub.write("mappings/" + name + "/mapping.json",
              R"({ "mapping": ")" + name +
                  R"(", "version": "1.0.0", "title": "Rows", "adapter": "csv", "settings":
      { "format": "csv", "key": ["id"] }, "full-extract": true, "subject": "id", "observations": [
      { "kind": "person.name", "fields": { "given": "given", "family": "family" } },
      { "kind": "person.birth", "when": "born",
        "fields": { "date": { "select": "born", "parse-date": "YYYY-MM-DD" } } },
      { "kind": "person.identifier", "when": "nhs", "fields": { "system": { "value": "nhs_number" },
        "value": "nhs" } }, )" +
                  event + "] }");
  }
  void connection(const std::string& name, const std::string& organisation,
                  const std::string& output) {
    hub.write("hub/connections/" + name + ".json",
              R"({ "connection": ")" + name + R"(", "title": "T", "organisation": ")" +
                  organisation + R"(", "mapping": ")" + name + "\"" + output + " }");
  }
  Ran suspended(const std::string& sessions) {
    const std::string day = sessions.empty() ? "" : days_ago(3);
    return hub.import("school", hub.write("school.csv",
                                          "id,given,family,born,nhs,suspended,sessions,opened\n"
                                          "S1,Ben,Ellis,2011-11-30,9990000026," +
                                              day + "," + sessions + ",\n"));
  }
  // The text of all files that went out.
  std::string out() const {
    std::string all;
    std::error_code none;
    for (const auto& file : fs::directory_iterator(hub.path() + "/out", none))
      all += testing::read_file(file.path().string());
    return all;
  }
  formats::Json deliveries(const std::string& state) const {
    return hub.run({"--output", "json", "queue", "deliveries", "--state", state}).json();
  }

  HubFolder hub;
};

TEST_F(Delivery, GoesOutAndStandsInTheJournalWithItsAgreement) {
  EXPECT_EQ(suspended("4").exit, 0);
  EXPECT_THAT(out(), HasSubstr("J1,Suspended,Suspended for 4 sessions."));
  EXPECT_THAT(deliveries("delivered").items(), SizeIs(1));
  const std::string journal =
      hub.run({"--output", "json", "audit", "show", "--action", "disclosure"}).out;
  EXPECT_THAT(journal, HasSubstr("\"one\""));
  EXPECT_THAT(journal, HasSubstr("service"));
}

TEST_F(Delivery, ThatCannotBeWrittenIsToldByEveryCommandUntilItIsReleased) {
  hub.write("hub/out", "a file in the folder's place");
  const Ran first = suspended("4");
  EXPECT_EQ(first.exit, 4);
  EXPECT_THAT(first.errors, HasSubstr("1 alert could not be sent"));
  EXPECT_THAT(first.errors, HasSubstr("1 delivery waits; see: trellis queue deliveries"));
  EXPECT_THAT(hub.run({"imports"}).errors, HasSubstr("1 delivery waits"));
  EXPECT_EQ(hub.run({"queue", "release", "--all"}).exit, 4);

  fs::remove(hub.path() + "/out");
  const Ran released = hub.run({"queue", "release", "--all"});
  EXPECT_EQ(released.exit, 0) << released.errors;
  EXPECT_THAT(released.errors, HasSubstr("1 alert went out"));
  EXPECT_THAT(released.errors, Not(HasSubstr("queue deliveries")));
  EXPECT_THAT(out(), HasSubstr("Suspended for 4 sessions."));
}

TEST_F(Delivery, IsHeldWhereItsAgreementEndedBeforeItWentOut) {
  hub.write("hub/out", "in the way");
  suspended("4");
  fs::remove(hub.path() + "/out");
  agree(days_ago(1));

  EXPECT_EQ(hub.run({"queue", "release", "--all"}).exit, 4);
  EXPECT_THAT(out(), IsEmpty());
  EXPECT_THAT(deliveries("held").dump(), HasSubstr("agreement one ended on"));
  EXPECT_THAT(hub.run({"imports"}).errors, HasSubstr("1 delivery is held"));

  agree("2099-12-31");
  EXPECT_EQ(hub.run({"queue", "release", "--all"}).exit, 0);
  EXPECT_THAT(out(), HasSubstr("Suspended for 4 sessions."));
}

TEST_F(Delivery, FollowsItsRecordWithACorrectionAndAWithdrawal) {
  suspended("4");
  suspended("6");
  EXPECT_THAT(out(), HasSubstr("J1,Corrected: Suspended,Corrected: Suspended for 6 sessions."));
  EXPECT_THAT(hub.run({"alert", "list"}).out, HasSubstr("corrected"));
  EXPECT_EQ(suspended("").exit, 0);
  EXPECT_THAT(out(), HasSubstr("Withdrawn: Suspended,"));
  EXPECT_THAT(hub.run({"alert", "show", "1"}).out, HasSubstr("withdrawn: "));
}

TEST_F(Delivery, IsWithdrawnUnsentWhereItsRecordWasWithdrawnFirst) {
  hub.write("hub/out", "in the way");
  agree(days_ago(1));
  suspended("4");
  agree("2099-12-31");
  fs::remove(hub.path() + "/out");
  suspended("4");
  suspended("");
  EXPECT_THAT(out(), Not(HasSubstr("J1,Suspended,")));
}

TEST_F(Delivery, ThatIsNeverToBeSentIsWithdrawnByAPersonWithAReason) {
  hub.write("hub/out", "in the way");
  suspended("4");
  EXPECT_EQ(hub.run({"queue", "withdraw", "1", "--reason", "told by telephone"}).exit, 0);
  EXPECT_THAT(hub.run({"imports"}).errors, Not(HasSubstr("waits")));
  EXPECT_EQ(hub.run({"queue", "release", "1"}).exit, 1);
  EXPECT_THAT(deliveries("withdrawn").dump(), HasSubstr("told by telephone"));
}

// Two boys of one name: only a person knows that they are one.
TEST_F(Delivery, FollowsADecisionThatJoinsTwoChildren) {
  const std::string other =
      "id,given,family,born,nhs,suspended,sessions,opened\n"
      "S2,Benny,Ellis,2011-11-30,," +
      days_ago(3) + ",5,\n";
  EXPECT_EQ(hub.import("school", hub.write("school.csv", other)).exit, 0);
  const auto questions = hub.run({"--output", "json", "match", "list"}).json();
  ASSERT_THAT(questions.items(), SizeIs(1));
  EXPECT_THAT(out(), IsEmpty());

  const std::string question = questions.items()[0]["match"].string();
  const Ran decided = hub.run({"match", "decide", question, "--same", "--reason", "seen both"});
  EXPECT_EQ(decided.exit, 0) << decided.errors;
  EXPECT_THAT(decided.errors, HasSubstr("1 alert went out"));
  EXPECT_THAT(out(), HasSubstr("J1,Suspended,Suspended for 5 sessions."));

  const Ran undone = hub.run({"match", "undo", question, "--reason", "the wrong boy"});
  EXPECT_EQ(undone.exit, 0) << undone.errors;
  EXPECT_THAT(out(), HasSubstr("J1,Withdrawn: Suspended,Withdrawn: What it told of concerns"));

  // Of another child by now, whom the service does not know: nothing leads to it.
  const auto shown = hub.run({"--output", "json", "alert", "show", "1"}).json();
  EXPECT_EQ(shown["title"].string(), "(withheld)");
  EXPECT_EQ(shown["child"].string() + shown["from"].string() + shown["rule"].string(), "");
  EXPECT_THAT(hub.run({"--output", "json", "alert", "list", "--all"}).json().items(), SizeIs(1));
  for (const char* child : {"1", "2"})
    EXPECT_THAT(
        hub.run({"--output", "json", "alert", "list", "--all", "--child", child}).json().items(),
        IsEmpty());
}

}  // namespace
}  // namespace trellis::journeys
