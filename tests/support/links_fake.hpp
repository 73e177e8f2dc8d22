#pragma once

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "hub/matching/identity/ports.hpp"

namespace trellis::testing {

// Links in memory. It keeps the same promises as the store's: both run links_contract.hpp. A copy
// is a store put aside.
class LinksFake : public matching::Links {
 public:
  Result<ChildId> make_child(Instant) override {
    children_.emplace_back();
    return ChildId(static_cast<std::int64_t>(children_.size()));
  }
  Status redirect(ChildId child, ChildId into) override {
    children_.at(static_cast<std::size_t>(child.number()) - 1) = into;
    return done();
  }
  Result<ChildId> redirected(ChildId child) override {
    const auto place = static_cast<std::size_t>(child.number());
    if (place < 1 || place > children_.size())
      return Error{Fault::not_found, "there is no such child"};
    return children_[place - 1];
  }

  Result<std::optional<matching::Known>> find(SubjectId subject) override {
    const auto found = known_.find(subject);
    return found == known_.end() ? std::optional<matching::Known>() : found->second;
  }
  Status put(const matching::Known& known) override {
    known_[known.subject.id] = known;
    changes_.push_back(known.subject.id);
    return done();
  }
  Status move(SubjectId subject, ChildId to) override {
    known_.at(subject).child = to;
    changes_.push_back(subject);
    return done();
  }
  Result<std::vector<matching::Known>> members(ChildId child) override {
    std::vector<matching::Known> members;
    for (const auto& [subject, known] : known_)
      if (known.child == child) members.push_back(known);
    return members;
  }
  Result<std::vector<matching::Known>> after(SubjectId last, std::size_t limit) override {
    std::vector<matching::Known> page;
    for (auto at = known_.upper_bound(last); at != known_.end() && page.size() < limit; ++at)
      page.push_back(at->second);
    return page;
  }

  Result<matching::Position> position() override {
    return matching::Position{matching::ChangeId(static_cast<std::int64_t>(changes_.size())),
                              matching::EventId(static_cast<std::int64_t>(events_.size()))};
  }
  Result<std::vector<matching::LockChange>> lock_changes_after(matching::EventId last) override {
    std::vector<matching::LockChange> found;
    for (const auto& event : events_)
      if (event.id > last) found.insert(found.end(), event.locks.begin(), event.locks.end());
    return found;
  }
  Result<std::int64_t> name_epoch() override { return weights_.epoch; }
  Result<matching::NameWeights> name_weights() override { return weights_; }
  Status put(const matching::NameWeights& weights) override {
    weights_ = weights;
    return done();
  }
  Result<std::vector<matching::Change>> changes_after(matching::ChangeId last,
                                                      std::size_t limit) override {
    std::vector<matching::Change> found;
    const std::int64_t first = std::max(last.number(), snapshot_.change.number() - 1);
    for (auto i = static_cast<std::size_t>(std::max<std::int64_t>(first, 0));
         i < changes_.size() && found.size() < limit; ++i) {
      const auto known = known_.find(changes_[i]);
      found.push_back({matching::ChangeId(static_cast<std::int64_t>(i) + 1), changes_[i],
                       known == known_.end() ? std::nullopt : std::optional(known->second)});
    }
    return found;
  }
  Result<matching::Snapshot> snapshot() override { return snapshot_; }
  Status replace_snapshot(const std::string& before, const matching::Snapshot& snapshot) override {
    if (before != snapshot_.name)
      return Error{Fault::conflict, "another program has left a snapshot meanwhile"};
    snapshot_ = snapshot;
    return done();
  }
  void lose(SubjectId subject) {
    known_.erase(subject);
    changes_.push_back(subject);
  }

