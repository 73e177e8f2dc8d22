#include "hub/connections/keeper.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <string>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace trellis::connections {
namespace {

constexpr int cannot_start_code = 71;

volatile pid_t kept = 0;  // for the signal handlers

void hand_on(int signal) {
  if (kept > 0) ::kill(kept, signal == SIGQUIT ? SIGKILL : signal);
}

void listen() {
  struct sigaction action {};
  action.sa_handler = &hand_on;
  for (const int signal : {SIGTERM, SIGQUIT}) ::sigaction(signal, &action, nullptr);
}

// The signals wait until `kept` is known.
pid_t fork_kept() {
  sigset_t ours;
  sigset_t before;
  sigemptyset(&ours);
  sigaddset(&ours, SIGTERM);
  sigaddset(&ours, SIGQUIT);
  ::sigprocmask(SIG_BLOCK, &ours, &before);
  listen();
  const pid_t child = ::fork();
  if (child == 0)
    for (const int signal : {SIGTERM, SIGQUIT}) ::signal(signal, SIG_DFL);
  kept = child;
  ::sigprocmask(SIG_SETMASK, &before, nullptr);
  if (child < 0) ::_exit(cannot_start_code);
  return child;
}

// How the kept process ended; others that became ours are reaped on the way.
int wait_for_kept() {
  int status = 0;
  while (true) {
    const pid_t ended = ::waitpid(-1, &status, 0);
    if (ended == kept) return status;
    if (ended < 0 && errno != EINTR) return 0;
  }
}

// Ends what the plugin left. Its processes' children become ours one generation after the other.
void end_orphans() {
  const std::string list = "/proc/self/task/" + std::to_string(::getpid()) + "/children";
  while (true) {
    std::FILE* children = std::fopen(list.c_str(), "re");
    long child = 0;
    if (children != nullptr) {
      while (std::fscanf(children, "%ld", &child) == 1) ::kill(static_cast<pid_t>(child), SIGKILL);
      std::fclose(children);
    }
    const pid_t ended = ::waitpid(-1, nullptr, children == nullptr ? WNOHANG : 0);
    if (ended < 0 && errno == EINTR) continue;
    if (ended <= 0) return;
  }
}

[[noreturn]] void end_like(int status) {
  if (WIFSIGNALED(status)) {
    ::signal(WTERMSIG(status), SIG_DFL);
    ::kill(::getpid(), WTERMSIG(status));
  }
  ::_exit(WIFEXITED(status) ? WEXITSTATUS(status) : cannot_start_code);
}

// The first process of a namespace: the kernel ends all others with it. It takes in what lost its
// parent.
[[noreturn]] void stay_first(int* ending) {
  *ending = wait_for_kept();
  ::_exit(0);
}

}  // namespace

void keep_plugin(bool own_processes, int socket) {
  auto* ending = static_cast<int*>(
      ::mmap(nullptr, sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  if (ending == MAP_FAILED) ::_exit(cannot_start_code);
  *ending = SIGKILL;  // where the first process of the namespace cannot tell any more
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  if (fork_kept() != 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGQUIT);  // the hub's end
    ::close(socket);
    const int status = wait_for_kept();
    end_orphans();
    end_like(own_processes ? *ending : status);
  }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (own_processes) {
    // A view of the processes that fits the namespace; without it the old one stays.
    (void)::mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr);
    if (fork_kept() != 0) {
      ::close(socket);
      stay_first(ending);
    }
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  }
  ::setsid();
  ::munmap(ending, sizeof(int));
}

}  // namespace trellis::connections
