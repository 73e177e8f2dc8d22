#include "hub/connections/error_stream.hpp"

#include "hub/connections/runner.hpp"
#include "tests/hub/connections/test_plugins.hpp"

namespace trellis::connections {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::IsOk;
using ::testing::Not;

// What the hub's log holds of a read by the adapter "prattles".
std::string log_of(const std::string& orders) {
  ::testing::internal::CaptureStderr();
  {
    auto runner = *run_in_child(test_plugin("prattles"), opening(), impatient());
    MemorySink sink;
    EXPECT_THAT(runner->read(lines(orders), sink), IsOk());
    EXPECT_EQ(sink.committed, sink.keys.size());
  }
  return ::testing::internal::GetCapturedStderr();
}

TEST(ErrorStream, IsLoggedWithItsConnectionAndPlugin) {
  const std::string log = log_of("a line\n");

  EXPECT_THAT(log, AllOf(HasSubstr("\"plugin_stderr\""), HasSubstr("\"connection\":\"test\""),
                         HasSubstr("\"plugin\":\"prattles\""), HasSubstr("watch out")));
  EXPECT_THAT(log, Not(HasSubstr("\x1b"))) << "no terminal obeys it";
}

TEST(ErrorStream, KeepsALineWithoutItsEnd) {
  EXPECT_THAT(log_of("half\n"), HasSubstr("no line end"));
}

// Four MiB: the plugin does not wait, the log does not grow, and what is missing is told.
TEST(ErrorStream, IsLimited) {
  const std::string log = log_of("a lot\n");

  EXPECT_LT(log.size(), 64u << 10);
  EXPECT_THAT(log, HasSubstr("plugin_stderr_cut"));
}

}  // namespace
}  // namespace trellis::connections
