// Never comes back from the line "hang"; may ignore the polite signal.
#include <csignal>
#include <ctime>

#include "lines.hpp"

class Hangs : public Lines {
 public:
  static constexpr const char* id = "hangs";
  using Lines::Lines;

 protected:
  void before(const std::string& line) override {
    if (line != "hang") return;
    if (settings_.flag("stubborn", false)) std::signal(SIGTERM, SIG_IGN);
    const timespec pause{0, 1000000};
    while (true) nanosleep(&pause, nullptr);
  }
};

TRELLIS_PLUGIN(Hangs)
