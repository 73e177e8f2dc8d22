#pragma once

#include <vector>

#include "hub/base/result.hpp"
#include "hub/matching/identity/comparisons.hpp"

namespace trellis::matching {

// Plans how a child comes apart into two: who leaves with whom, and where to. Not shared.
class Parting {
 public:
  Parting(Links& links, Comparisons& comparisons) : links_(links), comparisons_(comparisons) {}

  // Whoever came from a joined child goes back to it; otherwise the younger subject leaves to a
  // child of its own.
  Status plan_split(Event& event, ChildId child, SubjectId a, SubjectId b);

 private:
  Result<std::vector<SubjectId>> leaving(const std::vector<Known>& members, SubjectId stays,
                                         SubjectId leaves);
  Result<ChildId> former_home(SubjectId subject, ChildId child);

  Links& links_;
  Comparisons& comparisons_;
};

}  // namespace trellis::matching
