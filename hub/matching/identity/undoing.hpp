#pragma once

#include "hub/base/result.hpp"
#include "hub/matching/identity/ledger.hpp"

namespace trellis::matching {

// Takes back what was done: back to what was before; a link that the model made gets a never-link,
// so that it is not made again. Not shared; runs inside the caller's transaction.
class Undoing {
 public:
  Undoing(Links& links, Ledger& ledger) : links_(links), ledger_(ledger) {}

  Result<Changed> undo(EventId event, const By& by);
  Result<Changed> undo(MatchId match, const By& by);

 private:
  Status plan_inverse(Event& inverse, const Event& event);
  Status plan_moves_back(Event& inverse, const Event& event);
  Result<ChildId> home_before(const Event& inverse, const Event& event, const Move& move);

  Links& links_;
  Ledger& ledger_;
};

}  // namespace trellis::matching
