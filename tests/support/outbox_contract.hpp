#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/queue/outbox.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::testing {

inline constexpr queue::OutboxSettings outbox_settings{
    3, std::chrono::seconds(10), std::chrono::seconds(60), std::chrono::seconds(100)};

// What every outbox promises. `Maker` makes one with `outbox_settings`, and connections 1 and 2.
template <typename Maker>
class OutboxContract : public ::testing::Test {
 protected:
  static Instant at(std::int64_t second) { return Instant(std::chrono::seconds(second)); }

  void put(const std::string& key, std::int64_t second = 0, std::int64_t connection = 1) {
    EXPECT_THAT(
        outbox().put({ConnectionId(connection), AlertId(7), key, "text/plain", "bytes of " + key},
                     at(second)),
        IsOkAnd(true));
  }
  // The key of what is claimed, or nothing.
  std::string claim(std::int64_t second) {
    auto claimed = outbox().claim(at(second));
    if (!claimed) return to_string(claimed.error());
    if (!*claimed) return {};
    last_ = (*claimed)->id;
    return (*claimed)->key;
  }
  queue::Outbox& outbox() { return maker_.outbox(); }

  Maker maker_;
  queue::DeliveryId last_;
};
TYPED_TEST_SUITE_P(OutboxContract);

TYPED_TEST_P(OutboxContract, HandsOutWhatWasPut) {
  this->put("k1", 5);
  const auto claimed = this->outbox().claim(this->at(6));
  ASSERT_THAT(claimed, IsOk());
  ASSERT_TRUE(claimed->has_value());
  EXPECT_EQ((*claimed)->connection, ConnectionId(1));
  EXPECT_EQ((*claimed)->key, "k1");
  EXPECT_EQ((*claimed)->media_type, "text/plain");
  EXPECT_EQ((*claimed)->bytes, "bytes of k1");
  EXPECT_EQ((*claimed)->alert, AlertId(7));
  EXPECT_EQ((*claimed)->attempts, 1);
  EXPECT_EQ((*claimed)->created_at, this->at(5));
}

TYPED_TEST_P(OutboxContract, TakesAKeyOncePerConnectionForEver) {
  this->put("k1");
  EXPECT_THAT(this->outbox().put({ConnectionId(1), {}, "k1", "", "other"}, this->at(0)),
              IsOkAnd(false));
  ASSERT_EQ(this->claim(0), "k1");
  ASSERT_THAT(this->outbox().delivered(this->last_, this->at(1)), IsOk());
  EXPECT_THAT(this->outbox().put({ConnectionId(1), {}, "k1", "", "other"}, this->at(0)),
              IsOkAnd(false));
  EXPECT_THAT(this->outbox().put({ConnectionId(2), {}, "k1", "", "other"}, this->at(0)),
              IsOkAnd(true));
}

TYPED_TEST_P(OutboxContract, GoesFromTheOldestToTheNewestAndNeverEarly) {
  this->put("second", 2);
  this->put("first", 1);
  this->put("third", 3);
  EXPECT_EQ(this->claim(0), "");
  EXPECT_EQ(this->claim(2), "first");
  EXPECT_EQ(this->claim(2), "second");
  EXPECT_EQ(this->claim(2), "");
}

TYPED_TEST_P(OutboxContract, ForgetsNothingThatWasClaimedAndNeverAnswered) {
  this->put("k1");
  EXPECT_EQ(this->claim(0), "k1");
  EXPECT_EQ(this->claim(99), "") << "the lease holds";
  EXPECT_EQ(this->claim(100), "k1");
}

TYPED_TEST_P(OutboxContract, HoldsWhatNeverAnswersAfterItsLastAttempt) {
  this->put("deadly");
  this->put("fine", 301);
  EXPECT_EQ(this->claim(0), "deadly");
  EXPECT_EQ(this->claim(100), "deadly");
  EXPECT_EQ(this->claim(200), "deadly");
  EXPECT_EQ(this->claim(301), "fine");
  EXPECT_THAT(this->outbox().count(queue::DeliveryState::held), IsOkAnd(1));
}

