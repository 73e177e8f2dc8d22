#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/pipeline/extract_guard.hpp"
#include "tests/hub/pipeline/world.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::pipeline {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using trellis::testing::IsOk;
using trellis::testing::IsOkAnd;

constexpr const char* header = "id,given,family,born,nhs,suspended,same_as\n";

// Pupils FROM to TO, each of one row.
std::string pupils(int from, int to) {
  std::string rows = header;
  for (int n = from; n <= to; ++n) {
    const std::string number = std::to_string(n);
    rows += "P" + number + ",Given" + number + ",Family" + number + ",2012-03-04,,,\n";
  }
  return rows;
}

class Extract : public ::testing::Test {
 protected:
  std::size_t reported() {
    auto id = world.records->connection("schools", "schools");
    auto all = world.records->reported(*id);
    return all.ok() ? all->size() : 0;
  }
  ImportRun run(ImportId import) {
    auto runs = world.records->imports(100);
    for (const ImportRun& each : *runs)
      if (each.id == import) return each;
    ADD_FAILURE() << "no such import";
    return {};
  }
  World world;
};

TEST_F(Extract, ThatLosesNearlyAllMarksNothingUntilAPersonConfirms) {
  world.import("schools", pupils(1, 100));
  const auto shrunken = world.import("schools", pupils(100, 101));
  EXPECT_EQ(shrunken.balance.stored, 1u);
  EXPECT_EQ(shrunken.balance.no_longer_reported, 0u);
  EXPECT_EQ(shrunken.would_vanish, 99u);
  EXPECT_TRUE(shrunken.is_doubted);
  EXPECT_THAT(shrunken.note, HasSubstr("99 of 100 subjects"));
  EXPECT_EQ(reported(), 101u);
  EXPECT_EQ(run(shrunken.import).would_vanish, 99u);
  EXPECT_THAT(run(shrunken.import).note, HasSubstr("imports confirm"));
}

TEST_F(Extract, OfManyNewSubjectsIsNoExcuseForLosingTheOld) {
  world.import("schools", pupils(1, 10));
  EXPECT_EQ(world.import("schools", pupils(11, 110)).would_vanish, 10u);
}

TEST_F(Extract, WithOnlyItsHeaderMarksNothing) {
  world.import("schools", pupils(1, 3));
  const auto empty = world.import("schools", header);
  EXPECT_TRUE(empty.is_doubted);
  EXPECT_EQ(empty.would_vanish, 3u);
  EXPECT_EQ(reported(), 3u);
}

TEST_F(Extract, MayLoseAFewAndASmallOneMayLoseHalf) {
  world.import("schools", pupils(1, 100));
  EXPECT_EQ(world.import("schools", pupils(21, 100)).balance.no_longer_reported, 20u);
  World small;
  small.import("schools", pupils(1, 3));
  EXPECT_EQ(small.import("schools", pupils(2, 3)).balance.no_longer_reported, 1u);
  EXPECT_TRUE(small.import("schools", pupils(4, 4)).is_doubted);
}

TEST_F(Extract, TellsAColumnThatIsAllButOneTheMappingReads) {
  const auto misnamed = world.import("schools",
                                     "id,given,family,b_o_r_n,nhs,suspended,same_as\n"
                                     "P1,Ada,Long,2012-03-04,,,\n");
  EXPECT_THAT(misnamed.note, HasSubstr("b_o_r_n is not read"));
  EXPECT_THAT(misnamed.note, HasSubstr("born is not there"));
  EXPECT_THAT(world.import("schools", pupils(1, 2)).note, IsEmpty());
}

TEST_F(Extract, ThatLosesAFewAgainAndAgainIsTold) {
  world.import("schools", pupils(1, 100));
  EXPECT_THAT(world.import("schools", pupils(1, 88)).note, IsEmpty());
  const auto again = world.import("schools", pupils(1, 76));
  EXPECT_FALSE(again.is_doubted);
  EXPECT_THAT(again.note, HasSubstr("24 of 100 records have gone within 30 days"));
  EXPECT_EQ(reported(), 76u);
}

TEST_F(Extract, OfOneTableIsNotHeldAgainstWhatAnotherLost) {
  const auto rows = [](const std::string& table, int to) {
    std::string all;
    for (int n = 1; n <= to; ++n)
      all += table + "/" + std::to_string(n) + ",Given,Family" + std::to_string(n) + ",,,,\n";
    return all;
  };
  world.import("schools", header + rows("A", 10) + rows("B", 100));
  EXPECT_THAT(world.import("schools", header + rows("B", 82)).note, IsEmpty());
  EXPECT_THAT(world.import("schools", header + rows("A", 9)).note, IsEmpty());
  EXPECT_EQ(reported(), 91u);
}

TEST_F(Extract, TakesTheShareThatItIsGiven) {
  world.may_vanish = 0.05;
  world.import("schools", pupils(1, 100));
  EXPECT_EQ(world.import("schools", pupils(6, 100)).balance.no_longer_reported, 5u);
  EXPECT_EQ(world.import("schools", pupils(12, 100)).would_vanish, 6u);
  world.may_vanish = 1;
  EXPECT_EQ(world.import("schools", pupils(100, 100)).balance.no_longer_reported, 94u);
}

