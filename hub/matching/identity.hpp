#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hub/base/id.hpp"
#include "hub/base/result.hpp"
#include "hub/base/time.hpp"
#include "hub/matching/engine.hpp"
#include "hub/matching/explanation.hpp"
#include "hub/matching/following.hpp"
#include "hub/matching/loading.hpp"
#include "hub/matching/ports.hpp"
#include "hub/matching/settled.hpp"

namespace trellis::matching {

// Which child each subject is: places newcomers, obeys locks, records every change as an event that
// can be undone. Child ids are never given twice; a child that was joined to an elder one redirects
// to it. Not shared: one thread at a time. Runs inside the caller's transaction; after a roll-back
// call `refresh` for what was touched.
class Identity {
 public:
  Identity(Engine& engine, Links& links, const Clock& clock, Rules rules = {})
      : engine_(engine), links_(links), clock_(clock), rules_(rules), following_(engine, links) {}
  Identity(const Identity&) = delete;
  Identity& operator=(const Identity&) = delete;

  // Fills the engine from the store; once, at start. Snapshots: see load_engine.
  Status load(const SnapshotSettings& snapshots = {});
  // To be told of each unit of work where other programs write to the same links.
  Following& following() { return following_; }
  Status refresh(SubjectId subject);  // the engine knows of it what the store knows

  Result<Settled> settle(const Subject& subject, const Features& features, std::string_view actor);

  // Between any subject of the one's child and any of the other's, but those sealed; within one
  // child between `a` and each of the others.
  Result<std::vector<Conflict>> conflicts(SubjectId a, SubjectId b);
  // They are one child, or never are: a lock that no model overrules. A lock that cannot hold
  // beside those that stand, or joins in spite of a conflict that `by` does not name, is a fault,
  // and nothing changes.
  Result<Changed> must_link(SubjectId a, SubjectId b, const By& by);
  Result<Changed> never_link(SubjectId a, SubjectId b, const By& by);
  Result<Changed> decide(MatchId match, Answer answer, const By& by);
  // A source says that the two are one, and something stands against it: a person is asked, unless
  // one has answered. None: nobody is asked.
  Result<MatchId> ask_about_merge(SubjectId a, SubjectId b);
  // Back to what was before; a link that the model made gets a never-link, so that it is not made
  // again.
  Result<Changed> undo(EventId event, const By& by);
  Result<Changed> undo(MatchId match, const By& by);

  // For who places all subjects anew. Moves whole groups, which a lock may forbid; asks whether two
  // are one child unless that is asked already (false); withdraws the questions about other
  // children than these pairs'; weighs names by all that is known now.
  Result<Changed> rearrange(std::vector<Move> moves, const By& by);
  Result<bool> ask(SubjectId a, SubjectId b);
  Result<std::size_t> withdraw_all_but(const std::vector<std::pair<SubjectId, SubjectId>>& kept);
  Status weigh_names_anew();

  Result<ChildId> child_of(SubjectId subject);
  Result<ChildId> resolve(ChildId child);  // follows redirects
  Result<std::vector<SubjectId>> subjects_of(ChildId child);
  // What made its child, and those that its subjects came from, and whom it was locked to; the
  // oldest first, of sealed subjects nothing. See standing_at for what stood at some time.
  Result<std::vector<Event>> history(SubjectId subject);
  Result<std::vector<Proposal>> proposals(ProposalState state, MatchId last = {},
                                          std::size_t limit = 1000);
  // By the engine as it is now, locks included.
  Result<Comparison> compare(SubjectId a, SubjectId b);
  Result<PairExplanation> explain(SubjectId one, SubjectId other);
  Result<ChildExplanation> explain_child_of(SubjectId subject);

 private:
  // What settling one subject has to go through.
  struct Case {
    Known known;
    Placement placement;
    std::string_view actor;
    Settled settled;
  };

  Result<Settled> settle_new(const Subject& subject, const Features& features, std::string packed,
                             std::string_view actor);
  Result<Settled> settle_changed(Known known, const Features& features, std::string_view actor);
  Status place_alone(Case& open);
  Status check_fit(Case& open);
  Status join_shown(Case& open);
  Status seal(Case& open);
  Status ask(Case& open, Why why);
  Status propose(Case& open, const Rival& rival, Why why);
  Status withdraw_stale(const Case& open);
  Result<bool> is_too_weak(const Subject& subject, const Rival& rival);
  Status place_again(Case& open);
  Status weigh_names();
  Status keep(Case& open, Result<Changed> changed);

  Result<std::vector<Contender>> contenders_of(SubjectId subject, const Features& features,
                                               ChildId own, ChildId other);

  Result<Changed> link(Event event, SubjectId a, SubjectId b);
  Result<Changed> part(Event event, SubjectId a, SubjectId b);
  Result<std::optional<Lock>> lock_between(SubjectId a, SubjectId b);
  Status check_despite(SubjectId a, SubjectId b, const By& by);
  Status plan_join(Event& event, ChildId one, ChildId other);
  Status plan_split(Event& event, ChildId child, SubjectId a, SubjectId b);
  Result<std::vector<SubjectId>> leaving(const std::vector<Known>& members, SubjectId stays,
                                         SubjectId leaves);
  Result<ChildId> former_home(SubjectId subject, ChildId child);
  Status plan_closing(Event& event);
  Status plan_closing_apart(Event& event, SubjectId a, SubjectId b);
  Status check_locks(const Event& event);
  Status plan_inverse(Event& inverse, const Event& event);
  Status plan_moves_back(Event& inverse, const Event& event);
  Result<Changed> carry_out(Event event);
  Status tell_engine(const Event& event);
  Event event_of(Happening what, SubjectId subject, SubjectId other, const By& by) const;

  Engine& engine_;
  Links& links_;
  const Clock& clock_;
  Rules rules_;
  Following following_;
  std::set<std::pair<SubjectId, SubjectId>> touched_locks_;  // for `refresh`
};

}  // namespace trellis::matching
