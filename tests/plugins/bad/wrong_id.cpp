// Says another id than its adapter.json.
#include "lines.hpp"

class WrongId : public Lines {
 public:
  static constexpr const char* id = "somebody-else";
  using Lines::Lines;
};

TRELLIS_PLUGIN(WrongId)
