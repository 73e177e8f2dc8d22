#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/id.hpp"
#include "hub/base/time.hpp"
#include "hub/matching/engine/engine.hpp"

namespace trellis::matching {

using EventId = Id<struct LinkEventTag>;  // one change of what belongs together

struct Move {
  SubjectId subject;
  ChildId from;  // none: the subject is new
  ChildId to;
  bool operator==(const Move&) const = default;
};
struct Redirect {
  ChildId child;
  ChildId before;  // none: it stood by itself
  ChildId after;   // none: it stands by itself again
  bool operator==(const Redirect&) const = default;
};
struct LockChange {
  SubjectId a, b;
  std::optional<Lock> before, after;
  bool operator==(const LockChange&) const = default;
};
enum class ProposalState { open, same, different, withdrawn };
struct ProposalChange {
  MatchId match;
  ProposalState before = ProposalState::open;
  ProposalState after = ProposalState::open;
  bool operator==(const ProposalChange&) const = default;
};

enum class Happening { placed, joined, split, locked, decided, undone };

// One change, whole: whoever applies its lists backwards has the state before.
struct Event {
  EventId id;  // given by the store
  Instant at{};
  Happening what = Happening::placed;
  SubjectId subject;  // whom it is about ...
  SubjectId other;    // ... and the subject that spoke for it
  ChildId child;      // where `subject` is afterwards
  std::string actor, reason;
  std::string model;     // version of the model that decided; empty for people and sources
  std::string evidence;  // a written Comparison; empty where nothing was compared
  EventId undoes;
  std::vector<Move> moves;
  std::vector<Redirect> redirects;
  std::vector<LockChange> locks;
  std::vector<ProposalChange> proposals;
};

std::string_view to_string(Happening value);
std::string_view to_string(ProposalState value);
std::optional<ProposalState> parse_proposal_state(std::string_view text);

}  // namespace trellis::matching
