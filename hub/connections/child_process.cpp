#include "hub/connections/child_process.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <future>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>

#include "hub/base/channel.hpp"
#include "hub/connections/confinement.hpp"

extern "C" {  // glibc 2.36 forgot it
#include <sys/pidfd.h>
}

namespace trellis::connections {
namespace {

constexpr int child_socket = 3;

// Starts all children on one thread that lives as long as the hub: the kernel's "kill me when my
// parent ends" means the thread that started the child, and a connection's thread may end before
// it.
class Starter {
 public:
  using Job = std::packaged_task<Result<pid_t>()>;

  static Starter& only() {
    static Starter* const forever = new Starter;
    return *forever;
  }
  Result<pid_t> run(Job job) {
    auto result = job.get_future();
    jobs_.push(std::move(job));
    return result.get();
  }

 private:
  Channel<Job> jobs_{16};
  std::thread thread_{[this] {
    while (auto job = jobs_.pop()) (*job)();
  }};
};

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> all;
  for (std::string& word : words) all.push_back(word.data());
  all.push_back(nullptr);
  return all;
}

Result<pid_t> spawn(const std::string& program, std::vector<std::string> words, int socket,
                    int errors) {
  std::vector<std::string> variables = {"LANG=C.UTF-8", "TZ=UTC"};
  const auto arguments = pointers(words);
  const auto environment = pointers(variables);

  posix_spawn_file_actions_t files;
  ::posix_spawn_file_actions_init(&files);
  ::posix_spawn_file_actions_adddup2(&files, errors, STDERR_FILENO);
  ::posix_spawn_file_actions_adddup2(&files, socket, child_socket);
  ::posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  ::posix_spawn_file_actions_addclosefrom_np(&files, child_socket + 1);
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  sigset_t signals;
  sigemptyset(&signals);
  ::posix_spawnattr_setsigmask(&attributes, &signals);
  sigfillset(&signals);
  ::posix_spawnattr_setsigdefault(&attributes, &signals);
  ::posix_spawnattr_setpgroup(&attributes, 0);  // Ctrl-C is for the hub
  ::posix_spawnattr_setflags(
      &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);

  pid_t process = 0;
  const int fault = ::posix_spawn(&process, program.c_str(), &files, &attributes, arguments.data(),
                                  environment.data());
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&files);
  if (fault == ENOMEM || fault == EAGAIN)
    return Error{Fault::cancelled,
                 "there is not enough memory to start an adapter: free some, or raise the limit of "
                 "this process (ulimit -v), and try again"};
  if (fault != 0)
    return Error{Fault::unavailable, program + " cannot be started: " + ::strerrordesc_np(fault)};
  return process;
}

std::string describe(const siginfo_t& ending) {
  if (ending.si_code == CLD_EXITED && ending.si_status == out_of_memory_code)
    return std::string(ran_out_of_memory);
  const std::string number = std::to_string(ending.si_status);
  if (ending.si_code == CLD_EXITED) return "ended by itself with code " + number;
  const char* name = ::sigdescr_np(ending.si_status);
  return "was ended by signal " + number + (name == nullptr ? "" : " (" + std::string(name) + ")");
}

}  // namespace

Result<ChildProcess> ChildProcess::start(const std::string& program,
                                         const std::vector<std::string>& arguments,
                                         const PluginLog& log) {
  const Error too_many{Fault::unavailable,
                       "no socket or pipe for a plugin: too many files are open"};
  int ends[2] = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return too_many;
  transport::Descriptor ours(ends[0]);
  const transport::Descriptor theirs(ends[1]);
  // Neither side ever waits for the other: what does not fit is lost.
  if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return too_many;
  transport::Descriptor read_errors(ends[0]);
  const transport::Descriptor errors(ends[1]);
  std::vector<std::string> words = {program};
  words.insert(words.end(), arguments.begin(), arguments.end());
  const auto process = Starter::only().run(Starter::Job(
      [&] { return spawn(program, std::move(words), theirs.number(), errors.number()); }));
  if (!process.ok()) return process.error();
  transport::Descriptor watch(::pidfd_open(*process, 0));
  if (!watch.is_open()) {
    ::kill(*process, SIGKILL);
    ::waitpid(*process, nullptr, 0);
    return Error{Fault::unavailable, "a plugin's process cannot be watched"};
  }
  return ChildProcess(std::move(watch), std::move(ours), ErrorStream(std::move(read_errors), log));
}

ChildProcess::~ChildProcess() {
  if (watch_.is_open()) end(std::chrono::milliseconds(0));
}

bool ChildProcess::wait(std::chrono::milliseconds time) const {
  pollfd ended{watch_.number(), POLLIN, 0};
  const auto deadline = std::chrono::steady_clock::now() + time;
  while (true) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    const int ready = ::poll(&ended, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

// Its keeper ends every process of the plugin; where it does not, it is ended itself.
void ChildProcess::stop() {
  constexpr std::chrono::milliseconds enough{2'000};
  ::pidfd_send_signal(watch_.number(), SIGQUIT, nullptr, 0);
  if (!wait(enough)) ::pidfd_send_signal(watch_.number(), SIGKILL, nullptr, 0);
}

std::string ChildProcess::reap() {
  siginfo_t ending{};
  int reaped = 0;
  do reaped = ::waitid(P_PIDFD, static_cast<id_t>(watch_.number()), &ending, WEXITED);
  while (reaped != 0 && errno == EINTR);
  watch_ = transport::Descriptor();
  errors_.end();
  return reaped == 0 ? describe(ending) : "ended";
}

std::string ChildProcess::end(std::chrono::milliseconds grace) {
  if (!watch_.is_open()) return "ended";
  // One that closed its socket is about to end; its own way of ending says more than our signal.
  if (!wait(std::min(grace, std::chrono::milliseconds(100)))) {
    ::pidfd_send_signal(watch_.number(), SIGTERM, nullptr, 0);
    if (!wait(grace)) stop();
  }
  return reap();
}

void ChildProcess::leave(std::chrono::milliseconds grace) {
  if (!watch_.is_open()) return;
  if (!wait(grace)) stop();
  reap();
}

}  // namespace trellis::connections
