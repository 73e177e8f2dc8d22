#pragma once

#include <span>

#include "hub/alerts/ports.hpp"
#include "hub/alerts/rules.hpp"
#include "hub/base/result.hpp"
#include "hub/base/time.hpp"
#include "hub/desk/clearance.hpp"
#include "hub/matching/ports.hpp"
#include "hub/pipeline/ports.hpp"
#include "hub/pipeline/protections.hpp"
#include "hub/sharing/policy.hpp"

namespace trellis::desk {

// What an alert's recipient may read of it as agreements and restrictions stand now, whatever stood
// when it was raised. Not shared.
class AlertSight final : public Clearance {
 public:
  struct Ports {
    pipeline::Records& records;
    pipeline::Protections& protections;
    matching::Links& links;
    const sharing::Policy& policy;
    std::span<const alerts::Rule> rules;
    const Clock& clock;
  };
  explicit AlertSight(const Ports& ports) : ports_(ports) {}

  // Fault::forbidden: nothing of it, and the sentence says why.
  Result<alerts::Content> content(const alerts::Alert& alert);
  // May what was written when it was raised go out as it is?
  Status check(const alerts::Alert& alert) override;

 private:
  Result<std::vector<SubjectId>> subjects_of(ChildId child);
  Status check_agreement(const std::string& name) const;

  Ports ports_;
};

// What stands in the alert's place where nothing of it may be read.
alerts::Content withheld(const Error& why);

}  // namespace trellis::desk
