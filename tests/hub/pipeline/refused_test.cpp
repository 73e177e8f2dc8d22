#include <gmock/gmock.h>

#include "tests/hub/pipeline/world.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::pipeline {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;
using trellis::testing::IsOk;

const std::string header = "id,given,family,born,suspended,scope\n";
const std::string ada = "S1,Ada,Morgan,2012-04-09,,\n";
const std::string ben = "S2,Ben,Ellis,2011-11-30,,\n";
const std::string test_pupil = "S3,Test,Pupil,2010-01-01,,\n";

// Records that are not for the mapping.
class Refused : public ::testing::Test {
 protected:
  void skip(const std::string& connection, const std::string& path = "given = 'Test'") {
    world.change_mapping(connection, R"("require")",
                         R"("skip-when": [{ "path": ")" + path +
                             R"(", "say": "a pupil for trying out" }], "require")");
  }
  std::size_t waiting() {
    queue::HeldFilter filter;
    filter.state = queue::HeldState::waiting;
    return world.quarantine->list(filter, {})->size();
  }
  World world;
};

TEST_F(Refused, AreCountedWithTheirReasonAndWaitNowhere) {
  skip("schools");
  const ImportReport report = world.import("schools", header + ada + test_pupil);
  EXPECT_EQ(report.balance.received, 2u);
  EXPECT_EQ(report.balance.stored, 1u);
  EXPECT_EQ(report.balance.refused, 1u);
  EXPECT_TRUE(report.balance.balances());
  EXPECT_THAT(report.note, HasSubstr("1 refused: a pupil for trying out"));
  EXPECT_EQ(waiting(), 0u);
  const auto connection = world.records->connection("schools", "schools");
  EXPECT_FALSE(world.records->find_subject(*connection, "S3")->has_value());
}

TEST_F(Refused, AreRefusedAgainTheNextTime) {
  skip("schools");
  world.import("schools", header + ada + test_pupil);
  const ImportReport again = world.import("schools", header + ada + test_pupil);
  EXPECT_EQ(again.balance.unchanged, 1u);
  EXPECT_EQ(again.balance.refused, 1u);
}

TEST_F(Refused, AreNoLongerReportedByAFullExtract) {
  world.import("schools", header + ada + ben + test_pupil);
  skip("schools");
  const ImportReport report = world.import("schools", header + ada + ben + test_pupil);
  EXPECT_EQ(report.balance.refused, 1u);
  EXPECT_EQ(report.balance.no_longer_reported, 1u);
}

TEST_F(Refused, AreALossThatIsDoubtedWhereTheyAreMany) {
  world.import("schools", header + ada + ben + test_pupil);
  skip("schools", "given");
  const ImportReport report = world.import("schools", header + ada + ben + test_pupil);
  EXPECT_EQ(report.balance.refused, 3u);
  EXPECT_EQ(report.balance.no_longer_reported, 0u);
  EXPECT_TRUE(report.is_doubted);
}

TEST_F(Refused, OfAFeedLeaveWhatWasSaidBefore) {
  world.import("messages", header + ada + test_pupil);
  skip("messages");
  EXPECT_EQ(world.import("messages", header + test_pupil).balance.refused, 1u);
  EXPECT_THAT(world.current("messages", "S3", "person.name"), SizeIs(1));
}

TEST_F(Refused, CloseTheEntryThatWaitedWithTheSameBytes) {
  const std::string broken = "id,given,family,broken\nS3,Test,Pupil,yes\n";
  EXPECT_EQ(world.import("schools", broken).balance.held, 1u);
  EXPECT_EQ(waiting(), 1u);
  skip("schools");
  world.import("schools", broken);
  EXPECT_EQ(waiting(), 0u);
}

TEST_F(Refused, AreHeldInsteadWhereTheyProtectSomebody) {
  skip("schools");
  const ImportReport report =
      world.import("schools", header + "S3,Test,Pupil,2010-01-01,,location\n");
  EXPECT_EQ(report.balance.refused, 0u);
  EXPECT_EQ(report.balance.held, 1u);
  EXPECT_EQ(report.restrictions, 1u);
  EXPECT_EQ(waiting(), 1u);
}

}  // namespace
}  // namespace trellis::pipeline
