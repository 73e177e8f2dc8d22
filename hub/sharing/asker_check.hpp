#pragma once

#include "hub/base/result.hpp"
#include "hub/sharing/policy.hpp"

namespace trellis::sharing {

// Whether there is such a role, organisation and purpose, and the role is one of the
// organisation's; what is empty is not looked at. Says the nearest name. Who may see what is
// another question: this one tells only what stands in the configuration.
Status check_asker(const Policy& policy, const Asker& asker);

}  // namespace trellis::sharing
