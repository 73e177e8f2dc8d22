#include "hub/app/commands/alert_review.hpp"

namespace trellis::app {

Status ReviewByDesk::review(ChildId child, const std::vector<SubjectId>& subjects) {
  if (subjects.empty()) return done();
  TRELLIS_LET(const auto needs, desk_.needs_review(child, subjects));
  if (!needs) return done();
  TRELLIS_TRY(desk_.review(child, subjects));
  return done();
}

}  // namespace trellis::app
