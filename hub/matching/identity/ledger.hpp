#pragma once

#include <set>
#include <utility>

#include "hub/base/result.hpp"
#include "hub/base/time.hpp"
#include "hub/matching/engine/engine.hpp"
#include "hub/matching/identity/ports.hpp"
#include "hub/matching/identity/settled.hpp"

namespace trellis::matching {

// Puts events into force: first in the store, then in the engine. Not shared. Runs inside the
// caller's transaction; after a roll-back call `refresh` for what was touched.
class Ledger {
 public:
  Ledger(Engine& engine, Links& links, const Clock& clock)
      : engine_(engine), links_(links), clock_(clock) {}

  Event event_of(Happening what, SubjectId subject, SubjectId other, const By& by) const;
  // Applies the event's lists to the store, keeps the event, tells the engine. Moves from no child
  // are already put.
  Result<Changed> carry_out(Event event);
  Status refresh(SubjectId subject);  // the engine knows of it what the store knows

 private:
  Status tell_engine(const Event& event);

  Engine& engine_;
  Links& links_;
  const Clock& clock_;
  std::set<std::pair<SubjectId, SubjectId>> touched_locks_;  // for `refresh`
};

}  // namespace trellis::matching
