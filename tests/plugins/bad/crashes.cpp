// Dies at the line "die", in the way that its settings say.
#include <csignal>
#include <cstdlib>
#include <stdexcept>

#include "lines.hpp"

class Crashes : public Lines {
 public:
  static constexpr const char* id = "crashes";
  using Lines::Lines;

  void poll() override {
    host().emit({"polled", "text/plain", "polled"});
    std::abort();
  }
  void write(const trellis::RecordView&, trellis::Output&) override { std::abort(); }
  void deliver(const trellis::RecordView& record) override {
    if (record.bytes == "die") std::abort();
  }

 protected:
  void before(const std::string& line) override {
    const std::string how = settings_.text("how", "abort");
    if (line == "once" && cursor_.empty()) std::abort();
    if (line != "die") return;
    if (how == "abort") std::abort();
    if (how == "segv") std::raise(SIGSEGV);
    if (how == "kill") std::raise(SIGKILL);
    if (how == "exit") std::_Exit(3);
    if (how == "overflow") overflow(1);
  }

 private:
  static int overflow(int depth) {
    volatile char stack[4096] = {};
    stack[0] = static_cast<char>(depth);
    return overflow(depth + 1) + stack[0];
  }
};

TRELLIS_PLUGIN(Crashes)
