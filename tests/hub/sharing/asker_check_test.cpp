#include "hub/sharing/asker_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/hub/sharing/world.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::sharing {
namespace {

using testing::IsOk;
using testing::SaysWhy;

TEST(AskerCheck, TakesWhoIsKnownAndWhatIsLeftOut) {
  const Policy policy = testing::policy_of({});
  EXPECT_THAT(check_asker(policy, testing::worker), IsOk());
  EXPECT_THAT(check_asker(policy, {"", testing::worker.organisation, ""}), IsOk());
  EXPECT_THAT(check_asker(policy, {}), IsOk());
}

TEST(AskerCheck, NamesTheNearestOfWhatThereIs) {
  const Policy policy = testing::policy_of({});
  Asker asker = testing::worker;
  asker.role = "yj_worke";
  EXPECT_THAT(check_asker(policy, asker), SaysWhy("did you mean \"yj_worker\""));
  asker = testing::worker;
  asker.organisation = "yjz";
  EXPECT_THAT(check_asker(policy, asker), SaysWhy("no organisation \"yjz\""));
  asker = testing::worker;
  asker.purpose = "youth_justic";
  EXPECT_THAT(check_asker(policy, asker), SaysWhy("did you mean \"youth_justice\""));
  asker = testing::worker;
  asker.organisation = "schools";
  EXPECT_THAT(check_asker(policy, asker), SaysWhy("is not a role of \"schools\""));
}

}  // namespace
}  // namespace trellis::sharing
