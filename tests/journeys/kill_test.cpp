// Killed at any moment, the program loses nothing that the source does not still have, and doubles
// nothing.
#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/journeys/hub_folder.hpp"

namespace trellis::journeys {
namespace {

TEST(Killed, AnImportEndsAsIfNothingHadHappenedWhenItIsRunAgain) {
  std::vector<std::string> children;
  for (int i = 0; i < 6000; ++i) children.push_back(cin_child(i));
  HubFolder hub, calm;
  const std::string file = hub.write("input.xml", cin_file(children));
  const std::string program = std::string(TRELLIS_BINARY_DIR) + "/bin/trellis";

  for (int round = 0; round < 10; ++round) {
    const pid_t child = fork();
    if (child == 0) {
      if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr)) _exit(1);
      execl(program.c_str(), "trellis", "--hub", hub.path().c_str(), "import", "cin", file.c_str(),
            nullptr);
      _exit(127);
    }
    usleep(static_cast<useconds_t>(60'000 + round * 90'000));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
  }
  hub.import("cin", file);
  calm.import("cin", file);

  EXPECT_EQ(hub.import_row("cin", file)["unchanged"].string(), "6000");
  EXPECT_EQ(hub.run({"audit", "verify"}).exit, 0);
  EXPECT_EQ(hub.run({"--output", "csv", "child", "sources"}).out,
            calm.run({"--output", "csv", "child", "sources"}).out);
}

}  // namespace
}  // namespace trellis::journeys
