#include "hub/desk/shrunken_extract.hpp"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/journal_fake.hpp"
#include "tests/support/records_fake.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::desk {
namespace {

using namespace trellis::testing;
using ::testing::ElementsAre;
using ::testing::SizeIs;

class ClockFake final : public Clock {
 public:
  Instant now() const override { return std::chrono::sys_days(std::chrono::year(2026) / 3 / 2); }
};

class MarkedRecords final : public RecordsFake {
 public:
  Status set_reported(RecordId record, std::optional<Instant> since) override {
    if (since) marked.insert(record.number());
    return done();
  }
  std::set<std::int64_t> marked;
};

class ExtractsFake final : public pipeline::Extracts {
 public:
  Status describe(ImportId, const pipeline::InputAge&) override { return done(); }
  Status close(ImportId, std::string_view, std::string_view) override { return done(); }
  Result<std::optional<pipeline::InputAge>> newest(ConnectionId, std::string_view,
                                                   ImportId) override {
    return std::optional<pipeline::InputAge>();
  }
  Result<std::string> newest_stamp(ConnectionId, std::string_view) override {
    return std::string();
  }
  Result<pipeline::TableRows> rows_before(ConnectionId, std::string_view) override {
    return pipeline::TableRows();
  }
  Status keep_rows(ImportId, ConnectionId, std::string_view, const pipeline::TableRows&,
                   bool) override {
    return done();
  }
  Status suspend(ImportId, std::span<const RecordId>) override { return done(); }
  Result<std::vector<RecordId>> suspended(ConnectionId) override { return std::vector<RecordId>(); }
  Result<std::vector<pipeline::Vanishing>> suspended(ImportId import) override {
    return import == ImportId(7) ? waiting : std::vector<pipeline::Vanishing>();
  }
  Status release(RecordId record) override {
    std::erase_if(waiting, [&](const auto& each) { return each.record == record; });
    return done();
  }
  Result<bool> confirm(ImportId import, std::uint64_t records) override {
    return records > 0 || import == tables_of;
  }
  std::vector<pipeline::Vanishing> waiting = {
      {RecordId(1), SubjectId(11), "schools", "north-education"},
      {RecordId(2), SubjectId(12), "schools", "north-education"}};
  ImportId tables_of{9};
};

class FollowUpFake final : public FollowUp {
 public:
  Status of(std::span<const SubjectId> subjects) override {
    for (const SubjectId subject : subjects) told.push_back(subject.number());
    return done();
  }
  std::vector<std::int64_t> told;
};

class ShrunkenExtractTest : public ::testing::Test {
 protected:
  MarkedRecords records;
  ExtractsFake extracts;
  JournalFake journal;
  FollowUpFake follow_up;
  ClockFake clock;
  ShrunkenExtract extract{{records, extracts, journal, follow_up, clock}};
};

TEST_F(ShrunkenExtractTest, MarksWhatWaitedInOneUnitOfWorkAndJournalsEach) {
  EXPECT_THAT(extract.confirm(ImportId(7), "ada"), IsOkAnd(2u));
  EXPECT_THAT(records.marked, ElementsAre(1, 2));
  EXPECT_THAT(follow_up.told, ElementsAre(11, 12));
  EXPECT_EQ(records.committed, 1);
  ASSERT_THAT(journal.written(), SizeIs(3));
  EXPECT_EQ(journal.written()[0].entry.actor, "ada");
  EXPECT_EQ(journal.written()[2].entry.action, audit::Action::decision);
}

TEST_F(ShrunkenExtractTest, IsRefusedASecondTimeAndForAnother) {
  ASSERT_THAT(extract.confirm(ImportId(7), "ada"), IsOk());
  EXPECT_THAT(extract.confirm(ImportId(7), "ada"), IsError(Fault::not_found));
  EXPECT_THAT(extract.confirm(ImportId(8), "ada"), IsError(Fault::not_found));
  EXPECT_EQ(records.committed, 1);
  EXPECT_EQ(records.rolled_back, 2);
}

TEST_F(ShrunkenExtractTest, TakesWhatATableLostForTrue) {
  EXPECT_THAT(extract.confirm(ImportId(9), "ada"), IsOkAnd(0u));
  EXPECT_THAT(journal.written(), SizeIs(1));
}

}  // namespace
}  // namespace trellis::desk
