#include "hub/store/migration.hpp"

#include <array>
#include <sys/wait.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/store/database.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/store.hpp"
#include "tests/support/temporary.hpp"

namespace trellis::store {
namespace {

using namespace trellis::testing;

constexpr Migration first{1, "first", "CREATE TABLE a (n BIGINT); INSERT INTO a (n) VALUES (1);"};
constexpr Migration second{2, "second",
                           "-- more\nCREATE TABLE b (n BIGINT); UPDATE a SET n = 2;\n-- end\n"};
constexpr std::array only_first{first};
constexpr std::array both{first, second};

TEST(Migrations, RunOnceEachInOrder) {
  const TemporaryFolder folder;
  const std::string file = folder.file("hub.db");
  ASSERT_THAT(Database::open(file, only_first), IsOk());

  ASSERT_THAT(Database::open(file, both), IsOk());
  auto database = *Database::open(file, both);

  EXPECT_EQ(number_from(*database, "SELECT n FROM a"), 2);
  EXPECT_EQ(number_from(*database, "SELECT count(*) FROM a"), 1);
  EXPECT_EQ(number_from(*database, "SELECT count(*) FROM schema_migration"), 2);
}

TEST(Migrations, AreAllOrNothing) {
  const TemporaryFolder folder;
  const std::string file = folder.file("hub.db");
  const std::array broken{
      first, Migration{2, "broken", "CREATE TABLE b (n BIGINT); CREATE TABLE a (n BIGINT)"}};

  EXPECT_THAT(Database::open(file, broken), SaysWhy("migration 2 (broken) failed"));

  auto database = *Database::open(file, {});
  EXPECT_EQ(number_from(*database,
                        "SELECT count(*) FROM sqlite_master WHERE name IN ('a', 'b', "
                        "'schema_migration')"),
            0);
}

TEST(Migrations, RefuseADatabaseThatIsNewer) {
  const TemporaryFolder folder;
  ASSERT_THAT(Database::open(folder.file("hub.db"), both), IsOk());
  EXPECT_THAT(Database::open(folder.file("hub.db"), only_first),
              SaysWhy("newer than this program: it has migration 2 (second)"));
}

TEST(Migrations, RefuseATextThatChanged) {
  const TemporaryFolder folder;
  ASSERT_THAT(Database::open(folder.file("hub.db"), only_first), IsOk());
  const std::array changed{Migration{1, "first", "CREATE TABLE a (n TEXT);"}, second};
  EXPECT_THAT(Database::open(folder.file("hub.db"), changed),
              SaysWhy("another text of migration 1 (first)"));
}

TEST(Migrations, RefuseAMissingOneThatIsOlderThanWhatRan) {
  const TemporaryFolder folder;
  ASSERT_THAT(Database::open(folder.file("hub.db"), std::array{Migration{2, "second", "SELECT 1"}}),
              IsOk());
  EXPECT_THAT(Database::open(folder.file("hub.db"), both), IsError(Fault::invalid));
}

TEST(Migrations, DoNotNeedTheWriterOnceDone) {
  const TemporaryFolder folder;
  auto writer = *Database::open(folder.file("hub.db"), both);
  ASSERT_THAT(writer->begin(), IsOk());
  EXPECT_THAT(Database::open(folder.file("hub.db"), both), IsOk());
}

TEST(Migrations, RunOnceWhereSeveralProgramsStartAtOnce) {
  const TemporaryFolder folder;
  const std::string file = folder.file("hub.db");
  for (int program = 0; program < 4; ++program)
    if (::fork() == 0) ::_exit(Database::open(file).ok() ? 0 : 1);
  for (int program = 0; program < 4; ++program) {
    int status = -1;
    ::wait(&status);
    EXPECT_EQ(status, 0);
  }
}

TEST(Migrations, OfTheHubAreNumberedUpwards) {
  int before = 0;
  for (const Migration& migration : migrations()) {
    EXPECT_GT(migration.number, before) << migration.name;
    before = migration.number;
  }
}

// Each released schema must lead to today's.
TEST(Migrations, OfTheHubRunFromEveryEarlierSchema) {
  const auto all = migrations();
  for (std::size_t count = 0; count <= all.size(); ++count) {
    const TemporaryFolder folder;
    ASSERT_THAT(Database::open(folder.file("hub.db"), all.first(count)), IsOk());
    EXPECT_THAT(Database::open(folder.file("hub.db"), all), IsOk()) << "after " << count;
  }
}

}  // namespace
}  // namespace trellis::store
