#include "hub/base/log.hpp"

#include <thread>
#include <vector>

#include <gmock/gmock.h>

#include "hub/base/text.hpp"
#include "tests/support/shared.hpp"
#include "tests/support/temporary.hpp"

namespace trellis::log {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

class Log : public ::testing::Test {
 protected:
  ~Log() override { start(Level::warning); }  // the file goes with the folder

  std::vector<std::string> lines() const {
    const std::string text = testing::read_file(file_);
    auto all = text::split(text, "\n");
    if (all.back().empty()) all.pop_back();
    return all;
  }

  testing::TemporaryFolder folder_;
  std::string file_ = folder_.file("hub.log");
};

TEST_F(Log, WritesOneLineOfJsonForAnEvent) {
  start(Level::info, file_);

  info("record_quarantined", {{"connection", "7"}, {"rule", "a birth date"}});

  ASSERT_THAT(lines(), SizeIs(1));
  EXPECT_THAT(lines().front(), MatchesRegex(R"(\{"time":"[0-9T:.-]+Z",.*\})"));
  EXPECT_THAT(lines().front(), HasSubstr(R"("level":"info","event":"record_quarantined",)"
                                         R"("connection":"7","rule":"a birth date")"));
}

TEST_F(Log, LeavesOutWhatIsBelowItsLevel) {
  start(Level::warning, file_);

  debug("a");
  info("b");
  warning("c");
  error("d");

  ASSERT_THAT(lines(), SizeIs(2));
  EXPECT_THAT(lines()[0], HasSubstr(R"("level":"warning","event":"c")"));
  EXPECT_THAT(lines()[1], HasSubstr(R"("level":"error","event":"d")"));
}

TEST_F(Log, NeverLetsAValueBreakTheLine) {
  start(Level::debug, file_);

  debug("odd", {{"value", "a\"b\\c\nd\re\x01\x7F \xFF\xC3 Ŵ"}});

  ASSERT_THAT(lines(), SizeIs(1));
  EXPECT_THAT(lines().front(), HasSubstr(R"("value":"a\"b\\c\u000ad\u000de\u0001\u007f )"
                                         "\uFFFD\uFFFD Ŵ\""));
}

TEST_F(Log, KeepsLinesOfManyThreadsApart) {
  constexpr int threads = 4, each = 50;
  start(Level::info, file_);

  {
    std::vector<std::jthread> writers;
    for (int writer = 0; writer < threads; ++writer)
      writers.emplace_back([] {
        for (int i = 0; i < each; ++i) info("tick", {{"filler", std::string(200, 'x')}});
      });
  }

  ASSERT_THAT(lines(), SizeIs(threads * each));
  for (const std::string& line : lines())
    EXPECT_THAT(line, AllOf(StartsWith("{\"time\""), ::testing::EndsWith("x\"}")));
}

TEST_F(Log, SpeaksOnStandardErrorWhereItsFileCannotBeOpened) {
  ::testing::internal::CaptureStderr();
  start(Level::info, folder_.path() + "/no/such/folder/hub.log");
  info("still_heard");
  const std::string heard = ::testing::internal::GetCapturedStderr();

  EXPECT_THAT(heard, HasSubstr("log_file_not_opened"));
  EXPECT_THAT(heard, HasSubstr("still_heard"));
}

TEST_F(Log, WritesNothingBelowWarningsUntilStarted) {
  start(Level::warning);
  ::testing::internal::CaptureStderr();
  info("quiet");
  warning("loud");
  const std::string heard = ::testing::internal::GetCapturedStderr();

  EXPECT_THAT(heard, AllOf(HasSubstr("loud"), Not(HasSubstr("quiet"))));
}

}  // namespace
}  // namespace trellis::log
