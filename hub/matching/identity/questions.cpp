#include "hub/matching/identity/questions.hpp"

#include <algorithm>
#include <set>

#include "hub/matching/identity/locks.hpp"
#include "hub/matching/identity/seals.hpp"

namespace trellis::matching {

Result<std::vector<Proposal>> Questions::proposals(ProposalState state, MatchId last,
                                                   std::size_t limit) {
  return links_.proposals(state, last, limit);
}

Result<MatchId> Questions::propose(SubjectId subject, const Rival& rival, Why why) {
  TRELLIS_LET(auto asked, links_.open_proposals_of(subject));
  Proposal proposal;
  proposal.a = subject;
  proposal.b = rival.closest;
  proposal.made_at = clock_.now();
  for (const Proposal& each : asked) {
    const SubjectId other = each.a == subject ? each.b : each.a;
    if (other == rival.closest) proposal = each;
  }
  proposal.why = rival.comparison.ruling == Ruling::locks_disagree ? Why::locks_disagree : why;
  proposal.bits = rival.comparison.bits;
  proposal.evidence = write(rival.comparison);
  proposal.model = engine_.model_version();
  return links_.put(proposal);
}

Status Questions::withdraw_stale(const Known& known, const std::vector<MatchId>& kept) {
  const SubjectId subject = known.subject.id;
  TRELLIS_LET(const auto features, unpack(known.features));
  TRELLIS_LET(auto asked, links_.open_proposals_of(subject));
  for (Proposal& proposal : asked) {
    if (std::find(kept.begin(), kept.end(), proposal.id) != kept.end()) continue;
    TRELLIS_LET(auto other, links_.find(proposal.a == subject ? proposal.b : proposal.a));
    const bool is_settled = other && other->child == known.child;
    const bool is_asked_by_it =
        proposal.a == subject && proposal.why != Why::merged_by_source;  // what a source said stays
    if (!features.sealed && !is_settled && !is_asked_by_it) continue;
    proposal.state = ProposalState::withdrawn;
    TRELLIS_TRY(links_.put(proposal));
  }
  return done();
}

Result<MatchId> Questions::ask_about_merge(SubjectId a, SubjectId b) {
  TRELLIS_LET(const auto lock, lock_between(links_, a, b));
  if (lock) return MatchId{};
  TRELLIS_LET(const auto asked, links_.open_proposals_of(a));
  for (const Proposal& each : asked)
    if (std::minmax(each.a, each.b) == std::minmax(a, b)) return each.id;
  TRELLIS_LET(const auto comparison, comparisons_.compare(a, b));
  Proposal proposal;
  proposal.a = a;
  proposal.b = b;
  proposal.why = Why::merged_by_source;
  proposal.bits = comparison.bits;
  proposal.evidence = write(comparison);
  proposal.model = engine_.model_version();
  proposal.made_at = clock_.now();
  return links_.put(proposal);
}

Result<bool> Questions::ask(SubjectId a, SubjectId b) {
  TRELLIS_LET(const auto one, links_.find(a));
  TRELLIS_LET(const auto other, links_.find(b));
  if (!one || !other || one->child == other->child) return false;
  const auto may_be_asked = may_both_be_named(links_, a, b);
  if (!may_be_asked.ok() || !*may_be_asked) return may_be_asked;
  TRELLIS_LET(const auto members, links_.members(one->child));
  for (const Known& member : members) {
    TRELLIS_LET(const auto open, links_.open_proposals_of(member.subject.id));
    for (const Proposal& each : open) {
      TRELLIS_LET(const auto there, links_.find(each.a == member.subject.id ? each.b : each.a));
      if (there && there->child == other->child) return false;
    }
  }
  TRELLIS_LET(const auto comparison, comparisons_.compare(a, b));
  Proposal proposal;
  proposal.a = a;
  proposal.b = b;
  proposal.made_at = clock_.now();
  proposal.bits = comparison.bits;
  proposal.evidence = write(comparison);
  proposal.model = engine_.model_version();
  const bool is_one_source = one->subject.connection == other->subject.connection;
  proposal.why = is_one_source ? Why::same_connection : Why::unsure;
  TRELLIS_TRY(links_.put(proposal));
  return true;
}

// That a subject no longer fits its child is asked on while it stands there.
Result<std::size_t> Questions::withdraw_all_but(
    const std::vector<std::pair<SubjectId, SubjectId>>& kept_questions) {
  using Children = std::pair<ChildId, ChildId>;
  const auto children_of = [&](SubjectId a, SubjectId b) -> Result<Children> {
    TRELLIS_LET(const auto one, links_.find(a));
    TRELLIS_LET(const auto other, links_.find(b));
    if (!one || !other) return Children{};
    return Children(std::minmax(one->child, other->child));
  };
  std::set<Children> kept;
  for (const auto& [a, b] : kept_questions) {
    TRELLIS_LET(const auto children, children_of(a, b));
    kept.insert(children);
  }
  std::size_t withdrawn = 0;
  for (MatchId last;;) {
    TRELLIS_LET(const auto open, links_.proposals(ProposalState::open, last, 1000));
    if (open.empty()) return withdrawn;
    last = open.back().id;
    for (Proposal proposal : open) {
      TRELLIS_LET(const auto children, children_of(proposal.a, proposal.b));
      const bool stays = children.first == children.second ? proposal.why == Why::no_longer_fits
                                                           : kept.contains(children);
      if (stays) continue;
      proposal.state = ProposalState::withdrawn;
      TRELLIS_TRY(links_.put(proposal));
      ++withdrawn;
    }
  }
}

}  // namespace trellis::matching
