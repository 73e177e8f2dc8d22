#include "hub/app/alert_review.hpp"

namespace trellis::app {

Status ReviewByDesk::review(ChildId child, const std::vector<SubjectId>& subjects) {
  if (subjects.empty() || !desk_.concerns(subjects)) return done();
  auto raised = desk_.review(child, subjects);
  if (!raised.ok()) return raised.error();
  return done();
}

}  // namespace trellis::app
