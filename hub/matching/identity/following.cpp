#include "hub/matching/identity/following.hpp"

#include "hub/matching/engine/loading.hpp"

namespace trellis::matching {

void Following::start_from(const Position& position) {
  known_ = position;
  has_started_ = true;
}

Status Following::begun() {
  if (!has_started_) return done();
  TRELLIS_LET(const auto now, links_.position());
  TRELLIS_TRY(read_changes(now));
  TRELLIS_TRY(read_locks(now));
  TRELLIS_TRY(follow_name_weights(engine_, links_));
  known_ = now;
  return done();
}

// Another program that left a snapshot has forgotten the changes that are in it.
Status Following::read_changes(const Position& now) {
  if (now.change == known_.change) return done();
  TRELLIS_LET(const auto snapshot, links_.snapshot());
  TRELLIS_TRY(snapshot.change > known_.change ? tell_all(engine_, links_)
                                              : tell_changes(engine_, links_, known_.change));
  return done();
}

Status Following::read_locks(const Position& now) {
  if (now.event == known_.event) return done();
  TRELLIS_LET(const auto changes, links_.lock_changes_after(known_.event));
  for (const LockChange& change : changes) {
    if (change.after)
      engine_.lock(change.a, change.b, *change.after);
    else
      engine_.unlock(change.a, change.b);
  }
  return done();
}

Status Following::committing() {
  if (!has_started_) return done();
  TRELLIS_LET(const auto now, links_.position());
  written_ = now;
  return done();
}

void Following::committed() {
  if (has_started_) known_ = written_;
}

}  // namespace trellis::matching
