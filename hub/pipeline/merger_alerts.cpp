#include "hub/pipeline/alert_desk.hpp"
#include "hub/pipeline/merger.hpp"

namespace trellis::pipeline {

// What is told of the subject's child may not be what its records say any more.
Status Merger::touch(SubjectId subject) {
  auto child = bench_.identity.children().child_of(subject);
  if (child.ok()) touched_.insert(*child);
  return child.ok() || child.error().fault == Fault::not_found ? done() : Status(child.error());
}

Status Merger::review_touched() {
  for (const ChildId touched : touched_) {
    TRELLIS_LET(auto child, bench_.identity.children().resolve(touched));
    TRELLIS_LET(auto subjects, bench_.identity.children().subjects_of(child));
    TRELLIS_LET(auto needs, bench_.alerts.needs_review(child, subjects));
    if (!needs) continue;
    TRELLIS_LET(auto reviewed, bench_.alerts.review(child, subjects));
    report_.alerts += reviewed.raised;
    report_.alerts_revised += reviewed.revised;
    report_.alerts_without_route += reviewed.without_route;
  }
  touched_.clear();
  return done();
}

}  // namespace trellis::pipeline
