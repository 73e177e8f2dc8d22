#pragma once

#include <vector>

#include "hub/base/result.hpp"
#include "hub/matching/engine/explanation.hpp"
#include "hub/matching/identity/comparisons.hpp"

namespace trellis::matching {

// Why two subjects are one child or not, and what holds a child together. Not shared.
class Explanations {
 public:
  Explanations(Engine& engine, Links& links, Comparisons& comparisons)
      : engine_(engine), links_(links), comparisons_(comparisons) {}

  Result<PairExplanation> explain(SubjectId one, SubjectId other);
  Result<ChildExplanation> explain_child_of(SubjectId subject);

 private:
  Result<std::vector<SubjectRival>> rivals_of(SubjectId subject, const Features& features,
                                              ChildId own, ChildId other);

  Engine& engine_;
  Links& links_;
  Comparisons& comparisons_;
};

}  // namespace trellis::matching
