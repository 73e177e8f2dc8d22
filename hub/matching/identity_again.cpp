#include <algorithm>
#include <set>

#include "hub/matching/identity.hpp"
#include "hub/matching/seals.hpp"

// The part of Identity that puts the answer of a whole hub placed anew into force.
namespace trellis::matching {

Status Identity::weigh_names_anew() {
  engine_.weigh_names_by_what_is_known();
  return links_.put(engine_.name_weights());
}

Result<Changed> Identity::rearrange(std::vector<Move> moves, const By& by) {
  const auto first = moves.front();
  Event event = event_of(Happening::split, first.subject, {}, by);
  event.model = engine_.model_version();
  event.moves = std::move(moves);
  std::set<ChildId> left;
  for (const Move& move : event.moves) left.insert(move.from);
  for (const ChildId child : left) {
    const auto members = links_.members(child);
    if (!members.ok()) return members.error();
    const auto going = std::count_if(event.moves.begin(), event.moves.end(),
                                     [&](const Move& each) { return each.from == child; });
    const bool is_entered = std::any_of(event.moves.begin(), event.moves.end(),
                                        [&](const Move& each) { return each.to == child; });
    if (static_cast<std::size_t>(going) != members->size() || is_entered) continue;
    const auto heir = std::find_if(event.moves.begin(), event.moves.end(),
                                   [&](const Move& each) { return each.from == child; });
    event.redirects.push_back({child, {}, heir->to});
    event.what = Happening::joined;
  }
  TRELLIS_TRY(check_locks(event));
  TRELLIS_TRY(plan_closing(event));
  return carry_out(std::move(event));
}

Result<bool> Identity::ask(SubjectId a, SubjectId b) {
  const auto one = links_.find(a), other = links_.find(b);
  if (!one.ok()) return one.error();
  if (!other.ok()) return other.error();
  if (!*one || !*other || (*one)->child == (*other)->child) return false;
  const auto may_be_asked = may_both_be_named(links_, a, b);
  if (!may_be_asked.ok() || !*may_be_asked) return may_be_asked;
  const auto members = links_.members((*one)->child);
  if (!members.ok()) return members.error();
  for (const Known& member : *members) {
    const auto open = links_.open_proposals_of(member.subject.id);
    if (!open.ok()) return open.error();
    for (const Proposal& each : *open) {
      const auto there = links_.find(each.a == member.subject.id ? each.b : each.a);
      if (!there.ok()) return there.error();
      if (*there && (*there)->child == (*other)->child) return false;
    }
  }
  const auto comparison = compare(a, b);
  if (!comparison.ok()) return comparison.error();
  Proposal proposal;
  proposal.a = a;
  proposal.b = b;
  proposal.made_at = clock_.now();
  proposal.bits = comparison->bits;
  proposal.evidence = write(*comparison);
  proposal.model = engine_.model_version();
  const bool is_one_source = (*one)->subject.connection == (*other)->subject.connection;
  proposal.why = is_one_source ? Why::same_connection : Why::unsure;
  const auto id = links_.put(proposal);
  if (!id.ok()) return id.error();
  return true;
}

// That a subject no longer fits its child is asked on while it stands there.
Result<std::size_t> Identity::withdraw_all_but(
    const std::vector<std::pair<SubjectId, SubjectId>>& kept_questions) {
  using Children = std::pair<ChildId, ChildId>;
  const auto children_of = [&](SubjectId a, SubjectId b) -> Result<Children> {
    const auto one = links_.find(a), other = links_.find(b);
    if (!one.ok()) return one.error();
    if (!other.ok()) return other.error();
    if (!*one || !*other) return Children{};
    return Children(std::minmax((*one)->child, (*other)->child));
  };
  std::set<Children> kept;
  for (const auto& [a, b] : kept_questions) {
    const auto children = children_of(a, b);
    if (!children.ok()) return children.error();
    kept.insert(*children);
  }
  std::size_t withdrawn = 0;
  for (MatchId last;;) {
    const auto open = links_.proposals(ProposalState::open, last, 1000);
    if (!open.ok()) return open.error();
    if (open->empty()) return withdrawn;
    last = open->back().id;
    for (Proposal proposal : *open) {
      const auto children = children_of(proposal.a, proposal.b);
      if (!children.ok()) return children.error();
      const bool stays = children->first == children->second ? proposal.why == Why::no_longer_fits
                                                             : kept.contains(*children);
      if (stays) continue;
      proposal.state = ProposalState::withdrawn;
      const auto put = links_.put(proposal);
      if (!put.ok()) return put.error();
      ++withdrawn;
    }
  }
}

}  // namespace trellis::matching
