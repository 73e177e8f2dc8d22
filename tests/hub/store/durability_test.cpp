#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/store/database.hpp"
#include "hub/store/journal.hpp"
#include "tests/support/journal_entries.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/store.hpp"
#include "tests/support/temporary.hpp"

namespace trellis::store {
namespace {

using namespace trellis::testing;

constexpr const char* two_tables =
    "CREATE TABLE one (n BIGINT PRIMARY KEY, body TEXT); CREATE TABLE other (n BIGINT PRIMARY KEY)";

// Runs `story` in a process of its own; whether all its expectations held.
template <typename Story>
bool holds_in_a_child(Story&& story) {
  const pid_t child = ::fork();
  if (child == 0) {
    story();
    std::fflush(nullptr);
    ::_exit(::testing::Test::HasFailure() ? 1 : 0);
  }
  int status = 0;
  return child > 0 && ::waitpid(child, &status, 0) == child && WIFEXITED(status) &&
         WEXITSTATUS(status) == 0;
}

// A disk of 4 MB over `folder`, seen by this process only. False where the machine does not allow
// it.
bool put_a_small_disk_over(const std::string& folder) {
  if (::unshare(CLONE_NEWNS) != 0 && ::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return false;
  return ::mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=4m") == 0;
}

bool limit_files_to(rlim_t bytes) {
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit limit{};
  ::getrlimit(RLIMIT_FSIZE, &limit);
  limit.rlim_cur = bytes;
  return ::setrlimit(RLIMIT_FSIZE, &limit) == 0;
}

std::string body() { return std::string(2000, 'x'); }

Status add(Database& database, std::int64_t number) {
  auto transaction = Transaction::begin(database);
  if (!transaction) return std::move(transaction).error();
  TRELLIS_TRY(database.run("INSERT INTO one (n, body) VALUES ($1, $2)", {number, body()}));
  TRELLIS_TRY(database.run("INSERT INTO other (n) VALUES ($1)", {number}));
  return transaction->commit();
}

void expect_whole(Database& database, std::int64_t committed) {
  EXPECT_EQ((*database.row("PRAGMA integrity_check"))->text(0), "ok");
  EXPECT_EQ(number_from(database, "SELECT count(*) FROM one"), committed);
  EXPECT_EQ(number_from(database, "SELECT count(*) FROM other"), committed);
}

// Adds until the store refuses; how many it took.
std::int64_t fill(Database& database, std::int64_t first, Status& refusal) {
  for (std::int64_t number = first; number < first + 100'000; ++number) {
    refusal = add(database, number);
    if (!refusal) return number - first;
  }
  return -1;
}

TEST(FullDisk, LosesNothingAndGoesOnOnceThereIsSpace) {
  const TemporaryFolder folder;
  const std::string file = folder.file("hub.db");
  const std::string ballast = folder.file("ballast");
  const bool holds = holds_in_a_child([&] {
    const bool is_small_disk = put_a_small_disk_over(folder.path());
    std::ofstream(ballast) << std::string(1'000'000, 'b');
    auto database = *Database::open(file, {});
    ASSERT_THAT(database->script(two_tables), IsOk());
    ASSERT_TRUE(is_small_disk || limit_files_to(2'000'000));

    Status refusal = done();
    const std::int64_t committed = fill(*database, 1, refusal);
    ASSERT_GT(committed, 50);
    ASSERT_THAT(refusal, IsError(Fault::unavailable));
    EXPECT_THAT(refusal,
                SaysWhy(is_small_disk ? "the disk is full: free space" : "the free space"));
    EXPECT_FALSE(database->in_transaction());
    expect_whole(*database, committed);

    std::filesystem::remove(ballast);
    ASSERT_TRUE(is_small_disk || limit_files_to(4'000'000));
    EXPECT_THAT(add(*database, committed + 1), IsOk());
    expect_whole(*database, committed + 1);
    database.reset();
    expect_whole(**Database::open(file, {}), committed + 1);
  });
  EXPECT_TRUE(holds);
}

TEST(FullDisk, InTheMiddleOfATransactionLeavesNoHalfOfIt) {
  const TemporaryFolder folder;
  const bool holds = holds_in_a_child([&] {
    if (!put_a_small_disk_over(folder.path())) return;
    auto database = *Database::open(folder.file("hub.db"), {});
    ASSERT_THAT(database->script(two_tables), IsOk());
    ASSERT_THAT(database->rows("PRAGMA cache_size = 20"),
                IsOk());  // the transaction spills to the disk
    ASSERT_THAT(add(*database, 1), IsOk());

    ASSERT_THAT(database->begin(), IsOk());
    Result<std::int64_t> written = 1;
    for (std::int64_t number = 2; written.ok() && number < 100'000; ++number)
      written = database->run("INSERT INTO one (n, body) VALUES ($1, $2)", {number, body()});
    ASSERT_THAT(written, SaysWhy("the disk is full"));

    if (const auto after = database->run("INSERT INTO other (n) VALUES ($1)", {std::int64_t{7}});
        after) {
      EXPECT_THAT(database->commit(), IsError(Fault::unavailable))
          << "half a transaction must not last";
    }
    database->roll_back();
    expect_whole(*database, 1);
    EXPECT_THAT(add(*database, 2), IsOk());
  });
  EXPECT_TRUE(holds);
}

// Writes until it is killed, and tells through the pipe what it has committed.
[[noreturn]] void write_for_ever(const std::string& file, int pipe) {
  auto database = a_database(file);
  const auto journal = make_journal(*database);
  for (std::int64_t number = number_from(*database, "SELECT count(*) FROM one") + 1;; ++number) {
    auto transaction = Transaction::begin(*database);
    const bool ok = transaction.ok() && add(*database, number).ok() &&
                    journal->append(an_entry(number)).ok() && transaction->commit().ok();
    if (!ok || ::write(pipe, &number, sizeof number) != sizeof number) ::_exit(1);
  }
}

// Kills the writer after so many commits; the last one that it told of.
std::int64_t kill_after(const std::string& file, int commits) {
  std::array<int, 2> pipe{};
  if (::pipe(pipe.data()) != 0) return -1;
  const pid_t child = ::fork();
  if (child == 0) write_for_ever(file, pipe[1]);
  ::close(pipe[1]);
  std::int64_t number = 0;
  std::int64_t last = 0;
  for (int told = 0; told < commits && ::read(pipe[0], &number, sizeof number) == sizeof number;
       ++told)
    last = number;
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself";
  while (::read(pipe[0], &number, sizeof number) == sizeof number) last = number;
  ::close(pipe[0]);
  return last;
}

TEST(KilledWriter, KeepsWhatItCommittedAndNothingHalfDone) {
  const TemporaryFolder folder;
  const std::string file = folder.file("hub.db");
  ASSERT_THAT(a_database(file)->script(two_tables), IsOk());
  std::minstd_rand random(20);
  for (int round = 0; round < 20; ++round) {
    const std::int64_t told = kill_after(file, 1 + static_cast<int>(random() % 60));

    auto database = a_database(file);
    const std::int64_t kept = number_from(*database, "SELECT count(*) FROM one");
    EXPECT_GE(kept, told);
    EXPECT_LE(kept, told + 1) << "at most the one that was committed and not yet told";
    expect_whole(*database, kept);
    const auto journal = make_journal(*database);
    const auto verification = journal->verify({});
    ASSERT_THAT(verification, IsOk());
    EXPECT_EQ(verification->first_bad, std::nullopt);
    EXPECT_EQ(verification->entries, kept);
  }
}

}  // namespace
}  // namespace trellis::store
