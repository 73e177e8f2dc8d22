#pragma once

#include <optional>

#include "hub/base/result.hpp"
#include "hub/matching/identity/ports.hpp"

namespace trellis::matching {

Result<std::optional<Lock>> lock_between(Links& links, SubjectId a, SubjectId b);
// No lock that holds now may be broken by the event's moves, unless the event lifts it.
Status check_locks(Links& links, const Event& event);

}  // namespace trellis::matching
