#pragma once

#include <utility>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/matching/engine/default_engine.hpp"
#include "hub/matching/identity/ports.hpp"

// What a model would do with all that the hub knows, without touching it.
namespace trellis::matching {

struct Member {
  Subject subject;
  ChildId child;
  Features features;
};

// All subjects of a hub, by id, with the locks that stand.
struct Population {
  std::vector<Member> members;
  std::vector<StandingLock> locks;
};
Result<Population> read_population(Links& links);

// How well a subject fits the others of its child.
struct Fit {
  SubjectId subject;
  double bits = 0;
};
// Of every subject that stands with others, by id. The engine knows nobody before.
std::vector<Fit> fits_of(const Population& population, Engine& engine);

using Two = std::pair<SubjectId, SubjectId>;  // the lesser id first

// Who belongs together, and what a person would be asked: both sorted.
struct Placed {
  std::vector<Two> links;      // each two subjects of one child
  std::vector<Two> questions;  // that no lock has answered
};
// Places all anew, in the order of their ids, with the locks. The engine knows nobody before.
Placed place_anew(const Population& population, const OpenedEngine& opened);

// Who belongs together as it stands, without questions; and the questions that are open.
Placed standing(const Population& population);
Result<std::vector<Two>> open_questions(Links& links);

struct PlacementChanges {
  std::vector<Two> new_links, broken_links, new_questions, gone_questions;
  bool none() const {
    return new_links.empty() && broken_links.empty() && new_questions.empty() &&
           gone_questions.empty();
  }
};
PlacementChanges changes_between(const Placed& before, const Placed& after);

}  // namespace trellis::matching
