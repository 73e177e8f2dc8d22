#include "hub/base/build_id.hpp"

#include <gtest/gtest.h>

namespace trellis {

TEST(BuildId, IsTheProgramsOwn) {
  EXPECT_GE(build_id().size(), 8u);
  EXPECT_EQ(build_id(), build_id());
}

}  // namespace trellis
