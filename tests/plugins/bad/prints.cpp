// Prints to stdout what belongs into the log.
#include <cstdio>

#include "lines.hpp"

class Prints : public Lines {
 public:
  static constexpr const char* id = "prints";
  using Lines::Lines;

 protected:
  void before(const std::string&) override { std::puts("reading a line"); }
};

TRELLIS_PLUGIN(Prints)
