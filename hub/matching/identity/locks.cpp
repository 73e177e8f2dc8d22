#include "hub/matching/identity/locks.hpp"

#include <algorithm>

namespace trellis::matching {

Result<std::optional<Lock>> lock_between(Links& links, SubjectId a, SubjectId b) {
  TRELLIS_LET(auto locks, links.locks_of(a));
  for (const StandingLock& lock : locks)
    if ((lock.a == a && lock.b == b) || (lock.a == b && lock.b == a))
      return std::optional<Lock>(lock.kind);
  return std::optional<Lock>();
}

Status check_locks(Links& links, const Event& event) {
  for (const Move& move : event.moves) {
    TRELLIS_LET(auto locks, links.locks_of(move.subject));
    for (const StandingLock& lock : locks) {
      const SubjectId other = lock.a == move.subject ? lock.b : lock.a;
      const bool is_lifted =
          std::any_of(event.locks.begin(), event.locks.end(), [&](const LockChange& change) {
            return std::minmax(change.a, change.b) == std::minmax(lock.a, lock.b);
          });
      TRELLIS_LET(auto known, links.find(other));
      if (is_lifted || !known) continue;
      ChildId after = known->child;
      for (const Move& each : event.moves)
        if (each.subject == other) after = each.to;
      const bool was_together = known->child == move.from;
      const bool is_together = after == move.to;
      if (was_together != is_together && was_together == (lock.kind == Lock::must_link))
        return Error{Fault::conflict, "this would break the lock between subjects " +
                                          to_string(lock.a) + " and " + to_string(lock.b) +
                                          ": undo it first"};
    }
  }
  return done();
}

}  // namespace trellis::matching
