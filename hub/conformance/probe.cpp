#include "hub/conformance/probe.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hub/transport/descriptor.hpp"

namespace trellis::conformance {
namespace {

using transport::Descriptor;
using Clock = std::chrono::steady_clock;

void write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(file, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

[[noreturn]] void run_child(const std::function<Answer()>& work, int results, int printed) {
  const struct rlimit none { 0, 0 };
  ::setrlimit(RLIMIT_CORE, &none);
  ::dup2(printed, STDOUT_FILENO);
  Answer answer;
  try {
    answer = work();
  } catch (const std::exception& fault) {
    answer = fail(std::string("an exception crossed the plugin's boundary: ") + fault.what());
  } catch (...) {
    answer = fail("an exception crossed the plugin's boundary");
  }
  std::fflush(stdout);
  const std::uint32_t size = static_cast<std::uint32_t>(answer.sentence.size());
  std::string message(1, static_cast<char>(answer.verdict));
  message.append(reinterpret_cast<const char*>(&size), sizeof size);
  write_all(results, message + answer.sentence + answer.bytes);
  ::_exit(0);
}

// False: it took too long.
bool collect(int results, std::string& message, Clock::time_point deadline) {
  char piece[64 << 10];
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd wait{results, POLLIN, 0};
    const int ready = ::poll(&wait, 1, static_cast<int>(left < 0 ? 0 : left));
    if (ready < 0 && errno == EINTR) continue;
    if (ready == 0) return false;
    const ssize_t n = ::read(results, piece, sizeof piece);
    if (n <= 0) return true;
    message.append(piece, static_cast<std::size_t>(n));
  }
}

Answer answer_of(const std::string& message, int status) {
  std::uint32_t size = 0;
  if (WIFSIGNALED(status)) {
    const char* name = ::sigdescr_np(WTERMSIG(status));
    return fail("the plugin's process was ended by signal " + std::to_string(WTERMSIG(status)) +
                (name == nullptr ? "" : " (" + std::string(name) + ")"));
  }
  if (message.size() < 1 + sizeof size)
    return fail("the plugin ended its process with code " + std::to_string(WEXITSTATUS(status)));
  std::memcpy(&size, message.data() + 1, sizeof size);
  Answer answer;
  answer.verdict = static_cast<Verdict>(message[0]);
  answer.sentence = message.substr(1 + sizeof size, size);
  answer.bytes = message.substr(1 + sizeof size + size);
  return answer;
}

}  // namespace

Probed probe(const std::function<Answer()>& work, std::chrono::milliseconds patience) {
  int ends[2] = {-1, -1};
  const Descriptor printed(::memfd_create("trellis-stdout", MFD_CLOEXEC));
  if (::pipe2(ends, O_CLOEXEC) != 0 || !printed.is_open())
    return {fail("this machine has no pipe for the check: too many files are open")};
  const Descriptor results(ends[0]);
  Descriptor answers(ends[1]);
  std::fflush(stdout);
  const pid_t child = ::fork();
  if (child < 0) return {fail("this machine has no process for the check")};
  if (child == 0) run_child(work, answers.number(), printed.number());
  answers = Descriptor();

  std::string message;
  const bool in_time = collect(results.number(), message, Clock::now() + patience);
  if (!in_time) ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  struct stat facts {};
  const bool has_printed = ::fstat(printed.number(), &facts) == 0 && facts.st_size > 0;
  if (!in_time)
    return {fail("the plugin did not return within " + std::to_string(patience.count()) + " ms"),
            has_printed, true};
  return {answer_of(message, status), has_printed};
}

}  // namespace trellis::conformance
