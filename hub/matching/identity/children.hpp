#pragma once

#include <vector>

#include "hub/base/id.hpp"
#include "hub/base/result.hpp"
#include "hub/matching/identity/ports.hpp"

namespace trellis::matching {

// Looks up which child each subject is, and what made it so: by the links alone, no model is asked.
// Not shared.
class Children {
 public:
  explicit Children(Links& links) : links_(links) {}

  Result<ChildId> child_of(SubjectId subject);
  Result<ChildId> resolve(ChildId child);  // follows redirects
  Result<std::vector<SubjectId>> subjects_of(ChildId child);
  // What made its child, and those that its subjects came from, and whom it was locked to; the
  // oldest first, of sealed subjects nothing. See standing_at for what stood at some time.
  Result<std::vector<Event>> history(SubjectId subject);

 private:
  Links& links_;
};

}  // namespace trellis::matching