TEST_F(Extract, ThatIsWholeAgainClosesWhatWaited) {
  world.import("schools", pupils(1, 10));
  const auto shrunken = world.import("schools", pupils(10, 10));
  EXPECT_EQ(run(shrunken.import).would_vanish, 9u);
  world.import("schools", pupils(1, 10));
  EXPECT_EQ(run(shrunken.import).would_vanish, 0u);
  EXPECT_EQ(reported(), 10u);
}

TEST_F(Extract, ThatShrinksAgainTakesThePlaceOfTheOneThatWaited) {
  world.import("schools", pupils(1, 10));
  const auto first = world.import("schools", pupils(10, 10));
  const auto second = world.import("schools", pupils(9, 10));
  EXPECT_EQ(run(first.import).would_vanish, 0u);
  EXPECT_EQ(run(second.import).would_vanish, 8u);
}

TEST_F(Extract, IsDoubtedByTheRowsOfOneTable) {
  const auto rows = [](const char* table, int from, int to) {
    std::string text;
    for (int n = from; n <= to; ++n) {
      const std::string number = std::to_string(n);
      text += std::string(table) + "/" + number + ",G" + number + ",F,2012-03-04,,,\n";
    }
    return text;
  };
  world.import("schools", header + rows("autumn", 1, 40) + rows("spring", 1, 10));
  const auto report =
      world.import("schools", header + rows("autumn", 1, 40) + rows("spring", 1, 4));
  EXPECT_THAT(report.note, HasSubstr("6 of 10 records would vanish from spring"));
  EXPECT_EQ(report.would_vanish, 6u);
  EXPECT_EQ(world.import("schools", header + rows("autumn", 1, 40)).would_vanish, 0u)
      << "it does not speak of spring";
}

TEST_F(Extract, ThatIsOlderIsToldAndMarksNothing) {
  world.age = {"pupils", "20260108", {}};
  world.import("schools", pupils(1, 30));
  world.age.stamp = "20260101";
  const auto older = world.import("schools", pupils(1, 29));
  EXPECT_THAT(older.note, HasSubstr("of 2026-01-01, older than"));
  EXPECT_EQ(older.would_vanish, 1u);
  EXPECT_EQ(older.balance.no_longer_reported, 0u);
  world.age.stamp = "20260115";
  EXPECT_EQ(world.import("schools", pupils(1, 29)).balance.no_longer_reported, 1u);
}

TEST_F(Extract, IsOlderByItsFilesTimeWhereItsNameTellsNone) {
  world.age.file_time = world.clock.now();
  world.import("schools", pupils(1, 3));
  world.age.file_time = world.clock.now() - std::chrono::hours(24);
  EXPECT_THAT(world.import("schools", pupils(1, 3)).note, HasSubstr("older than"));
}

TEST_F(Extract, IsNotOlderWhereItsFileWasCopiedTogetherWithTheOther) {
  world.age.file_time = world.clock.now();
  world.import("schools", pupils(1, 30));
  world.age.file_time = *world.age.file_time - std::chrono::minutes(1);
  EXPECT_EQ(world.import("schools", pupils(2, 30)).balance.no_longer_reported, 1u);
}

TEST_F(Extract, ReadsWithAMappingThatChangedWithoutANewVersion) {
  world.import("schools", pupils(1, 3));
  world.change_mapping("schools", R"("given": "given")",
                       R"("given": {"concatenate": ["given", {"value": "!"}]})");
  const auto report = world.import("schools", pupils(1, 3));
  EXPECT_EQ(report.balance.stored, 3u);
  EXPECT_THAT(report.note, HasSubstr("3 records were read anew"));
  EXPECT_EQ(world.current("schools", "P1", "person.name")[0].observation.text("given"), "Given1!");
  EXPECT_EQ(world.import("schools", pupils(1, 3)).balance.unchanged, 3u);
}

TEST_F(Extract, GoesBackToAnOlderMapping) {
  const std::string rows = pupils(1, 1);
  for (const char* feed : {"messages", "schools"}) {
    world.import(feed, rows);
    world.change_mapping(feed, R"("1.0.0")", R"("1.1.0")");
    EXPECT_EQ(world.import(feed, rows).balance.stored, 1u) << feed;
    world.change_mapping(feed, R"("1.1.0")", R"("1.0.0")");
    EXPECT_EQ(world.import(feed, rows).balance.stored, 1u) << feed;
    EXPECT_EQ(world.import(feed, rows).balance.unchanged, 1u) << feed;
  }
}

TEST_F(Extract, OfAFeedKeepsTheNewerMessageWhereAnOldOneIsReadWithANewMapping) {
  world.import("messages", std::string(header) + "P1,Old,F,2012-03-04,,,\n");
  world.import("messages", std::string(header) + "P1,New,F,2012-03-04,,,\n");
  world.change_mapping("messages", R"("1.0.0")", R"("1.1.0")");
  EXPECT_EQ(
      world.import("messages", std::string(header) + "P1,Old,F,2012-03-04,,,\n").balance.unchanged,
      1u);
  EXPECT_EQ(world.current("messages", "P1", "person.name")[0].observation.text("given"), "New");
}

}  // namespace
}  // namespace trellis::pipeline
