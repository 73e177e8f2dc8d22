#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hub/base/id.hpp"
#include "hub/matching/engine/engine.hpp"
#include "hub/matching/identity/event.hpp"

namespace trellis::matching {

// Who says so, and why: both stand in the event.
struct By {
  std::string_view actor;
  std::string_view reason;
  std::vector<std::string> despite{};  // names of the obstacles that the person overrules
};

struct Changed {
  EventId event;  // none: it was so already
  std::vector<Move> moves;
};

// Where a subject belongs now, and what had to move for it.
struct Settled {
  ChildId child;
  Decision decision = Decision::new_child;
  EventId event;                   // none: nothing moved
  std::vector<Move> moves;         // of every subject that changed its child
  std::vector<MatchId> proposals;  // the open questions about it
  std::vector<Changed> others;     // children of other subjects that it showed to be one
};

enum class Answer { same, different };

// What the joins must keep to beyond the engine's own decision.
struct Rules {
  double same_connection = 16;  // bits that two source keys of one connection need to be one child
  double break_below = 0;       // a link whose bits fall below is shown to a person
};

}  // namespace trellis::matching
