#include "hub/base/lock_file.hpp"

#include <csignal>
#include <filesystem>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "tests/support/result_matchers.hpp"
#include "tests/support/temporary.hpp"

namespace trellis {
namespace {

using namespace trellis::testing;

TEST(LockFile, IsHeldByOneAtATimeAndForEachByteAlone) {
  const TemporaryFolder folder;
  const std::string file = folder.file("lock");
  LockFile other(file);
  EXPECT_THAT(other.first_taken({7}), IsOkAnd(-1));
  EXPECT_FALSE(std::filesystem::exists(file)) << "who only asks makes nothing";
  {
    LockFile first(file);
    ASSERT_THAT(first.try_take({7}), IsOkAnd(true));
    EXPECT_THAT(other.first_taken({7}), IsOkAnd(7));
    EXPECT_THAT(other.try_take({7}), IsOkAnd(false));
    EXPECT_THAT(other.try_take({8}), IsOkAnd(true));
  }
  EXPECT_THAT(other.first_taken({7}), IsOkAnd(-1));
  EXPECT_THAT(other.try_take({7}), IsOkAnd(true));
}

TEST(LockFile, EndsWithAProcessThatIsKilled) {
  const TemporaryFolder folder;
  const std::string file = folder.file("lock");
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    LockFile held(file);
    const auto taken = held.try_take({1});
    const char sign = taken.ok() && *taken ? 'y' : 'n';
    if (::write(ready[1], &sign, 1) != 1) ::_exit(1);
    ::pause();
    ::_exit(0);
  }
  char sign = 0;
  ASSERT_EQ(::read(ready[0], &sign, 1), 1);
  ASSERT_EQ(sign, 'y');
  LockFile other(file);
  EXPECT_THAT(other.first_taken({1}), IsOkAnd(1));

  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_THAT(other.first_taken({1}), IsOkAnd(-1));
}

TEST(LockFile, SaysSoWhereItCannotBeMade) {
  EXPECT_THAT(LockFile("/no/such/folder/lock").try_take({1}), IsError(Fault::unavailable));
}

}  // namespace
}  // namespace trellis
