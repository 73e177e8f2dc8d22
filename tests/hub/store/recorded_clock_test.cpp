#include "hub/store/recorded_clock.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/result_matchers.hpp"
#include "tests/support/store.hpp"
#include "tests/support/temporary.hpp"

namespace trellis::store {
namespace {

using namespace trellis::testing;

class WallClock final : public Clock {
 public:
  Instant now() const override { return at; }
  Instant at{};
};

// One program's session and clock.
struct Program {
  explicit Program(const std::string& file) : database(a_database(file)) {
    if (!clock.load().ok()) throw std::runtime_error("no clock");
  }
  void record_something() {
    ASSERT_THAT(database->begin(), IsOk());
    static_cast<void>(clock.now());
    ASSERT_THAT(database->commit(), IsOk());
  }

  std::unique_ptr<Database> database;
  WallClock wall;
  RecordedClock clock{*database, wall};
};

TEST(RecordedClock, GivesTheMachinesTimeWhileThatGrows) {
  Program program(":memory:");
  program.wall.at = second(100);
  EXPECT_EQ(program.clock.now(), second(100));
  program.wall.at = second(101);
  EXPECT_EQ(program.clock.now(), second(101));
  EXPECT_EQ(program.clock.behind().count(), 0);
}

TEST(RecordedClock, NeverGivesATimeTwiceNorAnEarlierOne) {
  Program program(":memory:");
  program.wall.at = second(100);
  const Instant first = program.clock.now();
  program.wall.at = second(40);
  const Instant next = program.clock.now();
  EXPECT_GT(next, first);
  EXPECT_GT(program.clock.now(), next);
}

TEST(RecordedClock, StartsAfterWhatAnEarlierProgramRecorded) {
  const TemporaryFolder folder;
  {
    Program program(folder.file("hub.db"));
    program.wall.at = second(5000);
    program.record_something();
  }
  auto database = a_database(folder.file("hub.db"));
  WallClock wall;
  wall.at = second(1400);
  RecordedClock clock(*database, wall);
  ASSERT_THAT(clock.load(), IsOk());
  EXPECT_GT(clock.now(), second(5000));
  EXPECT_EQ(clock.behind(), std::chrono::seconds(3600));
}

TEST(RecordedClock, StandsAfterWhatAnotherProgramRecordedMeanwhile) {
  const TemporaryFolder folder;
  Program one(folder.file("hub.db"));
  Program other(folder.file("hub.db"));
  one.wall.at = second(900);
  one.record_something();

  other.wall.at = second(20);
  ASSERT_THAT(other.database->begin(), IsOk());
  EXPECT_GT(other.clock.now(), second(900));
  ASSERT_THAT(other.database->commit(), IsOk());
}

TEST(RecordedClock, ForgetsNothingWhereATransactionIsRolledBack) {
  const TemporaryFolder folder;
  Program program(folder.file("hub.db"));
  program.wall.at = second(900);
  ASSERT_THAT(program.database->begin(), IsOk());
  const Instant given = program.clock.now();
  program.database->roll_back();
  program.wall.at = second(10);
  EXPECT_GT(program.clock.now(), given);
  EXPECT_EQ(number_from(*program.database, "SELECT at FROM recorded_until"), 0);
}

}  // namespace
}  // namespace trellis::store
