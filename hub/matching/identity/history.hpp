#pragma once

#include <map>
#include <span>
#include <vector>

#include "hub/base/time.hpp"
#include "hub/matching/identity/event.hpp"

namespace trellis::matching {

// The child of each subject after those events that had happened by `at`. Oldest first.
std::map<SubjectId, ChildId> standing_at(std::span<const Event> events, Instant at);

}  // namespace trellis::matching
