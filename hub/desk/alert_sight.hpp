#pragma once

#include <span>

#include "hub/alerts/ports.hpp"
#include "hub/alerts/rules.hpp"
#include "hub/base/result.hpp"
#include "hub/base/time.hpp"
#include "hub/desk/clearance.hpp"
#include "hub/matching/identity/ports.hpp"
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

  // What may be read of it about the child that it was told of, and about the one that its record
  // belongs to by now. Fault::forbidden: nothing of it, and the sentence says why.
  Result<alerts::Content> content(const alerts::Alert& alert);
  // Does its record belong to another child by now than the one that it was told of?
  Result<bool> is_parted(const alerts::Alert& alert);
  // May what was written when it was raised go out as it is?
  Status check(const alerts::Alert& alert) override;

 private:
  Result<ChildId> standing(ChildId child);
  Result<std::vector<SubjectId>> subjects_of(ChildId child);
  Result<std::vector<SubjectId>> parted_subjects(const alerts::Alert& alert);
  Result<alerts::Content> content_about(const alerts::Alert& alert,
                                        const std::vector<SubjectId>& subjects);
  Status check_agreement(const std::string& name) const;

  Ports ports_;
};

// What stands in the alert's place where nothing of it may be read.
alerts::Content withheld(const Error& why);

}  // namespace trellis::desk
