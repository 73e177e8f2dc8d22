#include <filesystem>
#include <sstream>
#include <thread>
#include <unistd.h>

#include "hub/connections/runner.hpp"
#include "tests/hub/connections/test_plugins.hpp"
#include "tests/support/sanitizer.hpp"
#include "tests/support/shared.hpp"

namespace trellis::connections {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::IsError;
using testing::IsOk;
using testing::SaysWhy;

std::unique_ptr<AdapterRunner> start(const std::string& id, const std::string& settings = "{}",
                                     Supervision limits = impatient()) {
  return *run_in_child(test_plugin(id), opening(settings), std::move(limits));
}

int parent_of(const std::filesystem::path& process) {
  const std::string stat = testing::read_file(process / "stat");
  std::istringstream rest(stat.substr(std::min(stat.size(), stat.rfind(')') + 2)));
  char state = 0;
  int parent = 0;
  rest >> state >> parent;
  return state == 'Z' ? 0 : parent;
}

// Processes of trellis-plugin-host that this one started, and those that they started.
std::vector<std::filesystem::path> children() {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    if (testing::read_file(entry.path() / "comm") != "trellis-plugin-\n") continue;
    int parent = parent_of(entry.path());
    while (parent > 1 && parent != ::getpid())
      parent = parent_of("/proc/" + std::to_string(parent));
    if (parent == ::getpid()) found.push_back(entry.path());
  }
  return found;
}

class Death : public ::testing::TestWithParam<const char*> {};

TEST_P(Death, IsHeldAfterTheThirdTimeWithTheRecordsBeforeIt) {
  MemorySink sink;
  const auto runner = start("crashes", std::string(R"({"how": ")") + GetParam() + "\"}");

  ASSERT_THAT(runner->read(lines("one\ntwo\ndie\nfour\n"), sink), IsOk());

  ASSERT_EQ(sink.held.size(), 1u);
  EXPECT_THAT(sink.held[0], HasSubstr("the plugin died three times after record 2; the rest of "
                                      "lines.txt is held"));
  EXPECT_THAT(sink.keys, ElementsAre("one", "two"));
  EXPECT_THAT(sink.rests, ElementsAre(std::pair<std::size_t, std::uint64_t>(0, 8)));
  EXPECT_EQ(runner->state().crashes, 3u);
  EXPECT_THAT(runner->state().last_error, HasSubstr("the plugin "));
}

// SIGKILL and exit leave no time to hand over what was gathered; abort, faults and overflows do.
INSTANTIATE_TEST_SUITE_P(Of, Death, ::testing::Values("abort", "segv", "overflow"),
                         [](const auto& how) { return std::string(how.param); });

TEST(Supervision, HoldsThePayloadOfAPluginThatIsKilled) {
  for (const char* how : {"kill", "exit"}) {
    MemorySink sink;
    const auto runner = start("crashes", std::string(R"({"how": ")") + how + "\"}");

    ASSERT_THAT(runner->read(lines("one\ndie\n"), sink), IsOk());
    ASSERT_EQ(sink.held.size(), 1u);
    EXPECT_THAT(sink.held[0], HasSubstr("the rest of lines.txt is held"));
  }
}

TEST(Supervision, GoesOnWithTheNextPayloadAfterDeaths) {
  MemorySink sink;
  const auto runner = start("crashes");
  ASSERT_THAT(runner->read(lines("die\n"), sink), IsOk());

  ASSERT_THAT(runner->read(lines("one\n"), sink), IsOk());

  EXPECT_THAT(sink.keys, ElementsAre("one"));
  EXPECT_EQ(runner->state().crashes_in_a_row, 0u);
}

TEST(Supervision, ResumesFromTheCommittedCursor) {
  MemorySink sink;
  const auto runner = start("crashes");

  ASSERT_THAT(runner->read(lines("one\ncommit\nonce\n"), sink), IsOk());

  EXPECT_EQ(runner->state().crashes, 1u);
  EXPECT_TRUE(sink.held.empty());
  EXPECT_THAT(sink.keys, ElementsAre("one", "commit", "once"));
}

