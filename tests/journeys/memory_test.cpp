// Too little memory: the work is done, or it is told and can be done again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/journeys/hub_folder.hpp"
#include "tests/support/sanitizer.hpp"

namespace trellis::journeys {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;

constexpr int try_later = 75;

TEST(Memory, ThatRunsOutEndsAnImportInWords) {
  if (testing::is_sanitized()) GTEST_SKIP() << "a sanitizer takes more than any limit";
  const HubFolder hub;
  std::string rows = "id,given,family,born\n";
  for (int i = 0; i < 3000; ++i)
    rows += std::to_string(i) + ",Wren,Mill" + std::to_string(i) + ",2012-03-04\n";
  const std::string file = hub.write("rows.csv", rows);

  for (const int kibibytes : {100'000, 115'000, 135'000, 160'000, 200'000, 240'000}) {
    const Ran ran = hub.run_within(kibibytes, {"--output", "json", "import", "rows", file});
    EXPECT_THAT(ran.exit, AnyOf(0, 1, try_later)) << kibibytes << "\n" << ran.errors;
    if (ran.exit == 0) {
      EXPECT_EQ(ran.json().items()[0]["balance"].string(), "ok") << kibibytes;
    } else {
      EXPECT_THAT(ran.errors, HasSubstr("memory")) << kibibytes;
    }
    EXPECT_TRUE(hub.held().items().empty()) << "a record is not held for want of memory";
  }

  const formats::Json row = hub.import_row("rows", file);
  EXPECT_EQ(row["received"].string(), "3000");
  EXPECT_EQ(row["held"].string(), "0");
}

}  // namespace
}  // namespace trellis::journeys
