#include "hub/base/file_lock.hpp"

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "tests/support/result_matchers.hpp"
#include "tests/support/temporary.hpp"

namespace trellis {
namespace {

using namespace trellis::testing;
using std::chrono::milliseconds;

TEST(FileLock, IsHeldByOneAtATimeAndForEachByteAlone) {
  const TemporaryFolder folder;
  const std::string file = folder.file("lock");
  EXPECT_THAT(FileLock::is_taken(file, 7), IsOkAnd(false));
  {
    const auto first = FileLock::take(file, 7, milliseconds(0));
    ASSERT_THAT(first, IsOk());
    EXPECT_THAT(FileLock::is_taken(file, 7), IsOkAnd(true));
    EXPECT_THAT(FileLock::take(file, 7, milliseconds(0)), IsError(Fault::unavailable));
    EXPECT_THAT(FileLock::take(file, 8, milliseconds(0)), IsOk());
  }
  EXPECT_THAT(FileLock::is_taken(file, 7), IsOkAnd(false));
  EXPECT_THAT(FileLock::take(file, 7, milliseconds(0)), IsOk());
}

TEST(FileLock, EndsWithAProcessThatIsKilled) {
  const TemporaryFolder folder;
  const std::string file = folder.file("lock");
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto held = FileLock::take(file, 1, milliseconds(0));
    const char sign = held.ok() ? 'y' : 'n';
    if (::write(ready[1], &sign, 1) != 1) ::_exit(1);
    ::pause();
    ::_exit(0);
  }
  char sign = 0;
  ASSERT_EQ(::read(ready[0], &sign, 1), 1);
  ASSERT_EQ(sign, 'y');
  EXPECT_THAT(FileLock::is_taken(file, 1), IsOkAnd(true));

  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_THAT(FileLock::is_taken(file, 1), IsOkAnd(false));
}

TEST(FileLock, SaysSoWhereItsFileCannotBeMade) {
  EXPECT_THAT(FileLock::take("/no/such/folder/lock", 1, milliseconds(0)),
              IsError(Fault::unavailable));
}

}  // namespace
}  // namespace trellis