TYPED_TEST_P(OutboxContract, WaitsLongerAfterEachFailureAndThenHolds) {
  this->put("k1");
  ASSERT_EQ(this->claim(0), "k1");
  ASSERT_THAT(this->outbox().failed(this->last_, "refused", this->at(1)), IsOk());
  EXPECT_EQ(this->claim(10), "");
  ASSERT_EQ(this->claim(11), "k1");
  ASSERT_THAT(this->outbox().failed(this->last_, "refused", this->at(11)), IsOk());
  EXPECT_EQ(this->claim(30), "");
  ASSERT_EQ(this->claim(31), "k1");
  ASSERT_THAT(this->outbox().failed(this->last_, "refused again", this->at(31)), IsOk());
  EXPECT_EQ(this->claim(10'000), "");

  const auto held = this->outbox().list(queue::DeliveryState::held, {}, 10);
  ASSERT_EQ(held->size(), 1u);
  EXPECT_EQ(held->front().reason, "refused again");
  EXPECT_EQ(held->front().attempts, 3);
}

TYPED_TEST_P(OutboxContract, ReleasesWhatIsHeldWithAllItsAttempts) {
  this->put("k1");
  for (const std::int64_t second : {0, 100, 200}) ASSERT_EQ(this->claim(second), "k1");
  EXPECT_EQ(this->claim(300), "");
  ASSERT_THAT(this->outbox().release(this->last_, this->at(301)), IsOk());
  EXPECT_EQ(this->outbox().claim(this->at(301))->value().attempts, 1);
}

TYPED_TEST_P(OutboxContract, ReleasesWhatWaitsForItsNextTry) {
  this->put("k1");
  ASSERT_EQ(this->claim(0), "k1");
  ASSERT_THAT(this->outbox().failed(this->last_, "refused", this->at(1)), IsOk());
  ASSERT_THAT(this->outbox().release(this->last_, this->at(2)), IsOk());
  EXPECT_EQ(this->claim(2), "k1");
}

TYPED_TEST_P(OutboxContract, HoldsWhatMayNotGoOut) {
  this->put("k1");
  const queue::DeliveryId id =
      this->outbox().list(queue::DeliveryState::waiting, {}, 1)->front().id;
  EXPECT_THAT(this->outbox().hold(id, "not claimed yet"), IsError(Fault::conflict));
  ASSERT_EQ(this->claim(0), "k1");
  ASSERT_THAT(this->outbox().hold(this->last_, "the agreement has ended"), IsOk());
  EXPECT_EQ(this->claim(10'000), "");
  EXPECT_EQ(this->outbox().list(queue::DeliveryState::held, {}, 10)->front().reason,
            "the agreement has ended");
}

TYPED_TEST_P(OutboxContract, KnowsWhatMayHaveReachedItsReceiver) {
  const auto handed = [&] { return this->outbox().of(AlertId(7))->front().handed; };
  this->put("k1");
  EXPECT_EQ(handed(), 0);
  ASSERT_EQ(this->claim(0), "k1");
  EXPECT_EQ(handed(), 1) << "whoever ends now may have sent it";
  ASSERT_THAT(
      this->outbox().failed(this->last_, "no folder", this->at(1), queue::Reached::surely_not),
      IsOk());
  EXPECT_EQ(handed(), 0);
  ASSERT_EQ(this->claim(11), "k1");
  ASSERT_THAT(this->outbox().hold(this->last_, "the agreement has ended"), IsOk());
  EXPECT_EQ(handed(), 0);
  ASSERT_THAT(this->outbox().release(this->last_, this->at(12)), IsOk());
  ASSERT_EQ(this->claim(12), "k1");
  ASSERT_THAT(this->outbox().failed(this->last_, "no answer", this->at(13)), IsOk());
  ASSERT_THAT(this->outbox().release(this->last_, this->at(14)), IsOk());
  EXPECT_EQ(handed(), 1) << "a release forgets the attempts, and not that";
}

TYPED_TEST_P(OutboxContract, NeverHandsOutWhatWasWithdrawn) {
  for (const char* key : {"waits", "under way"}) this->put(key);
  const auto waiting = *this->outbox().list(queue::DeliveryState::waiting, {}, 9);
  ASSERT_EQ(this->claim(0), "waits");
  ASSERT_THAT(this->outbox().withdraw(waiting[0].id, "no longer so"), IsOk());
  ASSERT_THAT(this->outbox().withdraw(waiting[1].id, "no longer so"), IsOk());
  EXPECT_THAT(this->outbox().withdraw(waiting[1].id, "again"), IsError(Fault::conflict));
  EXPECT_THAT(this->outbox().release(waiting[1].id, this->at(1)), IsError(Fault::conflict));
  EXPECT_THAT(this->outbox().failed(waiting[0].id, "refused", this->at(1)), IsOk());
  EXPECT_EQ(this->claim(10'000), "");

  EXPECT_THAT(this->outbox().delivered(waiting[0].id, this->at(2)), IsOk()) << "it went out before";
  const auto all = *this->outbox().of(AlertId(7));
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].state, queue::DeliveryState::delivered);
  EXPECT_EQ(all[1].state, queue::DeliveryState::withdrawn);
  EXPECT_EQ(all[1].reason, "no longer so");
  EXPECT_TRUE(this->outbox().of(AlertId(8))->empty());
}

TYPED_TEST_P(OutboxContract, RefusesAnswersToWhatIsNotUnderWay) {
  this->put("k1");
  const queue::DeliveryId id =
      this->outbox().list(queue::DeliveryState::waiting, {}, 1)->front().id;
  EXPECT_THAT(this->outbox().delivered(id, this->at(0)), IsError(Fault::conflict))
      << "not claimed yet";
  EXPECT_THAT(this->outbox().failed(id, "", this->at(0)), IsError(Fault::conflict));
  ASSERT_EQ(this->claim(0), "k1");
  ASSERT_THAT(this->outbox().delivered(id, this->at(0)), IsOk());
  EXPECT_THAT(this->outbox().release(id, this->at(0)), IsError(Fault::conflict));
  EXPECT_THAT(this->outbox().delivered(id, this->at(0)), IsError(Fault::conflict));
  EXPECT_THAT(this->outbox().failed(id, "", this->at(0)), IsError(Fault::conflict));
  EXPECT_THAT(this->outbox().delivered(queue::DeliveryId(99), this->at(0)),
              IsError(Fault::conflict));
}

TYPED_TEST_P(OutboxContract, ListsPageByPage) {
  for (const char* key : {"a", "b", "c"}) this->put(key);
  EXPECT_THAT(this->outbox().count(queue::DeliveryState::waiting), IsOkAnd(3));
  const auto first = this->outbox().list(queue::DeliveryState::waiting, {}, 2);
  ASSERT_EQ(first->size(), 2u);
  EXPECT_TRUE(first->front().bytes.empty());
  const auto second = this->outbox().list(queue::DeliveryState::waiting, first->back().id, 2);
  ASSERT_EQ(second->size(), 1u);
  EXPECT_EQ(second->front().key, "c");
}

REGISTER_TYPED_TEST_SUITE_P(OutboxContract, HandsOutWhatWasPut, TakesAKeyOncePerConnectionForEver,
                            GoesFromTheOldestToTheNewestAndNeverEarly,
                            ForgetsNothingThatWasClaimedAndNeverAnswered,
                            HoldsWhatNeverAnswersAfterItsLastAttempt,
                            WaitsLongerAfterEachFailureAndThenHolds,
                            ReleasesWhatIsHeldWithAllItsAttempts, ReleasesWhatWaitsForItsNextTry,
                            HoldsWhatMayNotGoOut, KnowsWhatMayHaveReachedItsReceiver,
                            NeverHandsOutWhatWasWithdrawn, RefusesAnswersToWhatIsNotUnderWay,
                            ListsPageByPage);

}  // namespace trellis::testing
