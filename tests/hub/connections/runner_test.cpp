#include "hub/connections/runner.hpp"

#include "tests/hub/connections/test_plugins.hpp"
#include "tests/support/temporary.hpp"

namespace trellis::connections {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::IsError;
using testing::IsOk;
using testing::SaysWhy;

enum class Where { in_process, in_child };

// What an adapter does must not depend on where it runs.
class Runner : public ::testing::TestWithParam<Where> {
 protected:
  std::unique_ptr<AdapterRunner> start(const Manifest& plugin, const std::string& settings = "{}",
                                       const std::string& cursor = {}) const {
    auto runner = GetParam() == Where::in_process
                      ? run_in_process(plugin, {settings, cursor})
                      : run_in_child(plugin, {settings, cursor}, impatient());
    EXPECT_THAT(runner, IsOk());
    return std::move(*runner);
  }
  MemorySink sink;
};

TEST_P(Runner, ReadsRecordsAndCommitsTheTail) {
  const auto runner = start(test_plugin("good"));

  ASSERT_THAT(runner->read(lines("one\ncommit\nthree\n"), sink), IsOk());
  EXPECT_THAT(sink.keys, ElementsAre("one", "commit", "three"));
  EXPECT_THAT(sink.bytes, ElementsAre("one", "commit", "three"));
  EXPECT_EQ(sink.commits, 2u);
  EXPECT_EQ(sink.committed, 3u);
  EXPECT_EQ(runner->state().runs, 1u);
  EXPECT_EQ(runner->state().crashes, 0u);
}

TEST_P(Runner, ReadsManyPayloadsWithOneInstance) {
  const auto runner = start(test_plugin("good"));

  for (int i = 0; i < 5; ++i) ASSERT_THAT(runner->read(lines("one\n"), sink), IsOk());
  EXPECT_EQ(sink.keys.size(), 5u);
  EXPECT_EQ(runner->state().runs, 5u);
}

TEST_P(Runner, ReadsEveryFileOfAFolder) {
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

TEST_P(Runner, CutsWithTheHubsOwnReaders) {
  const testing::TemporaryFolder folder;
  const auto plugin =
      read_manifest(TRELLIS_BINARY_DIR "/adapters/csv/adapter.json", Source::vendor);
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

TEST_P(Runner, GivesBackTheSentenceOfWrongSettings) {
  const auto plugin =
      read_manifest(TRELLIS_BINARY_DIR "/adapters/csv/adapter.json", Source::vendor);
  const auto runner = start(*plugin, R"({"delimiter": "::"})");

  EXPECT_THAT(runner->read(lines("a\n"), sink), SaysWhy("delimiter"));
  EXPECT_EQ(runner->state().crashes, 0u);
}

TEST_P(Runner, GivesBackTheSinksOwnError) {
  const auto runner = start(test_plugin("good"));
  sink.refuse_record = 1;

  const Status status = runner->read(lines("one\ntwo\nthree\n"), sink);
  EXPECT_THAT(status, IsError(Fault::unavailable));
  EXPECT_THAT(status, SaysWhy("the store is closed"));
  EXPECT_THAT(sink.keys, ElementsAre("one"));
}

TEST_P(Runner, GivesBackWhyACommitFailed) {
  const auto runner = start(test_plugin("good"));
  sink.refuse_commit = true;

  EXPECT_THAT(runner->read(lines("one\ncommit\nthree\n"), sink), SaysWhy("the disk is full"));
  EXPECT_THAT(sink.keys, ElementsAre("one", "commit"));
  EXPECT_THAT(runner->read(lines("one\n"), sink), SaysWhy("the disk is full"));
}

TEST_P(Runner, IsCancelledBetweenRecords) {
  const auto runner = start(test_plugin("good"));
  std::stop_source stop;
  stop.request_stop();

  EXPECT_THAT(runner->read(lines("one\n"), sink, stop.get_token()), IsError(Fault::cancelled));
  EXPECT_THAT(sink.keys, IsEmpty());
  EXPECT_THAT(runner->read(lines("one\n"), sink), IsOk()) << "the next call is a new one";
}

TEST_P(Runner, SaysThatAFileCannotBeRead) {
  const testing::TemporaryFolder folder;
  const auto payload = transport::Payload::open(folder.write("a.txt", "one\ntwo\n"));
  folder.write("a.txt", "one");
  const auto runner = start(test_plugin("good"));

  EXPECT_THAT(runner->read(*payload, sink), SaysWhy("became shorter"));
}

TEST_P(Runner, PollsFromTheCursor) {
  const auto runner = start(test_plugin("good"), "{}", "1");

  ASSERT_THAT(runner->poll(sink), IsOk());
  EXPECT_THAT(sink.keys, ElementsAre("2", "3"));
}

TEST_P(Runner, WritesAndDelivers) {
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

TEST_P(Runner, SaysWhatAnAdapterDoesNotDo) {
  const auto runner = start(test_plugin("frozen-1-0"));
  MemoryOutput output;

  EXPECT_THAT(runner->poll(sink), SaysWhy("does not poll"));
  EXPECT_THAT(runner->write({"1", "text/plain", "x"}, output, {}), SaysWhy("does not write"));
  EXPECT_THAT(runner->deliver({"1", "text/plain", "x"}, {}), SaysWhy("does not deliver"));
  EXPECT_THAT(runner->read(lines("one\n"), sink), IsOk());
}

TEST_P(Runner, KeepsTheMessageOfAnExceptionThatCrossed) {
  const auto runner = start(test_plugin("throws"));

  EXPECT_THAT(runner->read(lines("one\n"), sink),
              SaysWhy("let an exception cross its boundary: out of cheese"));
}

TEST_P(Runner, SaysThatSettingsAreRefusedEvenWithoutAReason) {
  const auto runner = start(test_plugin("refuses"));

  EXPECT_THAT(runner->read(lines("one\n"), sink), SaysWhy("does not say why"));
}

INSTANTIATE_TEST_SUITE_P(Both, Runner, ::testing::Values(Where::in_process, Where::in_child),
                         [](const auto& where) {
                           return where.param == Where::in_process ? "InProcess" : "InChild";
                         });

TEST(Run, PutsOnlyTrustedAdaptersIntoTheHubsProcess) {
  Manifest plugin = test_plugin("good");
  plugin.posture = Posture::trusted;
  EXPECT_THAT(run(plugin, {"{}", {}}, {}), IsOk());
  plugin.posture = Posture::isolated;
  Supervision nowhere;
  nowhere.host_program = "/nowhere/trellis-plugin-host";
  EXPECT_THAT(run(plugin, {"{}", {}}, nowhere), SaysWhy("trellis-plugin-host is not at"));
}

}  // namespace
}  // namespace trellis::connections
