#include <gmock/gmock.h>

#include "tests/hub/pipeline/world.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::pipeline {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;
using trellis::testing::IsOk;

const std::string header = "tenancy,tenant,child1_id,child1,child2_id,child2,hidden,broken\n";
const std::string mill_lane = "T1,Ada,C1,Ben,C2,Cai,,\n";
const std::string high_street = "T2,Dee,C3,Eli,,,,\n";

// A tenancy's row is about a tenant and up to two children.
class Tenancies : public ::testing::Test {
 protected:
  Tenancies() {
    folder.write("tenancies/mapping.json", R"~({ "mapping": "tenancies", "version": "1.0.0",
  "title": "A test", "adapter": "csv", "settings": { "format": "csv", "key": ["tenancy"] },
  "full-extract": true,
  "require": [{ "path": "not(broken = 'all')", "say": "the row is broken", "severity": "error" }],
  "people": [
    { "person": "tenant", "subject": "tenancy",
      "observations": [{ "kind": "person.name", "fields": { "given": "tenant" } }] },
    { "person": "first", "subject": "child1_id",
      "require": [{ "path": "not(broken = 'first')", "say": "the first child is broken" }],
      "observations": [
        { "kind": "person.name", "fields": { "given": "child1" } },
        { "kind": "person.restriction", "when": "hidden", "fields": { "scope": "hidden" } }] },
    { "person": "second", "subject": "child2_id",
      "observations": [{ "kind": "person.name", "fields": { "given": "child2" } }] }] })~");
    std::vector<Error> findings;
    auto loaded = mapping::Mapping::load(folder.file("tenancies"), world.catalogue, findings);
    for (const Error& finding : findings) ADD_FAILURE() << to_string(finding);
    if (loaded) mapping = std::make_unique<mapping::Mapping>(*std::move(loaded));
  }
  ImportReport import(const std::string& rows) {
    auto report = world.import_with("schools", *mapping, header + rows);
    EXPECT_THAT(report, IsOk());
    EXPECT_TRUE(report->balance.balances());
    return *report;
  }
  std::vector<queue::Held> waiting() {
    queue::HeldFilter filter;
    filter.state = queue::HeldState::waiting;
    return *world.quarantine->list(filter, {});
  }
  World world;
  testing::TemporaryFolder folder;
  std::unique_ptr<mapping::Mapping> mapping;
};

TEST_F(Tenancies, BecomeARecordForEachPerson) {
  const ImportReport report = import(mill_lane + high_street);
  EXPECT_EQ(report.balance.received, 5u);
  EXPECT_EQ(report.balance.stored, 5u);
  EXPECT_EQ(report.new_children, 5u);
  const auto names = world.current("schools", "C2", "person.name");
  ASSERT_THAT(names, SizeIs(1));
  EXPECT_EQ(names[0].observation.text("given"), "Cai");
  EXPECT_EQ(names[0].record_key, "T1#person=C2");
}

TEST_F(Tenancies, ThatCameBeforeAreUnchanged) {
  import(mill_lane + high_street);
  EXPECT_EQ(import(mill_lane + high_street).balance.unchanged, 5u);
}

TEST_F(Tenancies, ThatLoseAPersonNoLongerReportThatPersonOnly) {
  import(mill_lane + high_street);
  const ImportReport report = import("T1,Ada,C1,Ben,,,,\n" + high_street);
  EXPECT_EQ(report.balance.stored, 2u);
  EXPECT_EQ(report.balance.unchanged, 2u);
  EXPECT_EQ(report.balance.no_longer_reported, 1u);
  EXPECT_TRUE(world.current("schools", "C2", "person.name")[0].not_reported_since.has_value());
}

TEST_F(Tenancies, ThatVanishTakeAllTheirPeopleAndAreDoubtedWhereTheseAreMany) {
  import(mill_lane + high_street);
  const ImportReport report = import(high_street);
  EXPECT_TRUE(report.is_doubted);
  EXPECT_EQ(report.would_vanish, 3u);
}

TEST_F(Tenancies, KeepTheirOthersWhereOnePersonIsHeld) {
  const ImportReport report = import("T1,Ada,C1,Ben,C2,Cai,,first\n");
  EXPECT_EQ(report.balance.stored, 2u);
  EXPECT_EQ(report.balance.held, 1u);
  ASSERT_THAT(waiting(), SizeIs(1));
  EXPECT_EQ(waiting()[0].source_key, "T1#person=C1");
  import(mill_lane);
  EXPECT_THAT(waiting(), SizeIs(0));
  EXPECT_THAT(world.current("schools", "C1", "person.name"), SizeIs(1));
}

TEST_F(Tenancies, LoseNobodyWhileSomeoneInThemHasNoKey) {
  import(mill_lane + high_street);
  const ImportReport report = import("T1,Ada,C1,Ben,,Cai,,\n" + high_street);
  EXPECT_EQ(report.balance.held, 1u);
  EXPECT_EQ(report.balance.no_longer_reported, 0u);
  ASSERT_THAT(waiting(), SizeIs(1));
  EXPECT_EQ(waiting()[0].source_key, "T1#person=(second)");
  import(mill_lane + high_street);
  EXPECT_THAT(waiting(), SizeIs(0));
}

TEST_F(Tenancies, ThatAreHeldAsAWholeHoldEachPersonWithWhatProtectsThem) {
  const ImportReport report = import("T1,Ada,C1,Ben,C2,Cai,location,all\n");
  EXPECT_EQ(report.balance.received, 3u);
  EXPECT_EQ(report.balance.held, 3u);
  EXPECT_EQ(report.restrictions, 1u);
}

TEST_F(Tenancies, AboutNobodyAreHeldOnce) {
  const ImportReport report = import("T3,,,,,,,\n");
  EXPECT_EQ(report.balance.received, 1u);
  EXPECT_EQ(report.balance.held, 1u);
  EXPECT_EQ(waiting()[0].source_key, "T3");
}

TEST_F(Tenancies, BringThePersonAloneWhomAReplayedEntryNames) {
  auto importer = world.start("schools", *mapping);
  const std::string row = header + mill_lane;
  EXPECT_THAT(importer->record("T1#person=C2", formats::csv_type, row, {}), IsOk());
  const auto report = importer->finish(done());
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->balance.received, 1u);
  EXPECT_EQ(report->balance.stored, 1u);
  EXPECT_THAT(world.current("schools", "C2", "person.name"), SizeIs(1));
}

TEST_F(Tenancies, CloseAnEntryWhosePersonIsNotThereAnyMore) {
  auto importer = world.start("schools", *mapping);
  const std::string row = header + high_street;
  EXPECT_THAT(importer->record("T2#person=(second)", formats::csv_type, row, {}), IsOk());
  const auto report = importer->finish(done());
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->balance.refused, 1u);
}

}  // namespace
}  // namespace trellis::pipeline
