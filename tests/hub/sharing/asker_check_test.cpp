#include "hub/sharing/asker_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/hub/sharing/world.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::sharing {
namespace {

using testing::IsOk;
using testing::SaysWhy;

const Asker worker = {"yj_worker", "yjs", "youth_justice"};

TEST(AskerCheck, TakesWhoIsKnownAndWhatIsLeftOut) {
  const Policy policy = testing::policy_of({});
  EXPECT_THAT(check_asker(policy, worker), IsOk());
  EXPECT_THAT(check_asker(policy, {"", worker.organisation, ""}), IsOk());
  EXPECT_THAT(check_asker(policy, {}), IsOk());
}

TEST(AskerCheck, NamesTheNearestOfWhatThereIs) {
  const Policy policy = testing::policy_of({});
  Asker asker = worker;
  asker.role = "yj_worke";
  EXPECT_THAT(check_asker(policy, asker), SaysWhy("did you mean \"yj_worker\""));
  asker = worker;
  asker.organisation = "yjz";
  EXPECT_THAT(check_asker(policy, asker), SaysWhy("no organisation \"yjz\""));
  asker = worker;
  asker.purpose = "youth_justic";
  EXPECT_THAT(check_asker(policy, asker), SaysWhy("did you mean \"youth_justice\""));
  asker = worker;
  asker.organisation = "schools";
  EXPECT_THAT(check_asker(policy, asker), SaysWhy("is not a role of \"schools\""));
}

}  // namespace
}  // namespace trellis::sharing
