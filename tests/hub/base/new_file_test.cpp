#include "hub/base/new_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/result_matchers.hpp"
#include "tests/support/shared.hpp"
#include "tests/support/temporary.hpp"

namespace trellis {
namespace {

TEST(NewFile, IsWrittenOnceAndNeverOverAnother) {
  const testing::TemporaryFolder folder;
  const std::string path = folder.file("new.txt");
  ASSERT_THAT(write_new_file(path, "first\n"), testing::IsOk());
  EXPECT_THAT(write_new_file(path, "second\n"), testing::IsError(Fault::conflict));
  EXPECT_EQ(testing::read_file(path), "first\n");
  EXPECT_THAT(write_new_file(folder.file("none/new.txt"), "x"),
              testing::IsError(Fault::unavailable));
}

}  // namespace
}  // namespace trellis
