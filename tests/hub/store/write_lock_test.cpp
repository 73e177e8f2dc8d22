#include "hub/store/write_lock.hpp"

#include <csignal>
#include <filesystem>
#include <sys/wait.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "hub/store/migration.hpp"
#include "tests/hub/store/watched_log.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/store.hpp"
#include "tests/support/temporary.hpp"

namespace trellis::store {
namespace {

using namespace std::chrono_literals;
using namespace trellis::testing;

const Patience none{0ms, 0ms, {}};
const std::string large(20'000, 'x');  // five pages

std::unique_ptr<Database> a_table_in(const std::string& file) {
  auto database = *Database::open(file, {});
  EXPECT_THAT(database->script("CREATE TABLE thing (id INTEGER PRIMARY KEY, body TEXT)"), IsOk());
  return database;
}

Status add(Database& database) {
  auto transaction = Transaction::begin(database);
  if (!transaction) return std::move(transaction).error();
  TRELLIS_TRY(database.run("INSERT INTO thing (body) VALUES ($1)", {large}));
  return transaction->commit();
}

std::size_t size_of(const std::string& file) {
  std::error_code absent;
  const auto size = std::filesystem::file_size(file, absent);
  return absent ? 0 : static_cast<std::size_t>(size);
}

// Runs `story` in a process of its own, which then ends as programs do, or is killed.
template <typename Story>
pid_t in_a_process(Story&& story) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  story();
  ::_exit(::testing::Test::HasFailure() ? 1 : 0);
}

int end_of(pid_t child) {
  int status = 0;
  ::waitpid(child, &status, 0);
  return status;
}

void write_in_two_processes(const std::string& file, int transactions) {
  pid_t children[2];
  for (pid_t& child : children)
    child = in_a_process([&] {
      auto database = *Database::open(file, {});
      for (int i = 0; i < transactions; ++i) EXPECT_THAT(add(*database), IsOk());
    });
  for (const pid_t child : children) EXPECT_EQ(end_of(child), 0);
}

TEST(WriteLock, NoTwoProgramsWriteOrCheckpointAtOnce) {
  const TemporaryFolder folder;
  const std::string file = folder.file("hub.db");
  a_table_in(file).reset();
  const WatchedLog log;

  constexpr int each = 300;  // 3,000 pages: each program has to checkpoint as it goes
  write_in_two_processes(file, each);

  EXPECT_EQ(log.sessions(), 2);
  EXPECT_GE(log.writes(), 2 * each);
  EXPECT_GE(log.checkpoints(), 3);
  EXPECT_EQ(log.overlaps(), 0);
  auto database = *Database::open(file, {});
  EXPECT_EQ(number_from(*database, "SELECT count(*) FROM thing"), 2 * each);
  EXPECT_EQ((*database->row("PRAGMA integrity_check"))->text(0), "ok");
}

// What the test above would see, were there no lock.
TEST(WriteLock, OverlapsAreSeenWhereProgramsDoNotTakeTurns) {
  const TemporaryFolder folder;
  const std::string file = folder.file("hub.db");
  a_table_in(file).reset();
  const WatchedLog log;
  sqlite3* writer = nullptr;
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &writer), SQLITE_OK);
  ASSERT_EQ(sqlite3_open(file.c_str(), &other), SQLITE_OK);
  sqlite3_exec(writer, "BEGIN IMMEDIATE; INSERT INTO thing (body) VALUES ('a')", nullptr, nullptr,
               nullptr);
  sqlite3_exec(other, "PRAGMA wal_checkpoint(PASSIVE)", nullptr, nullptr, nullptr);
  sqlite3_exec(writer, "COMMIT", nullptr, nullptr, nullptr);
  sqlite3_close(other);
  sqlite3_close(writer);

  EXPECT_GE(log.overlaps(), 1);
}

TEST(WriteLock, StandsAroundWhatIsWrittenWithoutATransactionToo) {
  const TemporaryFolder folder;
  const std::string file = folder.file("hub.db");
  auto database = a_table_in(file);
  auto other = *Database::open(file, {}, none);
  ASSERT_THAT(other->begin(), IsOk());
  auto hasty = *Database::open(file, {}, none);

  const auto refused = SaysWhy("another program has been writing");
  EXPECT_THAT(hasty->run("INSERT INTO thing (body) VALUES ('a')"), refused);
  EXPECT_THAT(hasty->rows("INSERT INTO thing (body) VALUES ('a') RETURNING id"), refused);
  EXPECT_THAT(hasty->row("PRAGMA wal_checkpoint(PASSIVE)"), refused);
  EXPECT_THAT(hasty->script("CREATE TABLE another (id BIGINT)"), refused);
  EXPECT_THAT(hasty->rows("SELECT id FROM thing"), IsOk());
  other->roll_back();
  EXPECT_THAT(hasty->run("INSERT INTO thing (body) VALUES ('a')"), IsOk());
  EXPECT_THAT(other->begin(), IsOk()) << "a statement by itself gives it back";
}

