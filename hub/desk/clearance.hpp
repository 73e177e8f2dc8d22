#pragma once

#include "hub/alerts/ports.hpp"
#include "hub/base/result.hpp"

namespace trellis::desk {

// Whether an alert may be told to its recipient as agreements and restrictions stand now, whatever
// stood when it was raised.
class Clearance {
 public:
  virtual ~Clearance() = default;
  // Fault::forbidden: it may not, and the sentence says why. Any other error: it cannot be told.
  virtual Status check(const alerts::Alert& alert) = 0;
};

}  // namespace trellis::desk
