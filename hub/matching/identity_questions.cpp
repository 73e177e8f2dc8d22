#include <algorithm>
#include <string>
#include <utility>

#include "hub/matching/identity.hpp"

// The part of Identity that closes the questions which an event answers.
namespace trellis::matching {
namespace {

bool holds(const std::vector<SubjectId>& subjects, SubjectId subject) {
  return std::find(subjects.begin(), subjects.end(), subject) != subjects.end();
}

Result<ChildId> child_after(Links& links, const Event& event, SubjectId subject) {
  for (const Move& move : event.moves)
    if (move.subject == subject) return move.to;
  auto known = links.find(subject);
  if (!known.ok()) return std::move(known).error();
  return *known ? (*known)->child : ChildId{};
}

// Of the child that the subject is in now, those that will still be with it.
Result<std::vector<SubjectId>> staying_with(Links& links, const Event& event, SubjectId subject) {
  const auto home = child_after(links, event, subject);
  if (!home.ok()) return home.error();
  std::vector<SubjectId> side = {subject};
  const auto known = links.find(subject);
  if (!known.ok()) return known.error();
  if (!*known) return side;
  const auto members = links.members((*known)->child);
  if (!members.ok()) return members.error();
  for (const Known& member : *members) {
    const auto after = child_after(links, event, member.subject.id);
    if (!after.ok()) return after.error();
    if (*after == *home && member.subject.id != subject) side.push_back(member.subject.id);
  }
  return side;
}

}  // namespace

// Questions between subjects that this event puts into one child are answered by it.
Status Identity::plan_closing(Event& event) {
  std::vector<SubjectId> concerned = {event.subject, event.other};
  for (const Move& move : event.moves) concerned.push_back(move.subject);
  for (const SubjectId subject : concerned) {
    auto open = links_.open_proposals_of(subject);
    if (!open.ok()) return std::move(open).error();
    for (const Proposal& proposal : *open) {
      const bool is_listed =
          std::any_of(event.proposals.begin(), event.proposals.end(),
                      [&](const ProposalChange& change) { return change.match == proposal.id; });
      if (is_listed || proposal.why == Why::no_longer_fits) continue;
      auto one = child_after(links_, event, proposal.a);
      if (!one.ok()) return std::move(one).error();
      auto other = child_after(links_, event, proposal.b);
      if (!other.ok()) return std::move(other).error();
      if (*one == *other && !one->none())
        event.proposals.push_back({proposal.id, ProposalState::open, ProposalState::withdrawn});
    }
  }
  return done();
}

// The question between the two is answered, and no other between their children can be: they are
// never one.
Status Identity::plan_closing_apart(Event& event, SubjectId a, SubjectId b) {
  const auto one = staying_with(links_, event, a), other = staying_with(links_, event, b);
  if (!one.ok()) return one.error();
  if (!other.ok()) return other.error();
  for (const SubjectId subject : *one) {
    auto open = links_.open_proposals_of(subject);
    if (!open.ok()) return std::move(open).error();
    for (const Proposal& proposal : *open) {
      const bool is_listed =
          std::any_of(event.proposals.begin(), event.proposals.end(),
                      [&](const ProposalChange& change) { return change.match == proposal.id; });
      if (is_listed || !holds(*other, proposal.a == subject ? proposal.b : proposal.a)) continue;
      const bool is_answered = std::minmax(proposal.a, proposal.b) == std::minmax(a, b);
      event.proposals.push_back(
          {proposal.id, ProposalState::open,
           is_answered ? ProposalState::different : ProposalState::withdrawn});
    }
  }
  return done();
}

}  // namespace trellis::matching
