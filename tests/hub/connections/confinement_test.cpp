#include "hub/connections/confinement.hpp"

#include <csignal>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "hub/connections/runner.hpp"
#include "tests/hub/connections/test_plugins.hpp"
#include "tests/support/temporary.hpp"

namespace trellis::connections {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using testing::IsOk;
using testing::TemporaryFolder;

// What the adapter "escapes" says of each line of `orders`.
class Escape {
 public:
  explicit Escape(const std::string& target, const std::string& orders,
                  const Supervision& limits = impatient()) {
    auto runner =
        run_in_child(test_plugin("escapes"), opening("{\"target\": \"" + target + "\"}"), limits);
    EXPECT_THAT(runner, IsOk());
    EXPECT_THAT((*runner)->read(lines(orders), sink), IsOk());
    state = (*runner)->state();
  }
  std::string said() const { return sink.bytes.empty() ? std::string() : sink.bytes.front(); }
  bool lacks(const char* what) const { return state.not_confined.find(what) != std::string::npos; }

  MemorySink sink;
  State state;
};

constexpr const char* own_processes_only = "this machine lets a plugin signal the hub";

// A process that a plugin may want to end; ended with the object.
class Victim {
 public:
  Victim() : process_(::fork()) {
    if (process_ == 0)
      while (true) ::pause();
  }
  ~Victim() {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  pid_t process() const { return process_; }
  bool lives() const { return ::waitpid(process_, nullptr, WNOHANG) == 0; }

 private:
  pid_t process_;
};

TEST(Confinement, KeepsAPluginFromSignallingOthers) {
  const Victim victim;
  const Escape escape(std::to_string(victim.process()), "signal\n");
  if (escape.lacks("signal")) GTEST_SKIP() << own_processes_only;

  EXPECT_EQ(escape.said(), "No such process");
  EXPECT_TRUE(victim.lives());
}

TEST(Confinement, KeepsAPluginFromSignallingItsHub) {
  const Escape hub(std::to_string(::getpid()), "signal\n");
  if (hub.lacks("signal")) GTEST_SKIP() << own_processes_only;
  EXPECT_EQ(hub.said(), "No such process");

  // Nor may it end what started it: that would only be its own death.
  const Escape parent("", "signal parent\nnext\n");
  EXPECT_EQ(parent.state.crashes, 0u);
  const Escape group("", "signal group\n");
  EXPECT_EQ(group.said(), "done") << "its own group is its own";
}

TEST(Confinement, HidesFoldersThatAPluginHasNoBusinessWith) {
  const TemporaryFolder folder;
  const std::string file = folder.write("data/trellis.db", "records");
  EXPECT_EQ(Escape(file, "open\n").said(), "done") << "as long as nobody hides it";

  Supervision limits = impatient();
  limits.hidden = {folder.file("data"), folder.file("absent")};
  const Escape escape(file, "open\n", limits);
  if (escape.lacks("folders")) GTEST_SKIP() << "this machine shows a plugin the hub's folders";
  EXPECT_THAT(escape.said(), AnyOf("No such file or directory", "Permission denied"));
  EXPECT_EQ(::access(file.c_str(), R_OK), 0) << "the hub sees it";
}

TEST(Confinement, LeavesNoNetworkToWhoNeitherPollsNorDelivers) {
  const Escape escape("", "call\n");
  if (escape.lacks("network")) GTEST_SKIP() << "this machine lets a plugin use the network";
  EXPECT_EQ(escape.said(), "Network is unreachable");
}

// Whether anybody holds the lock on it.
bool is_locked(const std::string& file) {
  const transport::Descriptor open(::open(file.c_str(), O_RDWR));
  return ::lockf(open.number(), F_TEST, 0) != 0;
}

TEST(Confinement, EndsWhatAPluginLeavesBehind) {
  const TemporaryFolder folder;
  const std::string file = folder.write("lock", "");
  {
    auto runner = run_in_child(test_plugin("escapes"), opening("{\"target\": \"" + file + "\"}"),
                               impatient());
    MemorySink sink;
    ASSERT_THAT((*runner)->read(lines("leave a child\n"), sink), IsOk());
    while (!is_locked(file)) std::this_thread::yield();
  }
  EXPECT_FALSE(is_locked(file)) << "the grandchild outlived its plugin";
}

// A machine, as it were, whose kernel gives no process namespaces.
std::string host_without_namespaces(const TemporaryFolder& folder) {
  const std::string script =
      folder.write("host",
                   "#!/bin/sh\nexec /usr/bin/unshare --user --map-root-user /bin/sh -c 'echo 0 > "
                   "/proc/sys/user/max_pid_namespaces; exec \"$0\" \"$@\"' " +
                       impatient().host_program + " \"$@\"\n");
  ::chmod(script.c_str(), 0700);
  return script;
}

TEST(Confinement, EndsItTooWhereNoNamespaceIsToBeHad) {
  const TemporaryFolder folder;
  const std::string file = folder.write("lock", "");
  Supervision limits = impatient();
  limits.host_program = host_without_namespaces(folder);
  if (missing_confinement_of(limits.host_program).find("signal") == std::string::npos)
    GTEST_SKIP() << "no such machine can be had here";
  {
    auto runner =
        run_in_child(test_plugin("escapes"), opening("{\"target\": \"" + file + "\"}"), limits);
    MemorySink sink;
    ASSERT_THAT((*runner)->read(lines("leave a child\n"), sink), IsOk());
    EXPECT_THAT((*runner)->state().not_confined, HasSubstr("may signal"));
    while (!is_locked(file)) std::this_thread::yield();
  }
  EXPECT_FALSE(is_locked(file)) << "the grandchild outlived its plugin";
}

TEST(Confinement, IsKnownBeforeAPluginRuns) {
  const std::string missing = missing_confinement_of(impatient().host_program);
  EXPECT_EQ(missing, Escape("", "x\n").state.not_confined);
  EXPECT_THAT(missing_confinement_of("/nowhere/trellis-plugin-host"), HasSubstr("cannot be"));
}

}  // namespace
}  // namespace trellis::connections