TEST(Supervision, LeavesAnotherConnectionsReadWhole) {
  MemorySink good_sink, bad_sink;
  const auto good = start("good");
  const auto bad = start("crashes");
  std::string many;
  for (int i = 0; i < 20'000; ++i) many += std::to_string(i) + "\n";

  Status bad_status = done();
  std::jthread other([&] { bad_status = bad->read(lines("die\n"), bad_sink); });
  const Status good_status = good->read(lines(many), good_sink);
  other.join();

  EXPECT_THAT(good_status, IsOk());
  EXPECT_THAT(bad_status, IsOk());
  EXPECT_EQ(good_sink.keys.size(), 20'000u);
  EXPECT_EQ(good_sink.committed, 20'000u);
  EXPECT_EQ(good->state().crashes, 0u);
  EXPECT_EQ(bad->state().crashes, 3u);
}

// Even one that ignores SIGTERM.
TEST(Supervision, EndsAPluginThatHangs) {
  Supervision limits = impatient();
  limits.silence = std::chrono::milliseconds(1'500);
  limits.grace = std::chrono::milliseconds(100);
  MemorySink sink;
  const auto runner = start("hangs", R"({"stubborn": true})", limits);

  ASSERT_THAT(runner->read(lines("one\nhang\n"), sink), IsOk());

  ASSERT_EQ(sink.held.size(), 1u);
  EXPECT_THAT(sink.held[0],
              HasSubstr("gave no sign of life for 1.500 s and was ended by signal 9"));
  EXPECT_EQ(runner->state().crashes, 3u);
}

TEST(Supervision, CancelsAPluginThatHangs) {
  Supervision limits = impatient();
  limits.grace = std::chrono::milliseconds(50);
  MemorySink sink;
  const auto runner = start("hangs", "{}", limits);
  std::stop_source stop;
  std::jthread later([&] { stop.request_stop(); });

  EXPECT_THAT(runner->read(lines("hang\n"), sink, stop.get_token()), IsError(Fault::cancelled));
  EXPECT_EQ(runner->state().crashes, 0u);
}

TEST(Supervision, EndsAFloodWhenTheSinkHasEnough) {
  Supervision limits = impatient();
  limits.grace = std::chrono::milliseconds(50);
  MemorySink sink;
  sink.refuse_record = 20;
  const auto runner = start("floods", "{}", limits);

  EXPECT_THAT(runner->read(lines("x\n"), sink), SaysWhy("the store is closed"));
  EXPECT_EQ(sink.keys.size(), 20u);
}

TEST(Supervision, LimitsMemory) {
  if (testing::is_sanitized()) GTEST_SKIP() << "memory is not limited under a sanitizer";
  Supervision limits = impatient();
  limits.memory_bytes = std::uint64_t{1} << 30;
  MemorySink sink;
  const auto runner = start("greedy", "{}", limits);

  ASSERT_THAT(runner->read(lines("one\n"), sink), IsOk());
  ASSERT_EQ(sink.held.size(), 1u);
  EXPECT_THAT(sink.held[0], HasSubstr("ran out of memory"));
}

TEST(Supervision, WaitsLongerAfterEachDeathAndShowsIt) {
  Supervision limits = impatient();
  limits.first_pause = std::chrono::hours(1);
  limits.longest_pause = std::chrono::hours(2);
  const auto runner = start("crashes", "{}", limits);
  std::stop_source stop;
  std::jthread watcher([&] {
    while (!runner->state().waiting_until) std::this_thread::yield();
    stop.request_stop();
  });
  MemorySink sink;

  EXPECT_THAT(runner->read(lines("die\n"), sink, stop.get_token()), IsError(Fault::cancelled));
  EXPECT_EQ(runner->state().crashes, 1u);
}

TEST(Supervision, HoldsWhatAPollDiedOfOnce) {
  MemorySink sink;
  const auto runner = start("crashes");

  EXPECT_THAT(runner->poll(sink), SaysWhy("died three times after record 1"));
  EXPECT_THAT(runner->poll(sink), IsError(Fault::unavailable));

  EXPECT_EQ(sink.held.size(), 1u);
  EXPECT_EQ(runner->state().crashes, 6u);
}

TEST(Supervision, GivesUpARecordThatThePluginDiesOf) {
  MemoryOutput output;
  const auto runner = start("crashes");

  EXPECT_THAT(runner->write({"1", "text/plain", "x"}, output, {}), IsError(Fault::invalid));
  EXPECT_THAT(runner->deliver({"1", "text/plain", "die"}, {}),
              SaysWhy("died three times on this record"));
  EXPECT_THAT(runner->deliver({"1", "text/plain", "good"}, {}), IsOk());
}

TEST(Supervision, LeavesNoProcessBehind) {
  ASSERT_THAT(children(), ::testing::IsEmpty());
  {
    MemorySink sink;
    const auto first = start("good");
    const auto second = start("crashes");
    ASSERT_THAT(first->read(lines("one\n"), sink), IsOk());
    ASSERT_THAT(second->read(lines("one\n"), sink), IsOk());
    EXPECT_GE(children().size(), 4u) << "two plugins, each with its keeper";
  }
  EXPECT_THAT(children(), ::testing::IsEmpty());
}

TEST(Supervision, GivesTheChildNothingOfTheHub) {
  MemorySink sink;
  ::setenv("TRELLIS_SECRET_OF_TEST", "x", 1);
  const auto runner = start("good");
  ASSERT_THAT(runner->read(lines("one\n"), sink), IsOk());

  std::ptrdiff_t most_files = 0;
  for (const std::filesystem::path& child : children()) {
    EXPECT_THAT(testing::read_file(child / "environ"),
                ::testing::Not(HasSubstr("TRELLIS_SECRET_OF_TEST")));
    EXPECT_THAT(testing::read_file(child / "status"), HasSubstr("NoNewPrivs:\t1"));
    most_files =
        std::max(most_files, std::distance(std::filesystem::directory_iterator(child / "fd"), {}));
  }
  EXPECT_EQ(most_files, 4) << "stdin, stdout, stderr and the socket";
  ::unsetenv("TRELLIS_SECRET_OF_TEST");
}

}  // namespace
}  // namespace trellis::connections
