#pragma once

#include "hub/desk/protecting.hpp"
#include "hub/pipeline/alert_desk.hpp"

namespace trellis::app {

// What people do raises the alerts that follow from it, in the same unit of work.
class ReviewByDesk final : public desk::AlertReview {
 public:
  explicit ReviewByDesk(pipeline::AlertDesk& desk) : desk_(desk) {}
  Status review(ChildId child, const std::vector<SubjectId>& subjects) override;

 private:
  pipeline::AlertDesk& desk_;
};

}  // namespace trellis::app
