#include "hub/store/turns.hpp"

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/result_matchers.hpp"
#include "tests/support/temporary.hpp"

namespace trellis::store {
namespace {

using namespace std::chrono_literals;
using namespace trellis::testing;

const Patience none{0ms, 0ms, {}};

class TurnsTest : public ::testing::Test {
 protected:
  TurnsTest() {
    EXPECT_EQ(::pipe(said_), 0);
    EXPECT_EQ(::pipe(asked_), 0);
  }

  // A process that lines up once it is asked to, has its turn, and says its name then.
  pid_t program(char name) {
    int go[2];
    EXPECT_EQ(::pipe(go), 0);
    const pid_t child = ::fork();
    if (child != 0) {
      go_[name] = go[1];
      return child;
    }
    char byte = 0;
    auto turns = make_turns(file_, {});
    static_cast<void>(::read(go[0], &byte, 1));
    auto turn = *turns->line_up();
    static_cast<void>(::write(asked_[1], &name, 1));
    static_cast<void>(::read(go[0], &byte, 1));
    EXPECT_THAT(turn->wait(), IsOk());
    static_cast<void>(::write(said_[1], &name, 1));
    ::_exit(0);
  }
  void line_up(char name) {
    ASSERT_EQ(::write(go_[name], "!", 1), 1);
    char byte = 0;
    ASSERT_EQ(::read(asked_[0], &byte, 1), 1);
  }
  void go_on(char name) { ASSERT_EQ(::write(go_[name], "!", 1), 1); }
  char next() {
    char name = '?';
    EXPECT_EQ(::read(said_[0], &name, 1), 1);
    return name;
  }

  TemporaryFolder folder_;
  std::string file_ = folder_.file("hub.db");
  int said_[2], asked_[2];
  std::map<char, int> go_;
};

TEST_F(TurnsTest, GoByWhoWasStartedFirst) {
  for (const char name : {'a', 'b', 'c', 'd'}) program(name);
  for (const char name : {'d', 'b', 'c', 'a'}) line_up(name);
  for (const char name : {'d', 'c', 'b', 'a'}) go_on(name);
  std::string order;
  for (int i = 0; i < 4; ++i) order += next();
  EXPECT_EQ(order, "abcd");
  while (::wait(nullptr) > 0) continue;
}

TEST_F(TurnsTest, AreNotInterruptedByAnEarlierOneThatComesLate) {
  program('a');
  auto turns = make_turns(file_, {});
  auto mine = *turns->line_up();
  ASSERT_THAT(mine->wait(), IsOk());
  line_up('a');

  auto hasty = make_turns(file_, none);
  EXPECT_THAT((*hasty->line_up())->wait(), IsError(Fault::cancelled));
  go_on('a');
  mine.reset();
  EXPECT_EQ(next(), 'a');
  ::wait(nullptr);
}

TEST_F(TurnsTest, ArePassedOnByWhoIsKilled) {
  const pid_t killed = program('a');
  line_up('a');
  auto turn = *make_turns(file_, none)->line_up();
  ::kill(killed, SIGKILL);
  ::waitpid(killed, nullptr, 0);
  EXPECT_THAT(turn->wait(), IsOk());
  EXPECT_THAT(turn->wait(), IsOk()) << "it is had once";
}

TEST_F(TurnsTest, SayThatOthersAreBefore) {
  auto first = *make_turns(file_, none)->line_up();
  int told = 0;
  auto second = *make_turns(file_, {5ms, 0ms, [&] { ++told; }})->line_up();
  EXPECT_THAT(second->wait(), SaysWhy("other imports are still running"));
  EXPECT_EQ(told, 1);
  first.reset();
  EXPECT_THAT(second->wait(), IsOk());
}

}  // namespace
}  // namespace trellis::store
