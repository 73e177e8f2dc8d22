#include "hub/desk/follow_up.hpp"

#include <set>

#include "hub/matching/identity/children.hpp"
#include "hub/pipeline/alert_desk.hpp"

namespace trellis::desk {
namespace {

// The children as they stand now, each once.
Status review(pipeline::AlertDesk& alerts, matching::Children& children,
              std::span<const ChildId> touched) {
  std::set<ChildId> standing;
  for (const ChildId child : touched) {
    if (child.none()) continue;
    TRELLIS_LET(auto now, children.resolve(child));
    standing.insert(now);
  }
  for (const ChildId child : standing) {
    TRELLIS_LET(auto subjects, children.subjects_of(child));
    if (subjects.empty()) continue;
    TRELLIS_LET(auto needs, alerts.needs_review(child, subjects));
    if (!needs) continue;
    TRELLIS_TRY(alerts.review(child, subjects));
  }
  return done();
}

}  // namespace

Status follow_up(pipeline::AlertDesk& alerts, matching::Children& children,
                 std::span<const matching::Move> moves) {
  std::vector<ChildId> touched;
  for (const matching::Move& move : moves) {
    touched.push_back(move.to);
    touched.push_back(move.from);
  }
  return review(alerts, children, touched);
}

Status AlertFollowUp::of(std::span<const SubjectId> subjects) {
  std::vector<ChildId> touched;
  for (const SubjectId subject : subjects) {
    auto child = children_.child_of(subject);
    if (child.ok()) touched.push_back(*child);
    if (!child.ok() && child.error().fault != Fault::not_found) return child.error();
  }
  return review(alerts_, children_, touched);
}

}  // namespace trellis::desk
