#include "hub/store/outbox.hpp"

#include "tests/support/outbox_contract.hpp"
#include "tests/support/store.hpp"
#include "tests/support/temporary.hpp"

namespace trellis::testing {

struct StoredOutbox {
  StoredOutbox() { add_two_connections(*database); }
  queue::Outbox& outbox() { return *stored; }

  std::unique_ptr<store::Database> database = a_database();
  std::unique_ptr<queue::Outbox> stored = store::make_outbox(*database, outbox_settings);
};
INSTANTIATE_TYPED_TEST_SUITE_P(Stored, OutboxContract, StoredOutbox);

TEST(StoredOutbox, ClaimsOnlyWhereTheAttemptIsDurable) {
  StoredOutbox maker;
  auto transaction = *store::Transaction::begin(*maker.database);
  EXPECT_THAT(maker.stored->claim(second(0)), IsError(Fault::conflict));
}

TEST(StoredOutbox, HoldsOneWhoseBytesAreDamagedAndHandsOutTheNext) {
  StoredOutbox maker;
  for (const char* key : {"k1", "k2"})
    ASSERT_THAT(maker.stored->put({ConnectionId(1), {}, key, "", "x"}, second(0)), IsOkAnd(true));
  ASSERT_THAT(maker.database->run("UPDATE delivery SET raw = x'00' WHERE dedupe_key = 'k1'", {}),
              IsOk());

  const auto claimed = maker.stored->claim(second(1));
  ASSERT_THAT(claimed, IsOk());
  EXPECT_EQ((*claimed)->key, "k2");
  const auto held = maker.stored->list(queue::DeliveryState::held, {}, 10);
  ASSERT_THAT(*held, ::testing::SizeIs(1));
  EXPECT_THAT(held->front().reason, ::testing::HasSubstr("damaged"));
}

TEST(StoredOutbox, CountsAnAttemptThatRunsWhileItIsReleased) {
  StoredOutbox maker;
  ASSERT_THAT(maker.stored->put({ConnectionId(1), {}, "k1", "", "x"}, second(0)), IsOkAnd(true));
  const auto claimed = maker.stored->claim(second(1));
  ASSERT_THAT(maker.stored->release((*claimed)->id, second(2)), IsOk());
  EXPECT_THAT(maker.stored->delivered((*claimed)->id, second(3)), IsOk());
}

TEST(StoredOutbox, DoesNotHandTheSameOneToTwoSessions) {
  const TemporaryFolder folder;
  auto first = a_database(folder.file("hub.db"));
  auto second_session = a_database(folder.file("hub.db"));
  add_two_connections(*first);
  const auto one = store::make_outbox(*first);
  const auto other = store::make_outbox(*second_session);
  ASSERT_THAT(one->put({ConnectionId(1), {}, "k1", "", "x"}, second(0)), IsOkAnd(true));

  EXPECT_TRUE(one->claim(second(1))->has_value());
  EXPECT_FALSE(other->claim(second(1))->has_value());
}

}  // namespace trellis::testing
