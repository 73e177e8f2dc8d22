#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "hub/base/id.hpp"
#include "hub/base/result.hpp"
#include "hub/base/time.hpp"
#include "hub/matching/engine/engine.hpp"
#include "hub/matching/identity/event.hpp"

namespace trellis::matching {

// A subject and the connection that reports it.
struct Subject {
  SubjectId id;
  ConnectionId connection;
  bool operator==(const Subject&) const = default;
};

// A subject as the store knows it.
struct Known {
  Subject subject;
  ChildId child;
  std::string features;  // packed
};

enum class Why {
  unsure,
  several_children,
  same_connection,
  no_longer_fits,
  locks_disagree,
  merged_by_source
};

// A question for a person: are these two subjects one child?
struct Proposal {
  MatchId id;  // given by the store
  SubjectId a, b;
  ProposalState state = ProposalState::open;
  Why why = Why::unsure;
  double bits = 0;
  std::string evidence;  // a written Comparison
  std::string model;
  Instant made_at{};
  EventId decided_by;  // the event that answered it; none while open
};

struct StandingLock {
  SubjectId a, b;
  Lock kind = Lock::never_link;
};

using ChangeId = Id<struct SubjectChangeTag>;

// That a subject was put or moved, and how it stands by now.
struct Change {
  ChangeId id;
  SubjectId subject;
  std::optional<Known> now;  // none: it is not there any more
};

// What an engine knew once, kept outside the store under a name that is never given twice. A store
// that was put back to what it was before names another one.
struct Snapshot {
  std::string name;  // empty: there is none
  ChangeId change;   // the last one that is in it
};

// As far as the subjects' changes and the events were read.
struct Position {
  ChangeId change;
  EventId event;
};

// Where links, events, locks and proposals are kept. Events are only ever added. Runs inside the
// caller's transaction.
class Links {
 public:
  virtual ~Links() = default;

  virtual Result<ChildId> make_child(Instant at) = 0;        // a number never given before
  virtual Status redirect(ChildId child, ChildId into) = 0;  // into none: it stands by itself again
  virtual Result<ChildId> redirected(
      ChildId child) = 0;  // one step; none where it stands by itself

  virtual Result<std::optional<Known>> find(SubjectId subject) = 0;
  virtual Status put(const Known& known) = 0;  // adds or replaces
  virtual Status move(SubjectId subject, ChildId to) = 0;
  virtual Result<std::vector<Known>> members(ChildId child) = 0;  // by subject id
  virtual Result<std::vector<Known>> after(SubjectId last, std::size_t limit) = 0;

  // Every `put` and `move` is a change; those before the last one in the snapshot are forgotten.
  virtual Result<std::vector<Change>> changes_after(ChangeId last, std::size_t limit) = 0;
  virtual Result<Snapshot> snapshot() = 0;
  // Fails where another than `before` is in force by now.
  virtual Status replace_snapshot(const std::string& before, const Snapshot& snapshot) = 0;

  virtual Result<Position> position() = 0;  // of the last change and event
  virtual Result<std::vector<LockChange>> lock_changes_after(EventId last) = 0;  // oldest first
  virtual Result<std::int64_t> name_epoch() = 0;  // of the weights that are kept; 0: none
  virtual Result<NameWeights> name_weights() = 0;
  virtual Status put(const NameWeights& weights) = 0;  // instead of those before

  virtual Result<EventId> append(const Event& event) = 0;
  virtual Result<std::optional<Event>> event(EventId id) = 0;
  virtual Result<EventId> undone_by(EventId id) = 0;                // none: it holds
  virtual Result<std::vector<Event>> events_of(ChildId child) = 0;  // oldest first
  virtual Result<std::vector<Event>> locks_told_of(
      SubjectId subject) = 0;  // likewise: those events

  virtual Status set_lock(SubjectId a, SubjectId b, std::optional<Lock> kind) = 0;
  virtual Result<std::vector<StandingLock>> locks_of(SubjectId subject) = 0;
  virtual Result<std::vector<StandingLock>> locks() = 0;

  virtual Result<MatchId> put(
      const Proposal& proposal) = 0;  // adds, or replaces the one of that id
  virtual Result<std::optional<Proposal>> proposal(MatchId id) = 0;
  virtual Result<std::vector<Proposal>> proposals(ProposalState state, MatchId last,
                                                  std::size_t limit) = 0;
  virtual Result<std::vector<Proposal>> open_proposals_of(SubjectId subject) = 0;
};

std::string_view to_string(Why value);

// A comparison as text for an event, and back. A text that was not written by it is an error.
std::string write(const Comparison& comparison);
Result<Comparison> read_comparison(std::string_view text);

}  // namespace trellis::matching
