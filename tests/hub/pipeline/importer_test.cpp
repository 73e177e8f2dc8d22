#include "hub/pipeline/importer.hpp"

#include <algorithm>

#include "tests/hub/pipeline/world.hpp"
#include "tests/support/result_matchers.hpp"

using ::testing::HasSubstr;
using ::testing::SizeIs;
using trellis::testing::IsError;
using trellis::testing::IsOk;

namespace trellis::pipeline {
namespace {

const std::string header = "id,given,family,born,nhs,suspended,opened,same_as\n";
const std::string ada = "S1,Ada,Morgan,2012-04-09,9990000018,,,\n";
const std::string ben = "S2,Ben,Ellis,2011-11-30,9990000026,2026-02-20,,\n";

class Import : public ::testing::Test {
 protected:
  World world;
};

TEST_F(Import, StoresEveryRecordWithItsRawBytes) {
  const ImportReport report = world.import("schools", header + ada + ben);

  EXPECT_EQ(report.balance.received, 2u);
  EXPECT_EQ(report.balance.stored, 2u);
  EXPECT_EQ(report.new_children, 2u);
  const auto names = world.current("schools", "S1", "person.name");
  ASSERT_THAT(names, SizeIs(1));
  EXPECT_EQ(names[0].observation.text("given"), "Ada");
  auto raw = world.records->raw(names[0].version);
  ASSERT_THAT(raw, IsOk());
  EXPECT_THAT(*raw, HasSubstr("S1,Ada,Morgan"));
}

TEST_F(Import, ChangesNothingTheSecondTime) {
  world.import("schools", header + ada + ben + "S3,too,few\n");
  const std::vector<std::string> tables = {"subject", "record",      "record_version",
                                           "held",    "match_child", "audit_entry"};
  std::vector<std::int64_t> before;
  for (const auto& table : tables) before.push_back(world.rows_in(table));

  const ImportReport again = world.import("schools", header + ada + ben + "S3,too,few\n");

  EXPECT_EQ(again.balance.unchanged, 2u);
  EXPECT_EQ(again.balance.stored, 0u);
  for (std::size_t i = 0; i < tables.size(); ++i) {
    EXPECT_GE(before[i], 1) << tables[i];
    EXPECT_EQ(world.rows_in(tables[i]), before[i]) << tables[i];
  }
}

TEST_F(Import, SupersedesAChangedRecordAndRemembersTheOldOne) {
  world.import("schools", header + ada);
  const Instant between = world.clock.time - std::chrono::minutes(30);
  world.import("schools", header + "S1,Ada,Morgan-Hughes,2012-04-09,9990000018,,,\n");

  const auto now = world.current("schools", "S1", "person.name");
  ASSERT_THAT(now, SizeIs(1));
  EXPECT_EQ(now[0].observation.text("family"), "Morgan-Hughes");
  auto then = see_all(*world.records, world.subjects_of("schools", "S1"), between);
  ASSERT_THAT(then, IsOk());
  const auto old = std::find_if(then->lines.begin(), then->lines.end(), [](const Line& line) {
    return line.from.observation.text("family") == "Morgan";
  });
  EXPECT_NE(old, then->lines.end());
}

TEST_F(Import, ShowsWhatAFullExtractNoLongerHoldsWithoutErasingIt) {
  world.import("schools", header + ada + ben);
  const ImportReport second = world.import("schools", header + ada);

  EXPECT_EQ(second.balance.no_longer_reported, 1u);
  const auto gone = world.current("schools", "S2", "person.name");
  ASSERT_THAT(gone, SizeIs(1));
  EXPECT_TRUE(gone[0].not_reported_since.has_value());

  world.import("schools", header + ada + ben);
  EXPECT_FALSE(world.current("schools", "S2", "person.name")[0].not_reported_since.has_value());
}

TEST_F(Import, MarksNothingAsGoneWhereAHeldPieceCouldBeIt) {
  world.import("schools", header + ada + ben);
  const ImportReport second = world.import("schools", header + ada + "torn\n");

  EXPECT_EQ(second.balance.no_longer_reported, 0u);
  EXPECT_THAT(second.note, HasSubstr("nothing was marked"));
}

TEST_F(Import, KnowsASchoolByTheNameThatItsConnectionGivesIt) {
  const auto schools_of = [&] {
    std::vector<std::string> schools;
    const auto known = world.links->find(world.subjects_of("messages", "S1").at(0));
    const auto features = matching::unpack((*known)->features);
    for (const auto& enrolment : features->enrolments) schools.push_back(enrolment.where);
    return schools;
  };
  const std::string columns = "id,given,family,born,school,entered\n";
  world.import("messages", columns + "S1,Ada,Morgan,2012-04-09,Elm,2023-09-04\n");
  const std::vector<std::string> first = schools_of();
  world.import("messages", columns + "S1,Ada,Morgan-Hughes,2012-04-09,Elm,2023-09-04\n");

  ASSERT_THAT(first, SizeIs(1));
  EXPECT_THAT(first[0], HasSubstr("connection "));
  EXPECT_EQ(schools_of(), first);
}

TEST_F(Import, ClosesAnEntryOfTheQuarantineWhenItsRecordGoesThrough) {
  const std::string mended = "S2,Ben,Ellis,2011-11-30,9990000026,,,\n";
  world.import("schools", header + ada + "S2,Ben\n");
  EXPECT_EQ(world.import("schools", header + ada + "S2,Ben\n").closed, 0u);

  const ImportReport report = world.import("schools", header + ada + mended);

  EXPECT_EQ(report.closed, 1u);
  queue::HeldFilter closed;
  closed.state = queue::HeldState::replayed;
  const auto held = world.quarantine->list(closed, {});
  ASSERT_THAT(*held, SizeIs(1));
  EXPECT_THAT((*held)[0].closing_reason, HasSubstr("import 3 of schools"));
  const auto entries = world.journal_entries();
  EXPECT_TRUE(std::any_of(entries.begin(), entries.end(), [](const audit::Written& each) {
    return each.entry.action == audit::Action::decision && each.entry.details == "{\"held\":1}";
  }));
}

TEST_F(Import, HoldsABadRowWithItsPlaceAndKeepsTheRest) {
  const ImportReport report = world.import("schools", header + ada + "S9,too,few\n" + ben);

  EXPECT_EQ(report.balance.stored, 2u);
  EXPECT_EQ(report.balance.held, 1u);
  auto held = world.quarantine->list({}, {});
  ASSERT_THAT(held, IsOk());
  ASSERT_THAT(*held, SizeIs(1));
  EXPECT_EQ((*held)[0].place.line, 3u);
}

TEST_F(Import, HoldsTheSecondOfTwoDifferentRecordsWithOneKey) {
  const ImportReport report =
      world.import("schools", header + ada + "S1,Adele,Morgan,2012-04-09,9990000018,,,\n");

  EXPECT_EQ(report.balance.stored, 1u);
  EXPECT_EQ(report.balance.held, 1u);
  EXPECT_EQ(world.current("schools", "S1", "person.name")[0].observation.text("given"), "Ada");
}

TEST_F(Import, TakesAnOldMessageOfAFeedForKnown) {
  const std::string first = "M1,Ada,Morgan,2012-04-09,9990000018,,,\n";
  const std::string other = "M1,Ada,Hughes,2012-04-09,9990000018,,,\n";
  world.import("messages", header + first);
  world.import("messages", header + other);
  const ImportReport again = world.import("messages", header + first);

  EXPECT_EQ(again.balance.unchanged, 1u);
  EXPECT_EQ(world.current("messages", "M1", "person.name")[0].observation.text("family"), "Hughes");
}

TEST_F(Import, RecognisesTheSameChildInAnotherService) {
  world.import("schools", header + ada);
  const ImportReport report =
      world.import("youth-justice", header + "Y7,Ada,Morgan,2012-04-09,9990000018,,2026-01-10,\n");

  EXPECT_EQ(report.linked, 1u);
  EXPECT_EQ(world.child_of("schools", "S1"), world.child_of("youth-justice", "Y7"));
  const auto entries = world.journal_entries();
  EXPECT_TRUE(std::any_of(entries.begin(), entries.end(), [](const audit::Written& each) {
    return each.entry.action == audit::Action::combination;
  }));
}

TEST_F(Import, FollowsAMergeOfTheSourceAsALink) {
  world.import("messages", header + "M1,Cai,Pugh,2010-01-05,,,,\nM2,Kai,Pughe,2010-05-01,,,,\n");
  ASSERT_NE(world.child_of("messages", "M1"), world.child_of("messages", "M2"));

  world.import("messages", header + "M1,Cai,Pugh,2010-01-05,,,,M2\n");

  EXPECT_EQ(world.child_of("messages", "M1"), world.child_of("messages", "M2"));
  EXPECT_THAT(world.current("messages", "M2", "person.name"), SizeIs(1));
}

TEST_F(Import, RaisesOneAlertInWhicheverOrderTheSourcesCome) {
  const std::string open = header + "Y8,Ben,Ellis,2011-11-30,9990000026,,2026-01-10,\n";
  const ImportReport exclusion = world.import("schools", header + ben);
  EXPECT_EQ(exclusion.alerts, 0u) << "the child is not open to youth justice yet";
  EXPECT_EQ(world.import("youth-justice", open).alerts, 1u);
  EXPECT_EQ(world.import("youth-justice", open).alerts, 0u);

  World other;
  other.import("youth-justice", open);
  EXPECT_EQ(other.import("schools", header + ben).alerts, 1u);
  EXPECT_EQ(other.rows_in("delivery"), 1);
}

// Two children of one name and birthday; a third record could be either until one of them turns
// out to be somebody else.
TEST_F(Import, JournalsAndReviewsOthersWhomAMendedRecordShowsToBeOne) {
  world.import("schools", header + "S5,Zephira,Quillbrook,2012-04-09,9990000018,2026-02-20,,\n");
  world.import("messages", header + "M5,Zephira,Quillbrook,2012-04-09,9990000026,,,\n");
  const ImportReport between =
      world.import("youth-justice", header + "Y5,Zephira,Quillbrook,2012-04-09,,,2026-01-10,\n");
  ASSERT_NE(world.child_of("schools", "S5"), world.child_of("youth-justice", "Y5"));
  ASSERT_EQ(between.alerts, 0u);

  const ImportReport mended =
      world.import("messages", header + "M5,Tomos,Ellis,2011-11-30,9990000026,,,\n");

  const ChildId child = world.child_of("schools", "S5");
  EXPECT_EQ(child, world.child_of("youth-justice", "Y5"));
  EXPECT_NE(child, world.child_of("messages", "M5"));
  EXPECT_EQ(mended.linked, 1u);
  EXPECT_EQ(mended.alerts, 1u) << "suspended, and open to youth justice";
  const auto entries = world.journal_entries();
  EXPECT_EQ(std::count_if(entries.begin(), entries.end(),
                          [&](const audit::Written& each) {
                            return each.entry.action == audit::Action::combination &&
                                   each.entry.child == child;
                          }),
            1);
}

TEST_F(Import, AnswersACommitOnlyWhenEverythingIsOnDisk) {
  auto importer = world.start("messages");
  ASSERT_THAT(importer->record("M1", "text/csv", "id,given,family\nM1,Ada,Morgan\n", {}), IsOk());
  ASSERT_THAT(importer->commit(), IsOk());
  EXPECT_FALSE(world.database->in_transaction());
  EXPECT_EQ(world.rows_in("record"), 1);
  EXPECT_THAT(importer->finish(done()), IsOk());
}

TEST_F(Import, KeepsWhatCameBeforeTheReadingFailed) {
  auto importer = world.start("schools");
  ASSERT_THAT(importer->record("S1", "text/csv", "id,given,family\nS1,Ada,Morgan\n", {}), IsOk());
  auto report = importer->finish(Error{Fault::unavailable, "the source went away"});

  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->balance.stored, 1u);
  EXPECT_THAT(report->failure, HasSubstr("went away"));
  auto runs = world.records->imports(1);
  ASSERT_THAT(runs, IsOk());
  EXPECT_THAT((*runs)[0].failure, HasSubstr("went away"));
}

TEST_F(Import, StopsTheReaderWhenTheStoreFails) {
  world.import("schools", header + ada);
  ASSERT_THAT(world.database->run("CREATE TRIGGER full BEFORE INSERT ON record_version BEGIN"
                                  " SELECT RAISE(ABORT, 'no'); END"),
              IsOk());
  auto report = world.try_import("schools", header + ada + ben);

  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->balance.stored, 0u);
  EXPECT_FALSE(report->failure.empty()) << "the reader had read all before the store failed";
  ASSERT_THAT(world.database->run("DROP TRIGGER full"), IsOk());
  EXPECT_EQ(world.import("schools", header + ada + ben).balance.stored, 1u);
}

}  // namespace
}  // namespace trellis::pipeline