  Result<matching::EventId> append(const matching::Event& event) override {
    events_.push_back(event);
    events_.back().id = matching::EventId(static_cast<std::int64_t>(events_.size()));
    return events_.back().id;
  }
  Result<std::optional<matching::Event>> event(matching::EventId id) override {
    for (const auto& event : events_)
      if (event.id == id) return std::optional(event);
    return std::optional<matching::Event>();
  }
  Result<matching::EventId> undone_by(matching::EventId id) override {
    for (const auto& event : events_)
      if (event.undoes == id) return event.id;
    return matching::EventId();
  }
  Result<std::vector<matching::Event>> events_of(ChildId child) override {
    std::vector<matching::Event> found;
    for (const auto& event : events_) {
      const bool moved = std::any_of(
          event.moves.begin(), event.moves.end(),
          [&](const matching::Move& move) { return move.from == child || move.to == child; });
      const bool redirected = std::any_of(event.redirects.begin(), event.redirects.end(),
                                          [&](const matching::Redirect& each) {
                                            return each.before == child || each.after == child;
                                          });
      if (event.child == child || moved || redirected) found.push_back(event);
    }
    return found;
  }

  Result<std::vector<matching::Event>> locks_told_of(SubjectId subject) override {
    std::vector<matching::Event> found;
    for (const auto& event : events_)
      if (std::any_of(event.locks.begin(), event.locks.end(),
                      [&](const auto& lock) { return lock.a == subject || lock.b == subject; }))
        found.push_back(event);
    return found;
  }

  Status set_lock(SubjectId a, SubjectId b, std::optional<matching::Lock> kind) override {
    if (kind)
      locks_[std::minmax(a, b)] = *kind;
    else
      locks_.erase(std::minmax(a, b));
    return done();
  }
  Result<std::vector<matching::StandingLock>> locks_of(SubjectId subject) override {
    std::vector<matching::StandingLock> found;
    for (const auto& [pair, kind] : locks_)
      if (pair.first == subject || pair.second == subject)
        found.push_back({pair.first, pair.second, kind});
    return found;
  }
  Result<std::vector<matching::StandingLock>> locks() override {
    std::vector<matching::StandingLock> all;
    for (const auto& [pair, kind] : locks_) all.push_back({pair.first, pair.second, kind});
    return all;
  }

  Result<MatchId> put(const matching::Proposal& proposal) override {
    if (proposal.id.none()) {
      proposals_.push_back(proposal);
      proposals_.back().id = MatchId(static_cast<std::int64_t>(proposals_.size()));
      return proposals_.back().id;
    }
    proposals_.at(static_cast<std::size_t>(proposal.id.number()) - 1) = proposal;
    return proposal.id;
  }
  Result<std::optional<matching::Proposal>> proposal(MatchId id) override {
    for (const auto& proposal : proposals_)
      if (proposal.id == id) return std::optional(proposal);
    return std::optional<matching::Proposal>();
  }
  Result<std::vector<matching::Proposal>> proposals(matching::ProposalState state, MatchId last,
                                                    std::size_t limit) override {
    std::vector<matching::Proposal> found;
    for (const auto& proposal : proposals_)
      if (proposal.state == state && proposal.id > last && found.size() < limit)
        found.push_back(proposal);
    return found;
  }
  Result<std::vector<matching::Proposal>> open_proposals_of(SubjectId subject) override {
    std::vector<matching::Proposal> found;
    for (const auto& proposal : proposals_)
      if (proposal.state == matching::ProposalState::open &&
          (proposal.a == subject || proposal.b == subject))
        found.push_back(proposal);
    return found;
  }

 private:
  std::vector<ChildId> children_;  // by id: where it redirects
  std::map<SubjectId, matching::Known> known_;
  std::vector<SubjectId> changes_;  // by id - 1
  matching::Snapshot snapshot_;
  matching::NameWeights weights_;
  std::vector<matching::Event> events_;
  std::map<std::pair<SubjectId, SubjectId>, matching::Lock> locks_;
  std::vector<matching::Proposal> proposals_;
};

}  // namespace trellis::testing
