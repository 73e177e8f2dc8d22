#pragma once

#include "hub/base/result.hpp"
#include "hub/base/time.hpp"
#include "hub/matching/engine/loading.hpp"
#include "hub/matching/identity/children.hpp"
#include "hub/matching/identity/comparisons.hpp"
#include "hub/matching/identity/decisions.hpp"
#include "hub/matching/identity/explanations.hpp"
#include "hub/matching/identity/following.hpp"
#include "hub/matching/identity/ledger.hpp"
#include "hub/matching/identity/questions.hpp"
#include "hub/matching/identity/rearranging.hpp"
#include "hub/matching/identity/settling.hpp"
#include "hub/matching/identity/undoing.hpp"

namespace trellis::matching {

// All that works on one engine and its links, introduced to each other: who places subjects, obeys
// locks, asks persons, and records every change as an event that can be undone. Child ids are never
// given twice; a child that was joined to an elder one redirects to it. Not shared: one thread at a
// time. Runs inside the caller's transaction; after a roll-back call `refresh` for what was
// touched.
class Identity {
 public:
  Identity(Engine& engine, Links& links, const Clock& clock, Rules rules = {})
      : engine_(engine),
        links_(links),
        following_(engine, links),
        children_(links),
        ledger_(engine, links, clock),
        comparisons_(engine, links),
        explanations_(engine, links, comparisons_),
        questions_(engine, links, clock, comparisons_),
        settling_({engine, links, clock, ledger_, questions_}, rules),
        decisions_(links, ledger_, comparisons_),
        undoing_(links, ledger_),
        rearranging_(engine, links, ledger_) {}
  Identity(const Identity&) = delete;
  Identity& operator=(const Identity&) = delete;

  // Fills the engine from the store; once, at start. Snapshots: see load_engine.
  Status load(const SnapshotSettings& snapshots = {});
  // To be told of each unit of work where other programs write to the same links.
  Following& following() { return following_; }
  Status refresh(SubjectId subject) { return ledger_.refresh(subject); }

  Children& children() { return children_; }
  Comparisons& comparisons() { return comparisons_; }
  Explanations& explanations() { return explanations_; }
  Questions& questions() { return questions_; }
  Settling& settling() { return settling_; }
  Decisions& decisions() { return decisions_; }
  Undoing& undoing() { return undoing_; }
  Rearranging& rearranging() { return rearranging_; }

 private:
  Engine& engine_;
  Links& links_;
  Following following_;
  Children children_;
  Ledger ledger_;
  Comparisons comparisons_;
  Explanations explanations_;
  Questions questions_;
  Settling settling_;
  Decisions decisions_;
  Undoing undoing_;
  Rearranging rearranging_;
};

}  // namespace trellis::matching
