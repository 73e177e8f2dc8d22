#pragma once

#include <span>

#include "hub/base/result.hpp"
#include "hub/matching/identity/event.hpp"

namespace trellis::matching {
class Children;
}
namespace trellis::pipeline {
class AlertDesk;
}

namespace trellis::desk {

// The alerts that follow from subjects having moved between children: new ones, and what becomes of
// those that were told. Inside the unit of work that moved them.
Status follow_up(pipeline::AlertDesk& alerts, matching::Children& children,
                 std::span<const matching::Move> moves);

// What else follows where records of subjects changed without an import.
class FollowUp {
 public:
  virtual ~FollowUp() = default;
  virtual Status of(std::span<const SubjectId> subjects) = 0;  // inside the unit of work
};

// The alerts about their children.
class AlertFollowUp final : public FollowUp {
 public:
  AlertFollowUp(pipeline::AlertDesk& alerts, matching::Children& children)
      : alerts_(alerts), children_(children) {}
  Status of(std::span<const SubjectId> subjects) override;

 private:
  pipeline::AlertDesk& alerts_;
  matching::Children& children_;
};

}  // namespace trellis::desk
