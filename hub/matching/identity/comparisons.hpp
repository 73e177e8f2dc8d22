#pragma once

#include <vector>

#include "hub/base/result.hpp"
#include "hub/matching/engine/engine.hpp"
#include "hub/matching/engine/explanation.hpp"
#include "hub/matching/identity/ports.hpp"
#include "hub/matching/identity/settled.hpp"

namespace trellis::matching {

// Compares subjects by the engine as it is now, locks included, and tells what stands against one
// child. Of those sealed it says what it says of those not there. Not shared.
class Comparisons {
 public:
  Comparisons(Engine& engine, Links& links) : engine_(engine), links_(links) {}

  Result<Comparison> compare(SubjectId a, SubjectId b);
  // Between any subject of the one's child and any of the other's, but those sealed; within one
  // child between `a` and each of the others.
  Result<std::vector<Conflict>> conflicts(SubjectId a, SubjectId b);
  // A fault where there is a conflict that `by` does not name.
  Status check_despite(SubjectId a, SubjectId b, const By& by);

 private:
  Engine& engine_;
  Links& links_;
};

// What is said outweighs what was compared.
void obey(Lock lock, Comparison& comparison);

}  // namespace trellis::matching
