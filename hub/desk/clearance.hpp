#pragma once

#include "hub/alerts/ports.hpp"
#include "hub/base/result.hpp"
#include "hub/base/time.hpp"
#include "hub/sharing/policy.hpp"

namespace trellis::desk {

// Whether an alert may be told to its recipient as agreements and restrictions stand now, whatever
// stood when it was raised.
class Clearance {
 public:
  virtual ~Clearance() = default;
  // Fault::forbidden: it may not, and the sentence says why. Any other error: it cannot be told.
  virtual Status check(const alerts::Alert& alert) = 0;
};

// The agreement that the alert was raised under is still in force.
class AgreementClearance final : public Clearance {
 public:
  AgreementClearance(const sharing::Policy& policy, const Clock& clock)
      : policy_(policy), clock_(clock) {}
  Status check(const alerts::Alert& alert) override;

 private:
  const sharing::Policy& policy_;
  const Clock& clock_;
};

}  // namespace trellis::desk
