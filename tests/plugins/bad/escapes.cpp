// Tries what its settings say on the world around it; the record tells how it went.
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

#include "lines.hpp"

class Escapes : public Lines {
 public:
  static constexpr const char* id = "escapes";
  using Lines::Lines;

 protected:
  void before(const std::string& line) override {
    const std::string target = settings_.text("target");
    if (line == "signal parent") tell(::kill(::getppid(), SIGKILL));
    if (line == "signal") tell(::kill(static_cast<pid_t>(settings_.whole("target", 0)), SIGKILL));
    if (line == "signal group") tell(::kill(0, SIGCONT));
    if (line == "open") tell(::open(target.c_str(), O_RDONLY));
    if (line == "call") tell(reach());
    if (line == "leave a child") leave_child(target);
  }

 private:
  void tell(int result) {
    const std::string how = result < 0 ? std::strerror(errno) : "done";
    host().emit({"result", "text/plain", how});
  }
  // Whether packets could leave: naming a peer of a datagram socket asks for a route only.
  static int reach() {
    const int peer = ::socket(AF_INET, SOCK_DGRAM, 0);
    const unsigned char address[16] = {AF_INET, 0, 0, 53, 127, 0, 0, 1};
    return ::connect(peer, reinterpret_cast<const sockaddr*>(address), sizeof address);
  }
  // One that has left its parent's session, and goes on for ever with a file locked.
  static void leave_child(const std::string& file) {
    if (::fork() != 0) return;
    ::setsid();
    if (::fork() != 0) ::_exit(0);
    const int open = ::open(file.c_str(), O_RDWR);
    if (::lockf(open, F_LOCK, 0) != 0) ::_exit(1);
    while (true) ::pause();
  }
};

TRELLIS_PLUGIN(Escapes)
