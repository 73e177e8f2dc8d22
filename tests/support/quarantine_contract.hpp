#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/queue/quarantine.hpp"
#include "tests/support/held_record.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::testing {

// What every quarantine promises. `Maker` makes one, with connections 1 and 2.
template <typename Maker>
class QuarantineContract : public ::testing::Test {
 protected:
  std::int64_t count(const queue::HeldFilter& filter = {}) {
    return quarantine().count(filter).value();
  }
  queue::Quarantine& quarantine() { return maker_.quarantine(); }
  Maker maker_;
  const Instant later_{std::chrono::seconds(200)};
};
TYPED_TEST_SUITE_P(QuarantineContract);

TYPED_TEST_P(QuarantineContract, GivesBackWhatItTook) {
  const std::string bytes("<a>\0\xff</a>", 9);
  const auto placed = this->quarantine().add(a_held_record(1, "k1", bytes));
  ASSERT_THAT(placed, IsOk());
  EXPECT_TRUE(placed->is_new);

  const auto held = this->quarantine().show(placed->id);
  ASSERT_THAT(held, IsOk());
  EXPECT_EQ(held->bytes, bytes);
  EXPECT_EQ(held->digest, sha256(bytes));
  EXPECT_EQ(held->connection, ConnectionId(1));
  EXPECT_TRUE(held->import.none());
  EXPECT_EQ(held->stage, queue::Stage::map);
  EXPECT_EQ(held->reason, "the code is not in its list");
  EXPECT_EQ(held->rule, "outcome/code");
  EXPECT_EQ(held->place, (Place{"extract.xml", 12, 3, "/people/person[2]"}));
  EXPECT_EQ(held->source_key, "k1");
  EXPECT_EQ(held->media_type, "application/xml");
  EXPECT_EQ(held->state, queue::HeldState::waiting);
  EXPECT_EQ(held->attempts, 0);
  EXPECT_EQ(held->held_at, Instant(std::chrono::seconds(100)));
  EXPECT_EQ(held->closed_at, std::nullopt);
}

TYPED_TEST_P(QuarantineContract, HoldsTheSameRecordOnce) {
  const auto first = this->quarantine().add(a_held_record(1, "k1", "x"));
  const auto again = this->quarantine().add(a_held_record(1, "k1", "x"));
  EXPECT_EQ(first->id, again->id);
  EXPECT_FALSE(again->is_new);
  EXPECT_EQ(this->count(), 1);
}

TYPED_TEST_P(QuarantineContract, HoldsARecordWithoutAKeyOncePerPlace) {
  auto held = a_held_record(1, "", "x");
  EXPECT_TRUE(this->quarantine().add(held)->is_new);
  EXPECT_FALSE(this->quarantine().add(held)->is_new);
  held.place.line = 13;
  EXPECT_TRUE(this->quarantine().add(held)->is_new);
}

TYPED_TEST_P(QuarantineContract, HoldsOtherBytesKeysAndConnectionsApart) {
  for (const auto& held : {a_held_record(1, "k1", "x"), a_held_record(1, "k1", "y"),
                           a_held_record(1, "k2", "x"), a_held_record(2, "k1", "x")})
    EXPECT_TRUE(this->quarantine().add(held)->is_new);
  EXPECT_EQ(this->count(), 4);
}

TYPED_TEST_P(QuarantineContract, TellsTheNewestReason) {
  auto held = a_held_record(1, "k1", "x");
  const HeldId id = this->quarantine().add(held)->id;
  held.stage = queue::Stage::match;
  held.reason = "another";
  ASSERT_THAT(this->quarantine().add(held), IsOk());
  EXPECT_EQ(this->quarantine().show(id)->reason, "another");
  EXPECT_EQ(this->quarantine().show(id)->stage, queue::Stage::match);
}

TYPED_TEST_P(QuarantineContract, ClosesAnEntryOnce) {
  const HeldId id = this->quarantine().add(a_held_record(1, "k1", "x"))->id;
  ASSERT_THAT(
      this->quarantine().close(id, queue::HeldState::skipped, "sam", "a test record", this->later_),
      IsOk());

  const auto held = this->quarantine().show(id);
  EXPECT_EQ(held->state, queue::HeldState::skipped);
  EXPECT_EQ(held->closed_by, "sam");
  EXPECT_EQ(held->closing_reason, "a test record");
  EXPECT_EQ(held->closed_at, this->later_);
  EXPECT_THAT(this->quarantine().close(id, queue::HeldState::replayed, "kim", "", this->later_),
              IsError(Fault::conflict));
}

