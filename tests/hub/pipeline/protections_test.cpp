#include "hub/pipeline/protections.hpp"

#include <algorithm>

#include "hub/pipeline/telling.hpp"
#include "tests/hub/pipeline/world.hpp"
#include "tests/support/result_matchers.hpp"

using ::testing::IsEmpty;
using ::testing::SizeIs;
using trellis::testing::IsOk;

namespace trellis::pipeline {
namespace {

using model::RestrictionScope;
using sharing::Protection;

const std::string header =
    "id,given,family,born,nhs,street,postcode,home,scope,from,until,all_home,reason,lifted,"
    "broken\n";
const std::string ada = ",Ada,Moss,2011-03-02,9990000018,";
const std::string ben = ",Ben,Fern,2012-05-02,9990000026,";
const Protection none, place{.location = true}, whole{.location = true, .whole_record = true};

// Each row with as many cells as the header has.
std::string table(const std::string& rows) {
  constexpr std::ptrdiff_t commas = 14;
  std::string all = header;
  for (std::size_t at = 0; at < rows.size();) {
    const std::size_t end = rows.find('\n', at);
    std::string row = rows.substr(at, end - at);
    row.append(static_cast<std::size_t>(commas - std::count(row.begin(), row.end(), ',')), ',');
    all += row + '\n';
    at = end + 1;
  }
  return all;
}

class Protected : public ::testing::Test {
 protected:
  ImportReport school(const std::string& rows) { return world.import("schools", table(rows)); }
  ImportReport care(const std::string& rows) { return world.import("care", table(rows)); }

  Date today() const { return Date::of(world.clock.now()); }
  Protection of(const char* connection, const char* key) {
    world.protections->forget();
    auto found = world.protections->of(world.subjects_of(connection, key), today());
    EXPECT_THAT(found, IsOk());
    return found.ok() ? *found : Protection{};
  }
  std::vector<Restriction> all() { return *world.restrictions->all(); }
  void end(RestrictionId id) {
    ASSERT_THAT(world.restrictions->end(id, {world.clock.now(), "jo", "safe", "manager"}), IsOk());
  }

