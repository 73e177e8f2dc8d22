#include "hub/queue/quarantine.hpp"

#include "tests/support/quarantine_contract.hpp"
#include "tests/support/quarantine_fake.hpp"

namespace trellis::testing {

struct FakeQuarantine {
  queue::Quarantine& quarantine() { return fake; }
  QuarantineFake fake;
};
INSTANTIATE_TYPED_TEST_SUITE_P(Fake, QuarantineContract, FakeQuarantine);

TEST(QuarantineWords, AreReadAsTheyAreWritten) {
  using enum queue::Stage;
  for (const auto stage : {read, map, match, deliver, store})
    EXPECT_THAT(queue::parse_stage(queue::to_string(stage)), IsOkAnd(stage));
  using enum queue::HeldState;
  for (const auto state : {waiting, replayed, skipped})
    EXPECT_THAT(queue::parse_held_state(queue::to_string(state)), IsOkAnd(state));
  EXPECT_THAT(queue::parse_stage("merge"), IsError(Fault::invalid));
  EXPECT_THAT(queue::parse_held_state(""), IsError(Fault::invalid));
}

TEST(QuarantineKey, NeverTakesAPlaceForAKey) {
  auto by_key = a_held_record(1, "", "x");
  by_key.source_key = to_string(by_key.place);
  EXPECT_NE(queue::dedupe_key(by_key), queue::dedupe_key(a_held_record(1, "", "x")));
}

}  // namespace trellis::testing