TYPED_TEST_P(QuarantineContract, RefusesWhatMakesNoSense) {
  const HeldId id = this->quarantine().add(a_held_record(1, "k1", "x"))->id;
  const HeldId unknown(id.number() + 1);
  EXPECT_THAT(this->quarantine().close(id, queue::HeldState::waiting, "", "", this->later_),
              IsError(Fault::invalid));
  EXPECT_THAT(this->quarantine().close(unknown, queue::HeldState::skipped, "", "", this->later_),
              IsError(Fault::not_found));
  EXPECT_THAT(this->quarantine().show(unknown), IsError(Fault::not_found));
  EXPECT_THAT(this->quarantine().count_attempt(unknown), IsError(Fault::not_found));
}

TYPED_TEST_P(QuarantineContract, HoldsAReplayedRecordAgainButNotASkippedOne) {
  const HeldId replayed = this->quarantine().add(a_held_record(1, "k1", "x"))->id;
  const HeldId skipped = this->quarantine().add(a_held_record(1, "k2", "x"))->id;
  ASSERT_THAT(
      this->quarantine().close(replayed, queue::HeldState::replayed, "sam", "", this->later_),
      IsOk());
  ASSERT_THAT(
      this->quarantine().close(skipped, queue::HeldState::skipped, "sam", "test", this->later_),
      IsOk());

  EXPECT_FALSE(this->quarantine().add(a_held_record(1, "k1", "x"))->is_new);
  EXPECT_FALSE(this->quarantine().add(a_held_record(1, "k2", "x"))->is_new);

  EXPECT_EQ(this->quarantine().show(replayed)->state, queue::HeldState::waiting);
  EXPECT_EQ(this->quarantine().show(replayed)->closed_at, std::nullopt);
  EXPECT_EQ(this->quarantine().show(skipped)->state, queue::HeldState::skipped);
}

TYPED_TEST_P(QuarantineContract, CountsAttempts) {
  const HeldId id = this->quarantine().add(a_held_record(1, "k1", "x"))->id;
  ASSERT_THAT(this->quarantine().count_attempt(id), IsOk());
  ASSERT_THAT(this->quarantine().count_attempt(id), IsOk());
  EXPECT_EQ(this->quarantine().show(id)->attempts, 2);
}

TYPED_TEST_P(QuarantineContract, ListsAndCountsByFilterPageByPage) {
  std::vector<HeldId> ids;
  for (int number = 0; number < 6; ++number) {
    auto held = a_held_record(1 + number % 2, "k" + std::to_string(number), "x");
    if (number < 2) held.stage = queue::Stage::read;
    ids.push_back(this->quarantine().add(held)->id);
  }
  ASSERT_THAT(
      this->quarantine().close(ids[5], queue::HeldState::skipped, "sam", "test", this->later_),
      IsOk());

  using Filter = queue::HeldFilter;
  EXPECT_EQ(this->count(Filter{ConnectionId(2), {}, {}, {}}), 3);
  EXPECT_EQ(this->count(Filter{{}, {}, queue::Stage::read, {}}), 2);
  EXPECT_EQ(this->count(Filter{{}, {}, {}, queue::HeldState::waiting}), 5);
  EXPECT_EQ(this->count(Filter{{}, ImportId(1), {}, {}}), 0);
  EXPECT_EQ(this->count(Filter{ConnectionId(2), {}, queue::Stage::map, queue::HeldState::waiting}),
            1);

  const auto first =
      this->quarantine().list(Filter{{}, {}, {}, queue::HeldState::waiting}, {HeldId(), 3});
  ASSERT_EQ(first->size(), 3u);
  EXPECT_EQ((*first)[0].id, ids[0]);
  EXPECT_TRUE((*first)[0].bytes.empty());
  const auto second =
      this->quarantine().list(Filter{{}, {}, {}, queue::HeldState::waiting}, {first->back().id, 3});
  ASSERT_EQ(second->size(), 2u);
  EXPECT_EQ(second->back().id, ids[4]);
  EXPECT_EQ(this->quarantine().list({}, {ids[4], 3})->size(), 1u);
}

