#include "hub/desk/replay.hpp"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/queue/rests.hpp"
#include "tests/support/journal_fake.hpp"
#include "tests/support/quarantine_fake.hpp"
#include "tests/support/records_fake.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::desk {
namespace {

using namespace trellis::testing;
using queue::HeldState;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ClockFake final : public Clock {
 public:
  Instant now() const override { return Instant(std::chrono::seconds(1000)); }
};

// Knows the records that are named.
class KnownRecords final : public RecordsFake {
 public:
  Result<std::optional<pipeline::KnownRecord>> find(ConnectionId, std::string_view key) override {
    const auto found = known.find(std::string(key));
    if (found == known.end()) return std::optional<pipeline::KnownRecord>();
    return std::optional(found->second);
  }
  std::map<std::string, pipeline::KnownRecord> known;
};

// An import that refuses bytes which begin with "bad", and cuts a piece at its bars.
class RerunFake final : public Rerun {
 public:
  explicit RerunFake(QuarantineFake& quarantine) : quarantine_(quarantine) {}

  Result<CutPiece> cut(const queue::Held& piece) override {
    CutPiece cut;
    if (piece.bytes.starts_with("torn")) {
      cut.problem = Error{Fault::invalid, "it is torn still"};
      return cut;
    }
    std::string_view rest = piece.bytes;
    while (!rest.empty()) {
      const std::string one(rest.substr(0, rest.find('|')));
      if (one != "nothing") cut.records.push_back({one, "text/plain", one});
      rest.remove_prefix(std::min(one.size() + 1, rest.size()));
    }
    return cut;
  }
  Result<std::optional<Error>> check(ConnectionId, const CutRecord& record) override {
    if (record.bytes.starts_with("bad")) return std::optional(refusal());
    return std::optional<Error>();
  }
  Result<pipeline::ImportReport> import_again(const queue::Held& rest) override {
    ++imports;
    if (answer.ok()) {
      EXPECT_THAT(
          quarantine_.close(rest.id, HeldState::replayed, "sam", "read to its end", Instant{}),
          IsOk());
      return pipeline::ImportReport();
    }
    return answer.error();
  }
  Result<pipeline::ImportReport> import(ConnectionId connection,
                                        std::span<const CutRecord> records) override {
    if (!answer.ok()) return answer.error();
    ++imports;
    pipeline::ImportReport report;
    report.import = ImportId(50 + imports);
    for (const CutRecord& record : records) {
      keys.push_back(record.key);
      ++report.balance.received;
      if (record.bytes.starts_with("bad")) {
        hold(connection, record, report);
        continue;
      }
      ++report.balance.stored;
      queue::Passed passed{connection, report.import, record.key, sha256(record.bytes), false, {}};
      EXPECT_THAT(quarantine_.close_passed(passed, "sam", "import", Instant{}), IsOk());
    }
    return report;
  }

  Status answer = done();
  std::int64_t imports = 0;
  std::vector<std::string> keys;

 private:
  static Error refusal() { return {Fault::invalid, "the code is still not in its list"}; }
  void hold(ConnectionId connection, const CutRecord& record, pipeline::ImportReport& report) {
    queue::Held held;
    held.connection = connection;
    held.import = report.import;
    held.stage = queue::Stage::map;
    held.reason = refusal().message;
    held.source_key = record.key;
    held.media_type = record.media_type;
    held.bytes = record.bytes;
    EXPECT_THAT(quarantine_.add(held), IsOk());
    ++report.balance.held;
  }

  QuarantineFake& quarantine_;
};

class ReplayTest : public ::testing::Test {
 protected:
  HeldId hold(const std::string& key, const std::string& bytes, std::string_view rule = "code",
              std::int64_t connection = 1) {
    queue::Held held;
    held.connection = ConnectionId(connection);
    held.import = ImportId(5);
    held.stage = queue::Stage::map;
    held.reason = "the code is not in its list";
    held.rule = rule;
    held.source_key = key;
    held.media_type = key.empty() ? "" : "text/plain";
    held.place = {
        "input.txt", static_cast<std::uint64_t>(10 + quarantine.count({}).value()), 1, {}};
    held.bytes = bytes;
    return quarantine.add(held)->id;
  }
  std::vector<Replayed> run(const ReplayChoice& choice, ReplayMode mode = ReplayMode::for_real) {
    auto all = replay.run(choice, mode, {});
    EXPECT_THAT(all, IsOk());
    return all.ok() ? *all : std::vector<Replayed>{};
  }
  HeldState state(HeldId id) { return quarantine.show(id)->state; }

