#include "hub/matching/identity/settling.hpp"

#include <algorithm>
#include <utility>

#include "hub/matching/engine/constants.hpp"
#include "hub/matching/engine/loading.hpp"
#include "hub/matching/identity/locks.hpp"
#include "hub/matching/identity/plans.hpp"

namespace trellis::matching {

Result<Settled> Settling::settle(const Subject& subject, const Features& features,
                                 std::string_view actor) {
  std::string packed = pack(features);
  TRELLIS_LET(auto found, links_.find(subject.id));
  if (!found) return settle_new(subject, features, std::move(packed), actor);

  Known& known = *found;
  if (known.features == packed) {
    Settled settled{known.child, Decision::same_child, {}, {}, {}, {}};
    TRELLIS_LET(auto open, links_.open_proposals_of(subject.id));
    for (const Proposal& proposal : open) settled.proposals.push_back(proposal.id);
    return settled;
  }
  known.features = std::move(packed);
  return settle_changed(std::move(known), features, actor);
}

// A source seldom has one child under two keys, and has twins under two: that takes more than two
// sources would.
Result<bool> Settling::is_too_weak(const Subject& subject, const Rival& rival) {
  if (rival.comparison.bits >= rules_.same_connection) return false;
  TRELLIS_LET(auto members, links_.members(rival.child));
  for (const Known& member : members) {
    TRELLIS_LET(const auto lock, lock_between(links_, subject.id, member.subject.id));
    if (lock == Lock::must_link) return false;
  }
  return std::any_of(members.begin(), members.end(), [&](const Known& member) {
    return member.subject.connection == subject.connection && member.subject.id != subject.id;
  });
}

Result<Settled> Settling::settle_new(const Subject& subject, const Features& features,
                                     std::string packed, std::string_view actor) {
  Case open{{subject, {}, std::move(packed)}, engine_.place(subject.id, features), actor, {}};
  Placement& placement = open.placement;
  Why why = placement.rivals.size() > 1 ? Why::several_children : Why::unsure;
  const Rival* chosen =
      placement.decision == Decision::same_child ? rival_for(placement, placement.child) : nullptr;
  if (chosen != nullptr) {
    TRELLIS_LET(auto weak, is_too_weak(subject, *chosen));
    if (weak) {
      placement.decision = Decision::ask_a_person;
      why = Why::same_connection;
      chosen = nullptr;
    }
  }
  Event event = ledger_.event_of(Happening::placed, subject.id, {}, {actor, {}});
  event.model = engine_.model_version();
  if (chosen != nullptr) {
    open.known.child = chosen->child;
    event.other = chosen->closest;
    event.evidence = write(chosen->comparison);
  } else {
    TRELLIS_LET(auto child, links_.make_child(event.at));
    open.known.child = child;
  }
  event.moves.push_back({subject.id, {}, open.known.child});
  open.settled = {open.known.child, placement.decision, {}, {}, {}, {}};
  TRELLIS_TRY(links_.put(open.known));
  engine_.remember(subject.id, open.known.child, features);
  TRELLIS_TRY(keep(open, ledger_.carry_out(std::move(event))));
  if (chosen != nullptr) TRELLIS_TRY(join_shown(open));
  TRELLIS_TRY(ask(open, chosen != nullptr ? Why::several_children : why));
  TRELLIS_TRY(place_again(open));
  TRELLIS_TRY(weigh_names());
  return std::move(open.settled);
}

Result<Settled> Settling::settle_changed(Known known, const Features& features,
                                         std::string_view actor) {
  Case open{std::move(known), engine_.place(known.subject.id, features), actor, {}};
  open.settled = {open.known.child, Decision::same_child, {}, {}, {}, {}};
  TRELLIS_TRY(links_.put(open.known));
  engine_.remember(open.known.subject.id, open.known.child, features);
  TRELLIS_LET(auto members, links_.members(open.known.child));
  const bool is_alone = members.size() == 1;
  if (features.sealed) {
    if (!is_alone) TRELLIS_TRY(seal(open));
  } else {
    TRELLIS_TRY(is_alone ? place_alone(open) : check_fit(open));
  }
  TRELLIS_TRY(questions_.withdraw_stale(open.known, open.settled.proposals));
  TRELLIS_TRY(place_again(open));
  TRELLIS_TRY(weigh_names());
  return std::move(open.settled);
}

// Kept with the subject that made them double, so that a restart changes no answer.
Status Settling::weigh_names() {
  if (!engine_.have_names_doubled()) return done();
  return weigh_names_anew(engine_, links_);
}

Status Settling::keep(Case& open, Result<Changed> changed) {
  if (!changed.ok()) return std::move(changed).error();
  open.settled.event = changed->event;
  for (const Move& move : changed->moves) {
    open.settled.moves.push_back(move);
    if (move.subject == open.known.subject.id) open.known.child = open.settled.child = move.to;
  }
  return done();
}

// The subject is all of its child: the whole child goes where it belongs.
Status Settling::place_alone(Case& open) {
  Placement& placement = open.placement;
  Why why = placement.rivals.size() > 1 ? Why::several_children : Why::unsure;
  const Rival* chosen = rival_for(placement, placement.child);
  open.settled.decision = placement.decision;
  if (placement.decision == Decision::same_child && chosen != nullptr &&
      placement.child != open.known.child) {
    TRELLIS_LET(auto weak, is_too_weak(open.known.subject, *chosen));
    if (weak) {
      open.settled.decision = placement.decision = Decision::ask_a_person;
      why = Why::same_connection;
    } else {
      placement.joins.push_back(placement.child);
      why = Why::several_children;
      TRELLIS_TRY(join_shown(open));
    }
  }
  return ask(open, why);
}

// The subject is linked with others: the link stays, but what no longer fits is shown to a person.
Status Settling::check_fit(Case& open) {
  const Placement& placement = open.placement;
  const ChildId own = open.known.child;
  const Rival* fit = rival_for(placement, own);
  if (placement.decision == Decision::same_child && placement.child == own) {
    TRELLIS_TRY(join_shown(open));
  } else if (fit != nullptr &&
             (fit->comparison.bits < rules_.break_below || fit->comparison.forbidden)) {
    open.settled.decision = Decision::ask_a_person;
    TRELLIS_TRY(propose(open, *fit, Why::no_longer_fits));
  }
  for (const Rival& rival : placement.rivals) {
    if (rival.child == own || rival.child == open.known.child) continue;
    if (placement.child == own && is_chosen(placement, rival.child)) continue;
    TRELLIS_TRY(propose(open, rival, Why::several_children));
  }
  return done();
}

// Joins the children that this subject shows to be one with its own.
Status Settling::join_shown(Case& open) {
  for (const ChildId other : open.placement.joins) {
    const Rival* rival = rival_for(open.placement, other);
    if (rival == nullptr || other == open.known.child) continue;
    TRELLIS_LET(auto weak, is_too_weak(open.known.subject, *rival));
    if (weak) {
      TRELLIS_TRY(propose(open, *rival, Why::same_connection));
      continue;
    }
    Event event = ledger_.event_of(Happening::joined, open.known.subject.id, rival->closest,
                                   {open.actor, {}});
    event.model = engine_.model_version();
    event.evidence = write(rival->comparison);
    event.child = std::min(open.known.child, other);
    if (auto planned = plan_join(links_, event, open.known.child, other); !planned.ok()) {
      if (planned.error().fault != Fault::conflict) return planned;
      TRELLIS_TRY(propose(open, *rival, Why::locks_disagree));
      continue;
    }
    TRELLIS_TRY(plan_closing(links_, event));
    TRELLIS_TRY(keep(open, ledger_.carry_out(std::move(event))));
    open.known.child = open.settled.child = std::min(open.known.child, other);
  }
  return done();
}

// Children of others that turn out to be one now that this subject is as it is.
Status Settling::place_again(Case& open) {
  std::vector<SubjectId> waiting = std::move(open.placement.again);
  for (std::size_t i = 0; i < std::min(constants::most_placed_again, waiting.size()); ++i) {
    TRELLIS_LET(auto known, links_.find(waiting[i]));
    if (!known) continue;
    TRELLIS_LET(const auto features, unpack(known->features));
    Case other{std::move(*known), engine_.place(waiting[i], features), open.actor, {}};
    if (other.placement.decision != Decision::same_child) continue;
    other.placement.joins.push_back(other.placement.child);
    TRELLIS_TRY(join_shown(other));
    if (other.settled.moves.empty()) continue;
    open.settled.others.push_back({other.settled.event, std::move(other.settled.moves)});
    const auto& further = other.placement.again;
    waiting.insert(waiting.end(), further.begin(), further.end());
  }
  return done();
}

// Adoption or protection: it stands alone from now on, and nothing asks about it.
Status Settling::seal(Case& open) {
  TRELLIS_LET(auto child, links_.make_child(clock_.now()));
  Event event = ledger_.event_of(Happening::split, open.known.subject.id, {},
                                 {open.actor, "sealed by its source"});
  event.moves.push_back({open.known.subject.id, open.known.child, child});
  return keep(open, ledger_.carry_out(std::move(event)));
}

Status Settling::ask(Case& open, Why why) {
  for (const Rival& rival : open.placement.rivals) {
    if (rival.child == open.known.child || is_chosen(open.placement, rival.child)) continue;
    TRELLIS_TRY(propose(open, rival, why));
  }
  return done();
}

Status Settling::propose(Case& open, const Rival& rival, Why why) {
  TRELLIS_LET(const auto id, questions_.propose(open.known.subject.id, rival, why));
  open.settled.proposals.push_back(id);
  return done();
}

}  // namespace trellis::matching
