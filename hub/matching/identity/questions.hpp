#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/base/time.hpp"
#include "hub/matching/identity/comparisons.hpp"

namespace trellis::matching {

// What persons are asked: whether two subjects are one child. Not shared; runs inside the caller's
// transaction.
class Questions {
 public:
  Questions(Engine& engine, Links& links, const Clock& clock, Comparisons& comparisons)
      : engine_(engine), links_(links), clock_(clock), comparisons_(comparisons) {}

  Result<std::vector<Proposal>> proposals(ProposalState state, MatchId last = {},
                                          std::size_t limit = 1000);
  // About a subject that was placed, and a child that it could be. A question that is open already
  // is asked once, with the evidence of today.
  Result<MatchId> propose(SubjectId subject, const Rival& rival, Why why);
  // Of a subject that was placed all but these: what it is no longer in question for.
  Status withdraw_stale(const Known& known, const std::vector<MatchId>& kept);
  // A source says that the two are one, and something stands against it: a person is asked, unless
  // one has answered. None: nobody is asked.
  Result<MatchId> ask_about_merge(SubjectId a, SubjectId b);
  // Where all subjects are placed anew: whether two are one child, unless that is asked already
  // (false); and an end of the questions about other children than these pairs'.
  Result<bool> ask(SubjectId a, SubjectId b);
  Result<std::size_t> withdraw_all_but(const std::vector<std::pair<SubjectId, SubjectId>>& kept);

 private:
  Engine& engine_;
  Links& links_;
  const Clock& clock_;
  Comparisons& comparisons_;
};

}  // namespace trellis::matching
