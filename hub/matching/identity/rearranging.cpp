#include "hub/matching/identity/rearranging.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "hub/matching/engine/loading.hpp"
#include "hub/matching/identity/locks.hpp"
#include "hub/matching/identity/plans.hpp"

namespace trellis::matching {

Status Rearranging::weigh_names_anew() {
  if (!engine_.have_names_doubled()) return done();
  return matching::weigh_names_anew(engine_, links_);
}

Result<Changed> Rearranging::rearrange(std::vector<Move> moves, const By& by) {
  const auto first = moves.front();
  Event event = ledger_.event_of(Happening::split, first.subject, {}, by);
  event.model = engine_.model_version();
  event.moves = std::move(moves);
  std::set<ChildId> left;
  for (const Move& move : event.moves) left.insert(move.from);
  for (const ChildId child : left) {
    TRELLIS_LET(const auto members, links_.members(child));
    const auto going = std::count_if(event.moves.begin(), event.moves.end(),
                                     [&](const Move& each) { return each.from == child; });
    const bool is_entered = std::any_of(event.moves.begin(), event.moves.end(),
                                        [&](const Move& each) { return each.to == child; });
    if (static_cast<std::size_t>(going) != members.size() || is_entered) continue;
    const auto heir = std::find_if(event.moves.begin(), event.moves.end(),
                                   [&](const Move& each) { return each.from == child; });
    event.redirects.push_back({child, {}, heir->to});
    event.what = Happening::joined;
  }
  TRELLIS_TRY(check_locks(links_, event));
  TRELLIS_TRY(plan_closing(links_, event));
  return ledger_.carry_out(std::move(event));
}

}  // namespace trellis::matching
