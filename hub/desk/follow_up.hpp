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

}  // namespace trellis::desk
