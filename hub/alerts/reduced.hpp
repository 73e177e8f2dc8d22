#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/alerts/ports.hpp"

namespace trellis::alerts {

// What of an alert that was raised its recipient may still be told with today's permissions, which
// are those of the recipient for the alert's child. Nothing: not even that there is something.
// `rule` is the one that raised it, or null where it is no longer there.
std::optional<Content> told_today(const NewAlert& alert, const Rule* rule,
                                  const sharing::Permissions& permissions,
                                  const sharing::Policy& policy);

}  // namespace trellis::alerts
