// Repeats what the input says in its sentences.
#include "lines.hpp"

class Talks : public Lines {
 public:
  static constexpr const char* id = "talks";
  using Lines::Lines;

 protected:
  void before(const std::string& line) override { host().hold({"cannot read " + line, line}); }
};

TRELLIS_PLUGIN(Talks)
