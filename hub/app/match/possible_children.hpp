#pragma once

#include <string>
#include <vector>

#include "hub/app/commands/child_view.hpp"

namespace trellis::app {

// A child that may be the one looked at; a person has still to say so.
struct PossibleChild {
  ChildId child;
  MatchId match;  // the question
  double chance = 0;
  bool is_by_answers = false;  // the chance is from people's answers, not the model's own odds
  std::vector<std::string> reasons;  // "given name one letter off"
};

// By open questions of at least the model's `show` bits, the likeliest first, each child once. Of a
// child whose name the looker may not see nothing is told, nor of a sealed one; and a reason only
// where the looker may see what it compares on both sides. Each child that is told stands in the
// journal as looked at. Empty for a look at the past: what was in question then is not kept.
Result<std::vector<PossibleChild>> possible_children(Hub& hub, const Look& look,
                                                     const Looker& looker,
                                                     const std::string& actor);

}  // namespace trellis::app
