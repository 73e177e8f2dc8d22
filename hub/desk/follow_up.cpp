#include "hub/desk/follow_up.hpp"

#include <set>

#include "hub/matching/identity.hpp"
#include "hub/pipeline/alert_desk.hpp"

namespace trellis::desk {

Status follow_up(pipeline::AlertDesk& alerts, matching::Identity& identity,
                 std::span<const matching::Move> moves) {
  std::set<ChildId> touched;
  for (const matching::Move& move : moves)
    for (const ChildId child : {move.to, move.from}) {
      if (child.none()) continue;
      auto standing = identity.resolve(child);
      if (!standing.ok()) return standing.error();
      touched.insert(*standing);
    }
  for (const ChildId child : touched) {
    auto subjects = identity.subjects_of(child);
    if (!subjects.ok()) return subjects.error();
    if (subjects->empty()) continue;
    auto needs = alerts.needs_review(child, *subjects);
    if (!needs.ok()) return needs.error();
    if (!*needs) continue;
    auto reviewed = alerts.review(child, *subjects);
    if (!reviewed.ok()) return reviewed.error();
  }
  return done();
}

}  // namespace trellis::desk
