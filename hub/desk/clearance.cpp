#include "hub/desk/clearance.hpp"

namespace trellis::desk {

Status AgreementClearance::check(const alerts::Alert& alert) {
  const std::string& name = alert.alert.content.agreement;
  if (name.empty()) return done();  // the recipient's own record
  const sharing::Agreement* agreement = policy_.agreement(name);
  if (agreement == nullptr)
    return Error{Fault::forbidden, "agreement " + name + " is no longer there"};
  const std::string why = sharing::why_not_live(*agreement, Date::of(clock_.now()));
  if (!why.empty()) return Error{Fault::forbidden, "agreement " + name + " " + why};
  return done();
}

}  // namespace trellis::desk
