#include "hub/connections/runner.hpp"

#include <thread>

#include "tests/hub/connections/test_plugins.hpp"
#include "tests/support/temporary.hpp"

namespace trellis::connections {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::IsError;
using testing::IsOk;
using testing::SaysWhy;

std::unique_ptr<AdapterRunner> start(const Manifest& plugin, const std::string& settings = "{}",
                                     const std::string& cursor = {}) {
  auto runner = run_in_child(plugin, opening(settings, cursor), impatient());
  EXPECT_THAT(runner, IsOk());
  return std::move(*runner);
}

class Runner : public ::testing::Test {
 protected:
  MemorySink sink;
};

TEST_F(Runner, ReadsRecordsAndCommitsTheTail) {
  const auto runner = start(test_plugin("good"));

  ASSERT_THAT(runner->read(lines("one\ncommit\nthree\n"), sink), IsOk());
  EXPECT_THAT(sink.keys, ElementsAre("one", "commit", "three"));
  EXPECT_THAT(sink.bytes, ElementsAre("one", "commit", "three"));
  EXPECT_EQ(sink.commits, 2u);
  EXPECT_EQ(sink.committed, 3u);
  EXPECT_EQ(runner->state().runs, 1u);
  EXPECT_EQ(runner->state().crashes, 0u);
}

TEST_F(Runner, ReadsManyPayloadsWithOneInstance) {
  const auto runner = start(test_plugin("good"));

  for (int i = 0; i < 5; ++i) ASSERT_THAT(runner->read(lines("one\n"), sink), IsOk());
  EXPECT_EQ(sink.keys.size(), 5u);
  EXPECT_EQ(runner->state().runs, 5u);
}

TEST_F(Runner, ReadsEveryFileOfAFolder) {
  const testing::TemporaryFolder folder;
  for (int i = 0; i < 300; ++i) {
    const std::string number = std::to_string(1000 + i);
    folder.write(number, number + "\n");
  }
  const auto runner = start(test_plugin("good"));

  ASSERT_THAT(runner->read(*transport::Payload::open(folder.path()), sink), IsOk());
  ASSERT_EQ(sink.keys.size(), 300u);
  EXPECT_EQ(sink.keys.front(), "1000");
  EXPECT_EQ(sink.keys.back(), "1299");
}

TEST_F(Runner, CutsWithTheHubsOwnReaders) {
  const testing::TemporaryFolder folder;
  const auto plugin = read_manifest(TRELLIS_BINARY_DIR "/adapters/csv/adapter.json");
  ASSERT_THAT(plugin, IsOk());
  const auto runner = start(*plugin, R"({"key": ["Id"]})");
  const auto payload = transport::Payload::open(folder.write("p.csv", "Id,Name\n7,Ann\n8\n9,Bo\n"));

  ASSERT_THAT(runner->read(*payload, sink), IsOk());
  EXPECT_THAT(sink.keys, ElementsAre("7", "9"));
  EXPECT_EQ(sink.bytes[0], "Id,Name\n7,Ann");
  ASSERT_GE(sink.origins[0].size(), 2u);
  EXPECT_EQ(sink.origins[0].back().place.file, "p.csv");
  EXPECT_EQ(sink.origins[0].back().place.line, 2u);
  ASSERT_EQ(sink.held.size(), 1u);
  EXPECT_THAT(sink.held[0], ::testing::HasSubstr("p.csv:3"));
}

TEST_F(Runner, ChecksTheSettingsByTheAdaptersSchemaBeforeItStarts) {
  const auto plugin = read_manifest(TRELLIS_BINARY_DIR "/adapters/csv/adapter.json");

  const auto wrong = run_in_child(*plugin, opening(R"({"delimitr": ","})"), impatient());
  EXPECT_THAT(wrong, SaysWhy("did you mean \"delimiter\""));
  EXPECT_EQ(wrong.error().place.file, "test.json");
  EXPECT_EQ(wrong.error().place.line, 1u);
}

TEST_F(Runner, NamesTheSettingThatTheAdapterRefuses) {
  const auto plugin = read_manifest(TRELLIS_BINARY_DIR "/adapters/csv/adapter.json");
  const auto runner = start(*plugin, "{\n  \"key\": [],\n  \"format\": \"tables\"\n}");

  const Status status = runner->read(lines("a\n"), sink);
  EXPECT_THAT(status, SaysWhy("the adapter \"csv\" refuses"));
  EXPECT_EQ(status.error().place.file, "test.json") << to_string(status.error());
  EXPECT_EQ(runner->state().crashes, 0u);
}

TEST_F(Runner, GivesBackTheSinksOwnError) {
  const auto runner = start(test_plugin("good"));
  sink.refuse_record = 1;

  const Status status = runner->read(lines("one\ntwo\nthree\n"), sink);
  EXPECT_THAT(status, IsError(Fault::unavailable));
  EXPECT_THAT(status, SaysWhy("the store is closed"));
  EXPECT_THAT(sink.keys, ElementsAre("one"));
}

TEST_F(Runner, GivesBackWhyACommitFailed) {
  const auto runner = start(test_plugin("good"));
  sink.refuse_commit = true;

  EXPECT_THAT(runner->read(lines("one\ncommit\nthree\n"), sink), SaysWhy("the disk is full"));
  EXPECT_THAT(sink.keys, ElementsAre("one", "commit"));
  EXPECT_THAT(runner->read(lines("one\n"), sink), SaysWhy("the disk is full"));
}

TEST_F(Runner, IsCancelledBetweenRecords) {
  const auto runner = start(test_plugin("good"));
  std::stop_source stop;
  stop.request_stop();

  EXPECT_THAT(runner->read(lines("one\n"), sink, stop.get_token()), IsError(Fault::cancelled));
  EXPECT_THAT(sink.keys, IsEmpty());
  EXPECT_THAT(runner->read(lines("one\n"), sink), IsOk()) << "the next call is a new one";
}

TEST_F(Runner, SaysThatAFileCannotBeRead) {
  const testing::TemporaryFolder folder;
  const auto payload = transport::Payload::open(folder.write("a.txt", "one\ntwo\n"));
  folder.write("a.txt", "one");
  const auto runner = start(test_plugin("good"));

  EXPECT_THAT(runner->read(*payload, sink), SaysWhy("became shorter"));
}

TEST_F(Runner, PollsFromTheCursor) {
  const auto runner = start(test_plugin("good"), "{}", "1");

  ASSERT_THAT(runner->poll(sink), IsOk());
  EXPECT_THAT(sink.keys, ElementsAre("2", "3"));
}

TEST_F(Runner, AsksAgainWhereTheAdapterSaysLater) {
  const auto runner = start(test_plugin("answers"), R"({"status": "retry", "times": 3})");

  ASSERT_THAT(runner->read(lines("one\ntwo\n"), sink), IsOk());
  EXPECT_THAT(sink.keys, ElementsAre("one", "two")) << "what is given again is not taken again";
  EXPECT_EQ(sink.commits, 4u) << "what came is on disk before each wait";
}

TEST_F(Runner, AsksOnlySoOften) {
  const auto runner = start(test_plugin("answers"), R"({"status": "retry"})");

  const Status status = runner->read(lines("one\n"), sink);
  EXPECT_THAT(status, IsError(Fault::unavailable));
  EXPECT_THAT(status, SaysWhy("try again later: as asked"));
  EXPECT_THAT(sink.keys, ElementsAre("one"));
  EXPECT_EQ(sink.commits, 4u);
}

TEST_F(Runner, StopsWhileItWaitsToAskAgain) {
  Supervision limits = impatient();
  limits.first_wait = limits.longest_wait = std::chrono::hours(1);
  const auto runner =
      *run_in_child(test_plugin("answers"), opening(R"({"status": "retry"})"), limits);
  std::stop_source stop;
  std::jthread watcher([&] {
    while (!runner->state().waiting_until) std::this_thread::yield();
    stop.request_stop();
  });

  EXPECT_THAT(runner->read(lines("one\n"), sink, stop.get_token()), IsError(Fault::cancelled));
}

TEST_F(Runner, HoldsTheRestOfWhatTheAdapterCannotRead) {
  for (const char* answer : {"bad-data", "internal"}) {
    MemorySink taken;
    const auto runner = start(test_plugin("answers"),
                              std::string(R"({"after": "two", "status": ")") + answer + "\"}");

    ASSERT_THAT(runner->read(lines("one\ntwo\nthree\nfour\n"), taken), IsOk());
    EXPECT_THAT(taken.keys, ElementsAre("one", "two"));
    ASSERT_EQ(taken.held.size(), 1u);
    EXPECT_THAT(taken.held[0], ::testing::HasSubstr("as asked; the rest of lines.txt is held"));
    EXPECT_THAT(taken.held[0], ::testing::HasSubstr("lines.txt:3"));
    EXPECT_THAT(taken.rests, ElementsAre(std::pair<std::size_t, std::uint64_t>(0, 8)));
  }
}

TEST_F(Runner, SaysWhoRefused) {
  const auto runner = start(test_plugin("answers"), R"({"status": "refused"})");

  const Status status = runner->read(lines("one\n"), sink);
  EXPECT_THAT(status, IsError(Fault::forbidden));
  EXPECT_THAT(status, SaysWhy("the other side said no: as asked"));
  EXPECT_THAT(sink.held, IsEmpty());
}

TEST_F(Runner, TreatsAStatusThatItDoesNotKnowAsAFaultOfTheAdapter) {
  const auto runner = start(test_plugin("answers"), R"({"status": "77"})");

  ASSERT_THAT(runner->read(lines("one\ntwo\n"), sink), IsOk());
  ASSERT_EQ(sink.held.size(), 1u);
  EXPECT_THAT(sink.held[0], ::testing::HasSubstr("a fault of the adapter \"answers\""));
}

TEST_F(Runner, HoldsOnceWhatAPollCannotRead) {
  const auto runner = start(test_plugin("answers"), R"({"status": "bad-data"})");

  EXPECT_THAT(runner->poll(sink), IsError(Fault::invalid));
  EXPECT_THAT(runner->poll(sink), IsError(Fault::invalid));
  EXPECT_EQ(sink.held.size(), 1u);
}

TEST_F(Runner, LeavesWaitingToTheOutboxWhereARecordGoesOut) {
  const auto runner = start(test_plugin("answers"), R"({"status": "retry", "times": 1})");
  MemoryOutput output;
  const Record record{"7", "text/plain", "hello"};

  EXPECT_THAT(runner->write(record, output, {}), IsError(Fault::unavailable));
  EXPECT_THAT(runner->write(record, output, {}), IsOk());
  EXPECT_THAT(runner->deliver(record, {}), IsOk());
}

TEST_F(Runner, WritesAndDelivers) {
  const auto runner = start(test_plugin("good"));
  MemoryOutput output;
  const Record record{"7", "text/plain", "hello"};
  const Record unwritable{"8", "text/plain", "unwritable"};
  const Record busy{"9", "text/plain", "busy"};

  ASSERT_THAT(runner->write(record, output, {}), IsOk());
  EXPECT_THAT(output.files, ElementsAre(std::pair<std::string, std::string>("7.txt", "hello")));
  EXPECT_THAT(runner->write(unwritable, output, {}), SaysWhy("has no place in the file"));
  EXPECT_THAT(runner->deliver(record, {}), IsOk());
  EXPECT_THAT(runner->deliver(busy, {}), IsError(Fault::unavailable));
  output.is_full = true;
  EXPECT_THAT(runner->write(record, output, {}), SaysWhy("the disk is full"));
}

TEST_F(Runner, SaysWhatAnAdapterDoesNotDo) {
  const auto runner = start(test_plugin("frozen-1-0"));
  MemoryOutput output;

  EXPECT_THAT(runner->poll(sink), SaysWhy("does not poll"));
  EXPECT_THAT(runner->write({"1", "text/plain", "x"}, output, {}), SaysWhy("does not write"));
  EXPECT_THAT(runner->deliver({"1", "text/plain", "x"}, {}), SaysWhy("does not deliver"));
  EXPECT_THAT(runner->read(lines("one\n"), sink), IsOk());
}

TEST_F(Runner, KeepsTheMessageOfAnExceptionThatCrossed) {
  const auto runner = start(test_plugin("throws"));

  ASSERT_THAT(runner->read(lines("one\n"), sink), IsOk());
  ASSERT_EQ(sink.held.size(), 1u);
  EXPECT_THAT(sink.held[0],
              ::testing::HasSubstr("let an exception cross its boundary: out of cheese"));
}

TEST_F(Runner, SaysThatSettingsAreRefusedEvenWithoutAReason) {
  const auto runner = start(test_plugin("refuses"));

  EXPECT_THAT(runner->read(lines("one\n"), sink), SaysWhy("does not say why"));
}

}  // namespace
}  // namespace trellis::connections
