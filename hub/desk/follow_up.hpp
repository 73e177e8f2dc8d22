#pragma once

#include <span>

#include "hub/base/result.hpp"
#include "hub/matching/event.hpp"

namespace trellis::matching {
class Identity;
}
namespace trellis::pipeline {
class AlertDesk;
}

namespace trellis::desk {

// The alerts that follow from subjects having moved between children: new ones, and what becomes of
// those that were told. Inside the unit of work that moved them.
Status follow_up(pipeline::AlertDesk& alerts, matching::Identity& identity,
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
  AlertFollowUp(pipeline::AlertDesk& alerts, matching::Identity& identity)
      : alerts_(alerts), identity_(identity) {}
  Status of(std::span<const SubjectId> subjects) override;

 private:
  pipeline::AlertDesk& alerts_;
  matching::Identity& identity_;
};

}  // namespace trellis::desk