  World world;
};

TEST_F(Protected, HoldsForTheChildWhicheverSourceSaysSoAndLeavesItOne) {
  school("S1" + ada + "12 Elm Road,NB1 2AB\nS2" + ben + "\n");
  care("C1" + ada + ",,,Location,,,,fleeing\nC2" + ben + ",,,whole record,,,,adopted\n");

  EXPECT_EQ(world.child_of("schools", "S1"), world.child_of("care", "C1"));
  EXPECT_EQ(world.child_of("schools", "S2"), world.child_of("care", "C2"));
  EXPECT_EQ(of("schools", "S1"), place);
  EXPECT_EQ(of("schools", "S2"), whole);
}

TEST_F(Protected, HoldsWhereTheRestrictionCameFirst) {
  care("C1" + ada + ",,,location\n");
  school("S1" + ada + "12 Elm Road,NB1 2AB\n");
  EXPECT_EQ(of("schools", "S1"), place);
}

TEST_F(Protected, TakesTheMostRestrictiveOfAllSources) {
  school("S1" + ada + ",,,location\n");
  care("C1" + ada + ",,,Whole Record\n");
  EXPECT_EQ(of("schools", "S1"), whole);
}

TEST_F(Protected, HidesTheWholeRecordWhereAScopeIsNotUnderstood) {
  const ImportReport report = care("C1" + ada + ",,,police say so\n");
  EXPECT_EQ(of("care", "C1"), whole);
  EXPECT_EQ(report.restrictions, 1u);
  EXPECT_EQ(report.restrictions_not_understood, 1u);
}

TEST_F(Protected, OnlyAnAdoptionSealKeepsASubjectApartAlsoOnceItIsLeftOut) {
  school("S1" + ada + "\n");
  care("C1" + ada + ",,,adoption seal\n");
  EXPECT_NE(world.child_of("schools", "S1"), world.child_of("care", "C1"));
  EXPECT_EQ(of("schools", "S1"), none);
  EXPECT_EQ(of("care", "C1"), whole);

  care("C1,Ada,Mossy,2011-03-02,9990000018,\n");
  EXPECT_NE(world.child_of("schools", "S1"), world.child_of("care", "C1"));
}

TEST_F(Protected, LeavesBehindWhatProtectedTheOthersWhenASealTakesASubjectAway) {
  school("S1" + ada + "\n");
  care("C1" + ada + ",,,location\n");
  ASSERT_EQ(of("schools", "S1"), place);

  care("C1" + ada + ",,,adoption seal\n");
  EXPECT_NE(world.child_of("schools", "S1"), world.child_of("care", "C1"));
  EXPECT_EQ(of("schools", "S1"), place);

  care("C1,Ada,Mossy,2011-03-02,9990000018,,,adoption seal\n");
  EXPECT_EQ(of("schools", "S1"), place);
}

TEST_F(Protected, DoesNotEndWhereTheSourceOnlyStopsSayingSo) {
  school("S1" + ada + "\n");
  care("C1" + ada + ",,,location\nC2" + ben + ",,,location\n");
  care("C1" + ada + "9 Oak Way,NB1 2AB\n");  // left out of the row; the other row is not there
  EXPECT_EQ(of("schools", "S1"), place);
  EXPECT_EQ(of("care", "C2"), place);
}

TEST_F(Protected, EndsOnTheDayThatItsSourceGives) {
  care("C1" + ada + ",,,location,2026-01-01,2026-03-02\n");
  EXPECT_EQ(of("care", "C1"), place);
  world.clock.advance(std::chrono::hours(24));
  EXPECT_EQ(of("care", "C1"), none);

  care("C2" + ben + ",,,location\n");
  care("C2" + ben + ",,,location,2026-01-01,2026-03-02\n");
  EXPECT_EQ(of("care", "C2"), none);
}

TEST_F(Protected, StandsAgainWithTheNextImportWhereTheStoreLostIt) {
  const std::string rows = "C1" + ada + ",,,location\nC2" + ben + ",,,location,,,,violence\n";
  care(rows);
  end(all().back().id);
  ASSERT_THAT(world.database->script("DELETE FROM restriction WHERE id = 1"), IsOk());
  EXPECT_EQ(of("care", "C1"), none);

  EXPECT_EQ(care(rows).restrictions, 1u);
  EXPECT_EQ(of("care", "C1"), place);
  EXPECT_EQ(of("care", "C2"), none) << "a person ended it";
  EXPECT_EQ(care(rows).restrictions, 0u);
}

TEST_F(Protected, StaysEndedWhileTheSourceSaysTheSameAndThatIsTold) {
  care("C1" + ada + ",,,location,,,,violence\n");
  end(all().front().id);
  EXPECT_EQ(of("care", "C1"), none);

  EXPECT_EQ(
      care("C1" + ada + "9 Oak Way,NB1 2AB,,location,,,,violence\n").restrictions_ended_before, 1u);
  EXPECT_EQ(of("care", "C1"), none);
}

TEST_F(Protected, HoldsAnewWhereTheSourceSaysSomethingElseOrSaysItAgainLater) {
  care("C1" + ada + ",,,location,,,,violence\nC2" + ben + ",,,location\n");
  for (const Restriction& each : all()) end(each.id);
  EXPECT_EQ(care("C1" + ada + ",,,location,,,,new threat\nC2" + ben + "\n").restrictions, 1u);
  EXPECT_EQ(of("care", "C1"), place);
  EXPECT_EQ(of("care", "C2"), none);

  care("C1" + ada + ",,,location,,,,new threat\nC2" + ben + ",,,location\n");
  EXPECT_EQ(of("care", "C2"), place);
}

TEST_F(Protected, StaysEndedWhereAnotherMessageSaysTheSame) {
  world.import("messages", table("M1" + ada + ",,,location\n"));
  const auto told = all();
  ASSERT_THAT(told, SizeIs(1));
  Origin another{told[0].subject, RecordId(77), {}, {}, {}};
  EXPECT_EQ(
      tell(*world.restrictions, another, std::vector{told[0].statement}, world.clock.now())->is_new,
      0u);
  end(told[0].id);
  EXPECT_EQ(tell(*world.restrictions, another, std::vector{told[0].statement}, world.clock.now())
                ->ended_before,
            1u);
  EXPECT_THAT(all(), SizeIs(1));
}

TEST_F(Protected, EndsWhereTheSameBytesAreReadAnotherWay) {
  care("C1" + ada + ",,,location\n");
  const Restriction told = all().front();
  const Origin same{told.subject, told.record, {}, told.digest, {}};
  ASSERT_THAT(tell(*world.restrictions, same, {}, world.clock.now()), IsOk());
  EXPECT_EQ(of("care", "C1"), none);
}

TEST_F(Protected, HoldsWhileTheRecordThatSaysSoIsHeld) {
  school("S1" + ada + "\n");
  care("C1" + ada + "\n");
  const ImportReport report = care("C1" + ada + ",,,location,,,,,,yes\n");
  EXPECT_EQ(report.balance.held, 1u);
  EXPECT_EQ(of("schools", "S1"), place);

  ASSERT_THAT(world.quarantine->close(HeldId(1), queue::HeldState::skipped, "jo", "a mistake",
                                      world.clock.now()),
              IsOk());
  EXPECT_EQ(of("schools", "S1"), none);
}

TEST_F(Protected, OutlivesTheHeldRecordWhereAnotherVersionOfItGoesThrough) {
  care("C1" + ada + "\n");
  care("C1" + ada + ",,,location,,,,,,yes\n");
  care("C1" + ada + "\n");  // as before: unchanged, and the entry closes itself
  ASSERT_EQ(world.quarantine->show(HeldId(1))->state, queue::HeldState::replayed);
  EXPECT_EQ(of("care", "C1"), place);
}

TEST_F(Protected, HoldsForWhomAHeldRecordOfSomebodyNewCouldBeAbout) {
  care("C1" + ada + ",,,location,,,,,,yes\n");  // held before anything else is known
  school("S1" + ada + "\nS2" + ben + "\n");
  EXPECT_EQ(of("schools", "S1"), place);
  EXPECT_EQ(of("schools", "S2"), none);
}

TEST_F(Protected, HoldsForTheHouseholdOfWhomAHeldRecordCouldBeAbout) {
  school("S1" + ada + "12 Elm Road,NB1 2AB\nS2" + ben + "12 Elm Rd,NB1 2AB\n");
  care("C1" + ada + ",,,location,,,yes,,,yes\n");
  EXPECT_EQ(of("schools", "S1"), place);
  EXPECT_EQ(of("schools", "S2"), place);
}

TEST_F(Protected, IsNotTakenBackByARecordThatIsHeld) {
  care("C1" + ada + ",,,location\n");
  care("C1" + ada + ",,,location,,,,,true,yes\n");
  EXPECT_EQ(of("care", "C1"), place);
  care("C1" + ada + ",,,location,,,,,true\n");
  EXPECT_EQ(of("care", "C1"), none);
}

TEST_F(Protected, HoldsForTheHouseholdWhereItsScopeSaysSo) {
  school("S1" + ada + "12 Elm Road,NB1 2AB\nS2" + ben +
         "12 Elm Rd,NB1 2AB\nS3,Cy,Lund,2013-01-09,9990000034,14 Elm Road,NB1 2AB\n");
  care("C1" + ada + ",,,location,,,yes\n");
  EXPECT_EQ(of("schools", "S2"), place);
  EXPECT_EQ(of("schools", "S3"), none);

  school("S1" + ada + "12 Elm Road,NB1 2AB\nS2" + ben +
         "3 Oak Way,EM2 9LD\nS3,Cy,Lund,2013-01-09,9990000034,14 Elm Road,NB1 2AB\n");
  EXPECT_EQ(of("schools", "S2"), none);  // moved out
  EXPECT_EQ(of("schools", "S1"), place);
}

TEST_F(Protected, HoldsForAHouseholdsKey) {
  care("C1" + ada + ",,H1,whole record,,,yes\nC2" + ben + ",,H1\n");
  EXPECT_EQ(of("care", "C2"), whole);
}

TEST_F(Protected, IsReadOnceFromRecordsThatAreOlderThanItsTable) {
  care("C1" + ada + ",,,location\n");
  ASSERT_THAT(world.database->run("DELETE FROM restriction"), IsOk());
  EXPECT_EQ(of("care", "C1"), none);
  ASSERT_THAT(fill(*world.restrictions, *world.records, world.clock.now()), IsOk());
  EXPECT_EQ(of("care", "C1"), place);
  EXPECT_TRUE(*world.restrictions->is_filled());
}

}  // namespace
}  // namespace trellis::pipeline
