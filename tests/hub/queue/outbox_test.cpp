#include "hub/queue/outbox.hpp"

#include "tests/support/outbox_contract.hpp"
#include "tests/support/outbox_fake.hpp"

namespace trellis::testing {

struct FakeOutbox {
  queue::Outbox& outbox() { return fake; }
  OutboxFake fake{outbox_settings};
};
INSTANTIATE_TYPED_TEST_SUITE_P(Fake, OutboxContract, FakeOutbox);

TEST(OutboxWait, DoublesUpToTheLongest) {
  const auto wait = [](std::int64_t attempts) {
    return queue::wait_after(attempts, outbox_settings).count();
  };
  EXPECT_EQ(wait(1), 10);
  EXPECT_EQ(wait(2), 20);
  EXPECT_EQ(wait(3), 40);
  EXPECT_EQ(wait(4), 60);
  EXPECT_EQ(wait(1'000'000), 60);
}

}  // namespace trellis::testing
