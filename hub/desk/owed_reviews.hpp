#pragma once

#include <cstddef>
#include <string>

#include "hub/alerts/ports.hpp"
#include "hub/base/result.hpp"
#include "hub/base/time.hpp"
#include "hub/matching/identity/ports.hpp"
#include "hub/pipeline/alert_desk.hpp"
#include "hub/pipeline/ports.hpp"
#include "hub/pipeline/protections.hpp"
#include "hub/sharing/policy.hpp"

namespace trellis::desk {

// What a last day or the end of a suspension frees is told without anybody asking: children of whom
// something was kept back are reviewed again once restrictions or agreements are other than at
// their last review, or another day has come. Not shared.
class OwedReviews {
 public:
  struct Ports {
    pipeline::Records& records;  // the unit of work
    pipeline::Protections& protections;
    alerts::AlertStore& alerts;
    matching::Links& links;
    const sharing::Policy& policy;
    const Clock& clock;
  };
  explicit OwedReviews(const Ports& ports) : ports_(ports) {}

  // Is there a child to review?
  Result<bool> any();
  // What was raised and revised, each child in a unit of work of its own.
  Result<pipeline::Reviewed> review(pipeline::AlertDesk& alerts);

 private:
  Result<std::string> state();
  Result<pipeline::Reviewed> review(ChildId owed, std::string_view state,
                                    pipeline::AlertDesk& alerts);

  Ports ports_;
};

}  // namespace trellis::desk
