#pragma once

#include <vector>

#include "hub/base/id.hpp"
#include "hub/matching/learning/replay.hpp"

namespace trellis::desk {

// Some children, and what becomes of their subjects: all of it at once, or nothing.
struct Regrouping {
  struct Group {
    ChildId home;  // the child that it is from now on; none: a new one
    std::vector<SubjectId> subjects;
  };
  std::vector<matching::Member> members;  // as they stand now
  std::vector<Group> groups;
};

// What has to change so that those belong together whom `placed` says. A child stays with those who
// have most of its subjects.
std::vector<Regrouping> regroupings(const matching::Population& population,
                                    const matching::Placed& placed);

}  // namespace trellis::desk
