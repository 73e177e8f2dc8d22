// Writes to stderr what belongs into the log: a little, a lot, or its own settings.
#include <cstdio>
#include <string>

#include "lines.hpp"

class Prattles : public Lines {
 public:
  static constexpr const char* id = "prattles";
  Prattles(trellis::Host host, std::string_view settings, std::string_view cursor)
      : Lines(host, settings, cursor), given_(settings) {}

 protected:
  void before(const std::string& line) override {
    if (line == "a line") std::fputs("\x1b[31mwatch out\n", stderr);
    if (line == "a lot")
      for (int i = 0; i < 4096; ++i) std::fputs((std::string(1023, 'x') + "\n").c_str(), stderr);
    if (line == "half") std::fputs("no line end", stderr);
    if (line == "settings") std::fputs((given_ + "\n").c_str(), stderr);
    if (line == "password") {
      host().log(TRELLIS_LOG_WARNING, settings_.text("password"));
      throw trellis::Failure(TRELLIS_REFUSED, "wrong password " + settings_.text("password"));
    }
    if (line == "use it") host().emit({"used", "text/plain", settings_.text("password")});
  }

 private:
  std::string given_;
};

TRELLIS_PLUGIN(Prattles)
