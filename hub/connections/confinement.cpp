#include "hub/connections/confinement.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hub/connections/keeper.hpp"

namespace trellis::connections {
namespace {

constexpr int hub_socket = 3;
constexpr int private_parts = CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC;

constexpr bool has_sanitizer() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
  return true;
#endif
#endif
  return false;
}

bool write_file(const char* path, const std::string& text) {
  const int file = ::open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return false;
  const bool is_written =
      ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  ::close(file);
  return is_written;
}

// A user namespace of its own: no right over any process or mount outside of it, root's too.
bool enter_with_user() {
  const std::string user = std::to_string(::geteuid());
  const std::string group = std::to_string(::getegid());
  if (::unshare(CLONE_NEWUSER | private_parts) != 0) return false;
  return write_file("/proc/self/setgroups", "deny") &&
         write_file("/proc/self/uid_map", user + " " + user + " 1") &&
         write_file("/proc/self/gid_map", group + " " + group + " 1");
}

bool enter_as_root() { return ::unshare(private_parts) == 0; }

// A namespace cannot be left again: whether entering it works is tried in another process.
bool would_work(bool (*enter)()) {
  const pid_t trial = ::fork();
  if (trial == 0) ::_exit(enter() ? 0 : 1);
  int status = 1;
  while (trial > 0 && ::waitpid(trial, &status, 0) < 0 && errno == EINTR) continue;
  return trial > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool limit(int resource, std::uint64_t most) {
  struct rlimit now {};
  if (::getrlimit(static_cast<__rlimit_resource>(resource), &now) != 0) return false;
  const rlim_t value = now.rlim_max == RLIM_INFINITY ? most : std::min<rlim_t>(most, now.rlim_max);
  const struct rlimit wanted { value, value };
  return ::setrlimit(static_cast<__rlimit_resource>(resource), &wanted) == 0;
}

// No right of root's remains; "no new privileges" keeps them from coming back.
bool drop_rights() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {};
  return ::syscall(SYS_capset, &header, none) == 0;
}

// An empty folder that nobody may open, over each.
bool hide(const std::vector<std::string>& folders) {
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_SLAVE, nullptr) != 0) return folders.empty();
  bool is_hidden = true;
  for (const std::string& folder : folders) {
    if (::access(folder.c_str(), F_OK) != 0) continue;
    is_hidden &= ::mount("none", folder.c_str(), "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC,
                         "size=4k,mode=000") == 0;
  }
  return is_hidden;
}

// What was closed to the plugin, and the words for what was not.
class Rooms {
 public:
  void enter(const Confinement& wanted) {
    if (would_work(&enter_with_user))
      own_processes_ = enter_with_user();
    else if (would_work(&enter_as_root))
      own_processes_ = enter_as_root();
    if (!own_processes_) {
      lack("it may signal processes of its user, the hub among them");
      if (!wanted.hidden.empty()) lack("it sees the hub's folders");
    } else if (!hide(wanted.hidden)) {
      lack("it sees some of the hub's folders");
    }
    if (!wanted.has_network && (!own_processes_ || ::unshare(CLONE_NEWNET) != 0))
      lack("it may use the network");
  }
  bool own_processes() const { return own_processes_; }
  const std::string& lacks() const { return lacks_; }

 private:
  void lack(const char* what) { lacks_ += (lacks_.empty() ? "" : "; ") + std::string(what); }

  bool own_processes_ = false;
  std::string lacks_;
};

}  // namespace

std::string confine(const Confinement& wanted) {
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) ::_exit(not_confined_code);
  if (static_cast<std::uint64_t>(::getppid()) != wanted.hub) ::_exit(not_confined_code);
  if (!limit(RLIMIT_CORE, 0)) ::_exit(not_confined_code);
  Rooms rooms;
  rooms.enter(wanted);
  keep_plugin(rooms.own_processes(), hub_socket);  // returns in the plugin's process only
  const bool is_limited =
      drop_rights() && (has_sanitizer() || limit(RLIMIT_AS, wanted.memory_bytes)) &&
      limit(RLIMIT_FSIZE, wanted.file_bytes) && limit(RLIMIT_NOFILE, wanted.open_files);
  if (!is_limited) ::_exit(not_confined_code);
  return rooms.lacks();
}

std::string missing_confinement() {
  Rooms rooms;
  rooms.enter({});
  return rooms.lacks();
}

}  // namespace trellis::connections
