#include "hub/desk/follow_up.hpp"

#include <set>

#include "hub/matching/identity.hpp"
#include "hub/pipeline/alert_desk.hpp"

namespace trellis::desk {
namespace {

// The children as they stand now, each once.
Status review(pipeline::AlertDesk& alerts, matching::Identity& identity,
              std::span<const ChildId> children) {
  std::set<ChildId> standing;
  for (const ChildId child : children) {
    if (child.none()) continue;
    auto now = identity.resolve(child);
    if (!now.ok()) return now.error();
    standing.insert(*now);
  }
  for (const ChildId child : standing) {
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

}  // namespace

Status follow_up(pipeline::AlertDesk& alerts, matching::Identity& identity,
                 std::span<const matching::Move> moves) {
  std::vector<ChildId> children;
  for (const matching::Move& move : moves) {
    children.push_back(move.to);
    children.push_back(move.from);
  }
  return review(alerts, identity, children);
}

Status AlertFollowUp::of(std::span<const SubjectId> subjects) {
  std::vector<ChildId> children;
  for (const SubjectId subject : subjects) {
    auto child = identity_.child_of(subject);
    if (child.ok()) children.push_back(*child);
    if (!child.ok() && child.error().fault != Fault::not_found) return child.error();
  }
  return review(alerts_, identity_, children);
}

}  // namespace trellis::desk
