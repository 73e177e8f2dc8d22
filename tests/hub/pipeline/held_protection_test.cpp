// What a held record restricts, and what becomes of it once the source mends the record.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/pipeline/unread_row.hpp"
#include "tests/hub/pipeline/world.hpp"
#include "tests/support/result_matchers.hpp"

using ::testing::IsEmpty;
using ::testing::SizeIs;
using trellis::testing::IsOk;

namespace trellis::pipeline {
namespace {

using model::RestrictionScope;

const std::string header = "id,given,family,born,nhs,scope,until,broken\n";
const std::string ada = "Ada,Moss,2011-03-02,9990000018,";

class HeldProtection : public ::testing::Test {
 protected:
  HeldProtection() { world.import("schools", header + "S1," + ada + ",,\n"); }
  ImportReport care(const std::string& rows) { return world.import("care", header + rows); }
  std::vector<Protections::Standing> of_ada() {
    world.protections->forget();
    return *world.protections->standing_of(world.subjects_of("schools", "S1"), today());
  }
  Date today() const { return Date::of(world.clock.now()); }

  World world;
};

TEST_F(HeldProtection, StandsOnceWhereTheSourceMendsTheRecord) {
  care("C1," + ada + "location,,yes\n");
  ASSERT_THAT(of_ada(), SizeIs(1));
  const ImportReport mended = care("C1," + ada + "location,,\n");
  EXPECT_EQ(mended.failure, "");
  EXPECT_EQ(mended.balance.stored, 1u);
  EXPECT_EQ(mended.balance.held, 0u);
  EXPECT_EQ(world.quarantine->show(HeldId(1))->state, queue::HeldState::replayed);
  EXPECT_THAT(of_ada(), SizeIs(1));
  EXPECT_TRUE(of_ada().front().restriction.is_stated);
}

TEST_F(HeldProtection, IsToldOfARowThatCannotBeReadByItsNhsNumber) {
  const ImportReport report = care("C1," + ada + "location,,,,surplus,cells\n");
  ASSERT_EQ(report.balance.held, 1u);
  ASSERT_EQ(world.quarantine->show(HeldId(1))->stage, queue::Stage::read);
  EXPECT_EQ(report.restrictions, 1u);
  EXPECT_THAT(of_ada(), SizeIs(1));

  care("C1," + ada + ",,\n");  // mended, and no longer saying so: only a person ends it
  EXPECT_EQ(world.quarantine->show(HeldId(1))->state, queue::HeldState::replayed);
  EXPECT_THAT(of_ada(), SizeIs(1));
}

TEST_F(HeldProtection, IsToldToProtectNobodyWhereNobodyIsFoundInTheRow) {
  const ImportReport report = care("C1,Ada,Moss,2011-03-02,,location,,,,surplus,cells\n");
  ASSERT_EQ(report.balance.held, 1u);
  EXPECT_EQ(report.restrictions_of_nobody, 1u);
  EXPECT_EQ(report.restrictions, 0u);
}

TEST_F(HeldProtection, IsNotCountedWhereItsLastDayHasPassed) {
  EXPECT_EQ(care("C1," + ada + "location,2020-01-31,\n").restrictions, 0u);
  EXPECT_THAT(*world.restrictions->all(), SizeIs(1));
}

TEST_F(HeldProtection, SaysWithEachImportThatTheSourceGoesOnTellingWhatAPersonEnded) {
  const std::string row = "C1," + ada + "location,,\n";
  care(row);
  ASSERT_THAT(
      world.restrictions->end(RestrictionId(1), {world.clock.now(), "jo", "safe", "manager"}),
      IsOk());
  const ImportReport report = care(row);
  EXPECT_EQ(report.balance.unchanged, 1u);
  EXPECT_EQ(report.restrictions_ended_before, 1u);
}

TEST(CellsOfRow, TellAScopeAndANumberAndNoNamesOfADocumentsParts) {
  const CellsOfRow cells = cells_of_row("C1;\"Whole record\";999 000 0018;all;Person");
  ASSERT_THAT(cells.restrictions, SizeIs(1));
  EXPECT_EQ(cells.restrictions.front().scope, RestrictionScope::whole_record);
  ASSERT_THAT(cells.features.identifiers, SizeIs(1));
  EXPECT_EQ(cells.features.identifiers.front().canonical, "9990000018");
  EXPECT_THAT(cells_of_row("<Child><Location at='home'/><location>NB1</location").restrictions,
              IsEmpty());
  EXPECT_THAT(cells_of_row("{\"location\": \"NB1\", \"x\": {\"location\" : [1, 2").restrictions,
              IsEmpty());
  for (const char* piece :
       {"<Child id='9990000018'><Flag>Location</Flag><Born>2011-03-02</Born><",
        "<Child Flag=\"location\" Born='2011-03-02'><NHS>999 000 0018",
        "{\"flag\": \"Location\", \"nhs\": 9990000018, \"born\": \"2011-03-02\", \"x\": ",
        "[\"location\", \"2011-03-02\", \"9990000018\""}) {
    const CellsOfRow values = cells_of_row(piece);
    ASSERT_THAT(values.restrictions, SizeIs(1)) << piece;
    EXPECT_EQ(values.restrictions.front().scope, RestrictionScope::location) << piece;
    EXPECT_THAT(values.features.identifiers, SizeIs(1)) << piece;
    EXPECT_THAT(values.features.births, SizeIs(1)) << piece;
  }
}

}  // namespace
}  // namespace trellis::pipeline
