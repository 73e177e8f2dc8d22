#include "hub/matching/identity/plans.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace trellis::matching {
namespace {

bool holds(const std::vector<SubjectId>& subjects, SubjectId subject) {
  return std::find(subjects.begin(), subjects.end(), subject) != subjects.end();
}

Result<ChildId> child_after(Links& links, const Event& event, SubjectId subject) {
  for (const Move& move : event.moves)
    if (move.subject == subject) return move.to;
  TRELLIS_LET(auto known, links.find(subject));
  return known ? known->child : ChildId{};
}

// Of the child that the subject is in now, those that will still be with it.
Result<std::vector<SubjectId>> staying_with(Links& links, const Event& event, SubjectId subject) {
  TRELLIS_LET(const auto home, child_after(links, event, subject));
  std::vector<SubjectId> side = {subject};
  TRELLIS_LET(const auto known, links.find(subject));
  if (!known) return side;
  TRELLIS_LET(const auto members, links.members(known->child));
  for (const Known& member : members) {
    TRELLIS_LET(const auto after, child_after(links, event, member.subject.id));
    if (after == home && member.subject.id != subject) side.push_back(member.subject.id);
  }
  return side;
}

bool is_listed(const Event& event, MatchId match) {
  return std::any_of(event.proposals.begin(), event.proposals.end(),
                     [&](const ProposalChange& change) { return change.match == match; });
}

}  // namespace

Status plan_join(Links& links, Event& event, ChildId one, ChildId other) {
  const auto [elder, younger] = std::minmax(one, other);
  TRELLIS_LET(auto staying, links.members(elder));
  TRELLIS_LET(auto moving, links.members(younger));
  std::vector<SubjectId> there;
  for (const Known& member : staying) there.push_back(member.subject.id);
  for (const Known& member : moving) {
    TRELLIS_LET(auto locks, links.locks_of(member.subject.id));
    for (const StandingLock& lock : locks)
      if (lock.kind == Lock::never_link && (holds(there, lock.a) || holds(there, lock.b)))
        return Error{Fault::conflict,
                     "joining these children would break the never-link between subjects " +
                         to_string(lock.a) + " and " + to_string(lock.b) + ": undo it first"};
    event.moves.push_back({member.subject.id, younger, elder});
  }
  event.redirects.push_back({younger, {}, elder});
  return done();
}

Status plan_closing(Links& links, Event& event) {
  std::vector<SubjectId> concerned = {event.subject, event.other};
  for (const Move& move : event.moves) concerned.push_back(move.subject);
  for (const SubjectId subject : concerned) {
    auto open = links.open_proposals_of(subject);
    if (!open.ok()) return std::move(open).error();
    for (const Proposal& proposal : *open) {
      if (is_listed(event, proposal.id) || proposal.why == Why::no_longer_fits) continue;
      TRELLIS_LET(auto one, child_after(links, event, proposal.a));
      TRELLIS_LET(auto other, child_after(links, event, proposal.b));
      if (one == other && !one.none())
        event.proposals.push_back({proposal.id, ProposalState::open, ProposalState::withdrawn});
    }
  }
  return done();
}

Status plan_closing_apart(Links& links, Event& event, SubjectId a, SubjectId b) {
  TRELLIS_LET(const auto one, staying_with(links, event, a));
  TRELLIS_LET(const auto other, staying_with(links, event, b));
  for (const SubjectId subject : one) {
    auto open = links.open_proposals_of(subject);
    if (!open.ok()) return std::move(open).error();
    for (const Proposal& proposal : *open) {
      if (is_listed(event, proposal.id) ||
          !holds(other, proposal.a == subject ? proposal.b : proposal.a))
        continue;
      const bool is_answered = std::minmax(proposal.a, proposal.b) == std::minmax(a, b);
      event.proposals.push_back(
          {proposal.id, ProposalState::open,
           is_answered ? ProposalState::different : ProposalState::withdrawn});
    }
  }
  return done();
}

}  // namespace trellis::matching