  ClockFake clock;
  QuarantineFake quarantine;
  KnownRecords records;
  JournalFake journal;
  RerunFake rerun{quarantine};
  Replay replay{{quarantine, records, journal, rerun, clock}, "sam"};
};

TEST_F(ReplayTest, ClosesWhatGoesThroughAndLeavesTheRestWithItsNewReason) {
  const HeldId good = hold("k1", "good");
  const HeldId bad = hold("k2", "bad");

  const auto all = run({});

  ASSERT_THAT(all, SizeIs(2));
  EXPECT_EQ(all[0].outcome, ReplayOutcome::went_through);
  EXPECT_EQ(all[1].outcome, ReplayOutcome::held_again);
  EXPECT_THAT(all[1].sentence, HasSubstr("still not in its list"));
  EXPECT_EQ(state(good), HeldState::replayed);
  EXPECT_EQ(state(bad), HeldState::waiting);
  EXPECT_EQ(rerun.imports, 1);
  EXPECT_EQ(quarantine.show(bad)->attempts, 1);
}

TEST_F(ReplayTest, ChangesNothingWhenItOnlyTells) {
  const HeldId good = hold("k1", "good");
  hold("k2", "bad");

  const auto all = run({}, ReplayMode::dry);

  EXPECT_EQ(all[0].outcome, ReplayOutcome::went_through);
  EXPECT_EQ(all[1].outcome, ReplayOutcome::held_again);
  EXPECT_EQ(rerun.imports, 0);
  EXPECT_EQ(state(good), HeldState::waiting);
  EXPECT_EQ(quarantine.show(good)->attempts, 0);
}

TEST_F(ReplayTest, TakesOnlyWhatWasChosen) {
  const HeldId one = hold("k1", "good", "code");
  hold("k2", "good", "date");
  hold("k3", "good", "code", 2);
  ReplayChoice choice;
  choice.connection = ConnectionId(1);
  choice.rule = "code";
  choice.reason = "not in its list";
  EXPECT_THAT(run(choice), ElementsAre(::testing::Field(&Replayed::id, one)));
  choice.reason = "something else";
  EXPECT_THAT(run(choice), IsEmpty());
}

TEST_F(ReplayTest, KeepsTheOrderOfTwoRecordsWithOneKey) {
  const HeldId older = hold("k1", "older");
  const HeldId newer = hold("k1", "newer");
  run({});
  EXPECT_EQ(rerun.imports, 2) << "each in an import of its own, the newer last";
  EXPECT_EQ(state(older), HeldState::replayed);
  EXPECT_EQ(state(newer), HeldState::replayed);
}

TEST_F(ReplayTest, LeavesWhatALaterImportReplaced) {
  const HeldId old = hold("k1", "old");
  records.known["k1"].import = ImportId(9);
  records.known["k1"].digest = sha256("new");

  const auto all = run({});

  EXPECT_EQ(all[0].outcome, ReplayOutcome::outdated);
  EXPECT_EQ(rerun.imports, 0);
  EXPECT_EQ(state(old), HeldState::waiting);
}

TEST_F(ReplayTest, LeavesTheSecondOfOneKeyToWhoeverNamesIt) {
  const HeldId second = hold("k1", "second", queue::key_twice);
  EXPECT_EQ(run({})[0].outcome, ReplayOutcome::left);
  EXPECT_EQ(state(second), HeldState::waiting);
  ReplayChoice choice;
  choice.id = second;
  EXPECT_EQ(run(choice)[0].outcome, ReplayOutcome::went_through);
}

TEST_F(ReplayTest, ReadsAnInputAgainOfWhichARestWasLeftWhereItIsNamed) {
  const HeldId rest = hold("", "the rest", queue::rest_rule);
  EXPECT_EQ(run({})[0].outcome, ReplayOutcome::left);
  ReplayChoice choice;
  choice.id = rest;
  EXPECT_EQ(run(choice, ReplayMode::dry)[0].outcome, ReplayOutcome::left);
  EXPECT_EQ(rerun.imports, 0);
  EXPECT_EQ(run(choice)[0].outcome, ReplayOutcome::went_through);
  EXPECT_EQ(state(rest), HeldState::replayed);
}

TEST_F(ReplayTest, CutsAPieceAgain) {
  const HeldId whole = hold("", "a|b");
  const HeldId mixed = hold("", "c|bad d");
  const HeldId torn = hold("", "torn");
  const HeldId nothing = hold("", "nothing");

  const auto all = run({});

  EXPECT_EQ(all[0].outcome, ReplayOutcome::went_through);
  EXPECT_EQ(state(whole), HeldState::replayed);
  EXPECT_EQ(all[1].outcome, ReplayOutcome::held_again);
  EXPECT_THAT(all[1].sentence, HasSubstr("1 are held on their own"));
  EXPECT_EQ(state(mixed), HeldState::replayed) << "its records are accounted for";
  EXPECT_EQ(all[2].sentence, "it is torn still");
  EXPECT_EQ(quarantine.show(torn)->reason, "it is torn still");
  EXPECT_THAT(all[3].sentence, HasSubstr("import that again"));
  EXPECT_EQ(state(nothing), HeldState::waiting);
  EXPECT_THAT(journal.written(), SizeIs(2));
  EXPECT_EQ(quarantine.count({}).value(), 5) << "nothing is held twice";
}

TEST_F(ReplayTest, SaysWhyAnImportCouldNotBegin) {
  const HeldId id = hold("k1", "good");
  rerun.answer = Error{Fault::not_found, "the connection is not configured any more"};
  const auto all = run({});
  EXPECT_EQ(all[0].outcome, ReplayOutcome::left);
  EXPECT_THAT(all[0].sentence, HasSubstr("not configured"));
  EXPECT_EQ(quarantine.show(id)->attempts, 1);
  EXPECT_EQ(state(id), HeldState::waiting);
}

TEST_F(ReplayTest, RefusesOneThatIsClosed) {
  const HeldId id = hold("k1", "good");
  ASSERT_THAT(quarantine.close(id, HeldState::skipped, "sam", "", clock.now()), IsOk());
  ReplayChoice choice;
  choice.id = id;
  EXPECT_THAT(replay.run(choice, ReplayMode::for_real, {}), IsError(Fault::conflict));
}

}  // namespace
}  // namespace trellis::desk