TEST(WriteLock, IsGivenBackByWhoFailsRollsBackOrEnds) {
  const TemporaryFolder folder;
  const std::string file = folder.file("hub.db");
  auto database = a_table_in(file);
  auto hasty = *Database::open(file, {}, none);

  EXPECT_FALSE(database->run("INSERT INTO thing (id) VALUES ('no number')").ok());
  EXPECT_THAT(add(*hasty), IsOk());
  { auto transaction = Transaction::begin(*database); }
  EXPECT_THAT(add(*hasty), IsOk());
  ASSERT_THAT(database->begin(), IsOk());
  database.reset();
  EXPECT_THAT(add(*hasty), IsOk());
}

TEST(WriteLock, IsFreeOnceItsHolderWasKilled) {
  const TemporaryFolder folder;
  const std::string file = folder.file("hub.db");
  auto database = a_table_in(file);
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t holder = in_a_process([&] {
    auto own = *Database::open(file, {});
    EXPECT_THAT(own->begin(), IsOk());
    EXPECT_EQ(::write(ready[1], "!", 1), 1);
    ::pause();
  });
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  auto hasty = *Database::open(file, {}, none);
  EXPECT_FALSE(add(*hasty).ok());

  ::kill(holder, SIGKILL);
  end_of(holder);

  EXPECT_THAT(add(*hasty), IsOk());
}

TEST(WriteLock, LetsWhoWaitsGoFirst) {
  const TemporaryFolder folder;
  const std::string file = folder.file("hub.db");
  a_table_in(file).reset();
  WriteLock mine(file, {});
  ASSERT_THAT(mine.take(), IsOk());
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t other = in_a_process([&] {
    const Patience patience{60s, 0ms, [&] { EXPECT_EQ(::write(ready[1], "!", 1), 1); }};
    WriteLock theirs(file, patience);
    EXPECT_THAT(theirs.take(), IsOk());
    EXPECT_EQ(::write(ready[1], "got", 3), 3);
  });
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);  // it waits

  mine.give_back();
  ASSERT_THAT(mine.take(), IsOk());

  char got[3];
  EXPECT_EQ(::read(ready[0], got, 3), 3) << "the other one had it in between";
  EXPECT_EQ(end_of(other), 0);
}

TEST(WriteLock, IsNotFooledByAFileThatIsGone) {
  const TemporaryFolder folder;
  const std::string file = folder.file("hub.db");
  auto database = a_table_in(file);
  auto other = *Database::open(file, {}, none);
  ASSERT_THAT(database->begin(), IsOk());
  database->roll_back();
  std::filesystem::remove(lock_file_of(file));

  ASSERT_THAT(database->begin(), IsOk());
  EXPECT_FALSE(other->begin().ok()) << "both lock the file that others see";
}

TEST(WriteLock, SaysThatAnotherProgramWritesAndGivesUpInTheEnd) {
  const TemporaryFolder folder;
  const std::string file = folder.file("hub.db");
  auto database = a_table_in(file);
  ASSERT_THAT(database->begin(), IsOk());
  int told = 0;
  const Patience patience{20ms, 0ms, [&] { ++told; }};
  auto other = *Database::open(file, {}, patience);

  EXPECT_THAT(other->begin(), IsError(Fault::cancelled));
  EXPECT_EQ(told, 1);
}

TEST(WriteLock, TheWriteAheadLogIsCopiedWhenAProgramEnds) {
  const TemporaryFolder folder;
  const std::string file = folder.file("hub.db");
  auto database = a_table_in(file);
  ASSERT_THAT(add(*database), IsOk());
  EXPECT_GT(size_of(file + "-wal"), large.size());

  database.reset();

  EXPECT_EQ(size_of(file + "-wal"), 0);
  EXPECT_GT(size_of(file), large.size());
}

TEST(WriteLock, WhoOnlyReadsCopiesNothing) {
  const TemporaryFolder folder;
  const std::string file = folder.file("hub.db");
  auto writer = a_table_in(file);
  ASSERT_THAT(add(*writer), IsOk());
  const WatchedLog log;

  auto reader = *Database::open(file, {});
  EXPECT_EQ(number_from(*reader, "SELECT count(*) FROM thing"), 1);
  reader.reset();

  EXPECT_EQ(log.writes() + log.checkpoints(), 0);
}

}  // namespace
}  // namespace trellis::store
