#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/store/records.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/store.hpp"
#include "tests/support/temporary.hpp"

namespace trellis::store {
namespace {

using namespace trellis::testing;
using pipeline::RunState;

class ImportsTest : public ::testing::Test {
 protected:
  std::unique_ptr<pipeline::Records> records(Database& database) {
    return make_records(database, folder.file("imports.lock"));
  }
  static RunState newest(pipeline::Records& records) { return records.imports(1)->front().state; }

  TemporaryFolder folder;
  std::string file = folder.file("hub.db");
};

TEST_F(ImportsTest, TellOneThatRunsFromOneThatIsDoneAndOneThatFailed) {
  auto database = a_database(file), second = a_database(file);
  const auto runs = records(*database), looking = records(*second);
  const ConnectionId connection = *runs->connection("schools", "northwick");

  const ImportId first = *runs->start_import(connection, "a.csv", Instant{});
  EXPECT_EQ(newest(*looking), RunState::running);
  ASSERT_THAT(runs->update_import(first, {}, Instant{}, ""), IsOk());
  EXPECT_EQ(newest(*looking), RunState::done);

  const ImportId failed = *runs->start_import(connection, "b.csv", Instant{});
  ASSERT_THAT(runs->update_import(failed, {}, Instant{}, "the disk is full"), IsOk());
  EXPECT_EQ(newest(*looking), RunState::failed);
}

TEST_F(ImportsTest, TellOneWhoseProgramWasKilledAsUnfinished) {
  auto database = a_database(file);
  const auto looking = records(*database);
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    auto own = a_database(file);
    const auto runs = records(*own);
    const auto import =
        runs->start_import(*runs->connection("schools", "northwick"), "a.csv", Instant{});
    const char sign = import.ok() ? 'y' : 'n';
    if (::write(ready[1], &sign, 1) != 1) ::_exit(1);
    ::pause();
    ::_exit(0);
  }
  char sign = 0;
  ASSERT_EQ(::read(ready[0], &sign, 1), 1);
  ASSERT_EQ(sign, 'y');
  EXPECT_EQ(newest(*looking), RunState::running);

  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_EQ(newest(*looking), RunState::unfinished);
}

}  // namespace
}  // namespace trellis::store
