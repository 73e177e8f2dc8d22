#pragma once

#include "hub/base/result.hpp"
#include "hub/matching/identity/ledger.hpp"
#include "hub/matching/identity/parting.hpp"

namespace trellis::matching {

// Does what people and sources say. Not shared; runs inside the caller's transaction.
class Decisions {
 public:
  Decisions(Links& links, Ledger& ledger, Comparisons& comparisons)
      : links_(links), ledger_(ledger), comparisons_(comparisons), parting_(links, comparisons) {}

  // They are one child, or never are: a lock that no model overrules. A lock that cannot hold
  // beside those that stand, or joins in spite of a conflict that `by` does not name, is a fault,
  // and nothing changes.
  Result<Changed> must_link(SubjectId a, SubjectId b, const By& by);
  Result<Changed> never_link(SubjectId a, SubjectId b, const By& by);
  Result<Changed> decide(MatchId match, Answer answer, const By& by);

 private:
  Result<Changed> link(Event event, SubjectId a, SubjectId b);
  Result<Changed> part(Event event, SubjectId a, SubjectId b);

  Links& links_;
  Ledger& ledger_;
  Comparisons& comparisons_;
  Parting parting_;
};

}  // namespace trellis::matching