// A record of connection 1 with another import's number.
inline queue::Passed a_passed_record(const std::string& key, const std::string& bytes) {
  queue::Passed passed;
  passed.connection = ConnectionId(1);
  passed.import = ImportId(99);
  passed.key = key;
  passed.digest = sha256(bytes);
  return passed;
}

TYPED_TEST_P(QuarantineContract, ClosesWhatWentThroughByItsBytesOrByAKeyThatIsReplaced) {
  queue::Quarantine& quarantine = this->quarantine();
  const HeldId same = quarantine.add(a_held_record(1, "k1", "same"))->id;
  const HeldId older = quarantine.add(a_held_record(1, "k1", "older"))->id;
  const HeldId elsewhere = quarantine.add(a_held_record(2, "k1", "same"))->id;
  const auto pass = [&](bool replaces_key) {
    queue::Passed passed = a_passed_record("k1", "same");
    passed.replaces_key = replaces_key;
    return *quarantine.close_passed(passed, "sam", "import 9", this->later_);
  };

  EXPECT_THAT(pass(false), ::testing::ElementsAre(same));
  EXPECT_EQ(quarantine.show(older)->state, queue::HeldState::waiting);
  EXPECT_THAT(pass(true), ::testing::ElementsAre(older));
  EXPECT_THAT(pass(true), ::testing::IsEmpty());

  EXPECT_EQ(quarantine.show(same)->state, queue::HeldState::replayed);
  EXPECT_EQ(quarantine.show(same)->closing_reason, "import 9");
  EXPECT_EQ(quarantine.show(elsewhere)->state, queue::HeldState::waiting);
  EXPECT_THAT(quarantine.any_waits(ConnectionId(1)), IsOkAnd(false));
  EXPECT_THAT(quarantine.any_waits(ConnectionId(2)), IsOkAnd(true));
}

TYPED_TEST_P(QuarantineContract, LeavesTheSecondOfTwoRecordsWithOneKeyToAPerson) {
  queue::Held second = a_held_record(1, "k1", "second");
  second.rule = queue::key_twice;
  const HeldId id = this->quarantine().add(second)->id;
  queue::Passed first = a_passed_record("k1", "first");
  first.replaces_key = true;
  EXPECT_THAT(*this->quarantine().close_passed(first, "sam", "", this->later_),
              ::testing::IsEmpty());
  EXPECT_THAT(
      *this->quarantine().close_passed(a_passed_record("k1", "second"), "sam", "", this->later_),
      ::testing::ElementsAre(id));
}

TYPED_TEST_P(QuarantineContract, ClosesAPieceWithoutAKeyByItsBytesOrItsPlace) {
  queue::Held piece = a_held_record(1, "", "torn");
  piece.stage = queue::Stage::read;
  const HeldId id = this->quarantine().add(piece)->id;
  queue::Held other = piece;
  other.bytes = "torn too";
  other.place.line = 80;
  const HeldId second = this->quarantine().add(other)->id;

  EXPECT_THAT(
      *this->quarantine().close_passed(a_passed_record("k1", "mended"), "sam", "", this->later_),
      ::testing::IsEmpty());
  queue::Passed mended = a_passed_record("k1", "mended");
  mended.place = {piece.place.file, piece.place.line, 1, {}};
  EXPECT_THAT(*this->quarantine().close_passed(mended, "sam", "", this->later_),
              ::testing::ElementsAre(id));
  EXPECT_THAT(
      *this->quarantine().close_passed(a_passed_record("k2", "torn too"), "sam", "", this->later_),
      ::testing::ElementsAre(second));
}

REGISTER_TYPED_TEST_SUITE_P(QuarantineContract,
                            ClosesWhatWentThroughByItsBytesOrByAKeyThatIsReplaced,
                            LeavesTheSecondOfTwoRecordsWithOneKeyToAPerson,
                            ClosesAPieceWithoutAKeyByItsBytesOrItsPlace, GivesBackWhatItTook,
                            HoldsTheSameRecordOnce, HoldsARecordWithoutAKeyOncePerPlace,
                            HoldsOtherBytesKeysAndConnectionsApart, TellsTheNewestReason,
                            ClosesAnEntryOnce, RefusesWhatMakesNoSense,
                            HoldsAReplayedRecordAgainButNotASkippedOne, CountsAttempts,
                            ListsAndCountsByFilterPageByPage);

}  // namespace trellis::testing
