#include "hub/matching/learning/replay.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_map>

namespace trellis::matching {
namespace {

Two two(SubjectId a, SubjectId b) { return std::minmax(a, b); }

void sort_once(std::vector<Two>& pairs) {
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
}

void tell_locks(const Population& population, Engine& engine) {
  for (const StandingLock& lock : population.locks) engine.lock(lock.a, lock.b, lock.kind);
}

// As Identity settles newcomers, without a store.
class Replay {
 public:
  Replay(const Population& population, const OpenedEngine& opened)
      : population_(population), engine_(*opened.engine), rules_(opened.rules) {
    tell_locks(population, engine_);
    for (const StandingLock& lock : population.locks)
      (lock.kind == Lock::must_link ? must_ : never_).push_back(two(lock.a, lock.b));
    sort_once(must_);
    sort_once(never_);
  }

  Placed run() {
    for (const Member& member : population_.members) {
      place(member);
      if (engine_.have_names_doubled()) engine_.weigh_names_by_what_is_known();
    }
    for (const auto& [a, b] : must_)
      if (is_open(a) && is_open(b)) join(child_of_[a], child_of_[b]);
    return picture();
  }

 private:
  const Member* find(SubjectId subject) const {
    const auto& all = population_.members;
    const auto found =
        std::lower_bound(all.begin(), all.end(), subject,
                         [](const Member& each, SubjectId id) { return each.subject.id < id; });
    return found != all.end() && found->subject.id == subject ? &*found : nullptr;
  }
  // A lock of who is sealed holds once it is open again.
  bool is_open(SubjectId subject) const {
    const Member* const member = find(subject);
    return member != nullptr && !member->features.sealed;
  }

  static bool holds(const std::vector<Two>& locks, Two pair) {
    return std::binary_search(locks.begin(), locks.end(), pair);
  }

  // A source seldom has one child under two keys: that takes more than two sources would.
  bool is_too_weak(const Member& member, const Rival& rival) const {
    if (rival.comparison.bits >= rules_.same_connection) return false;
    if (holds(must_, two(member.subject.id, rival.closest))) return false;
    const auto& others = children_.at(rival.child);
    return std::any_of(others.begin(), others.end(), [&](const Member* other) {
      return other->subject.connection == member.subject.connection;
    });
  }

  void put(const Member& member, ChildId child) {
    child_of_[member.subject.id] = child;
    children_[child].push_back(&member);
    engine_.remember(member.subject.id, child, member.features);
  }

  ChildId join(ChildId one, ChildId other) {
    if (one == other) return one;
    const ChildId kept = std::min(one, other);
    const auto moving = std::move(children_.extract(std::max(one, other)).mapped());
    for (const Member* member : moving) put(*member, kept);
    return kept;
  }

  // The children that the subject belongs to, the first of them first.
  std::vector<ChildId> chosen_for(const Member& member, const Placement& placement) const {
    std::vector<ChildId> chosen;
    if (placement.decision != Decision::same_child) return chosen;
    std::vector<ChildId> wanted = placement.joins;
    wanted.insert(wanted.begin(), placement.child);
    for (const ChildId child : wanted) {
      const Rival* rival = rival_for(placement, child);
      if (rival != nullptr && !is_too_weak(member, *rival)) chosen.push_back(child);
      if (chosen.empty()) break;  // no other child is shown by one that it does not belong to
    }
    return chosen;
  }

  void place(const Member& member) {
    const SubjectId subject = member.subject.id;
    const Placement placement = engine_.place(subject, member.features);
    const std::vector<ChildId> chosen = chosen_for(member, placement);
    ChildId own = chosen.empty() ? ChildId(++last_child_) : chosen.front();
    put(member, own);
    for (const ChildId child : chosen) own = join(own, child);
    for (const Rival& rival : placement.rivals)
      if (std::find(chosen.begin(), chosen.end(), rival.child) == chosen.end())
        questions_.push_back(two(subject, rival.closest));
    for (const SubjectId other : placement.again) place_again(other);
  }

  void place_again(SubjectId subject) {
    const Member* const member = find(subject);
    ChildId own = child_of_.at(subject);
    const Placement placement = engine_.place(subject, member->features);
    for (const ChildId child : chosen_for(*member, placement)) own = join(own, child);
  }

  Placed picture() {
    Placed placed;
    for (const auto& [child, members] : children_)
      for (std::size_t i = 0; i < members.size(); ++i)
        for (std::size_t j = i + 1; j < members.size(); ++j)
          placed.links.push_back(two(members[i]->subject.id, members[j]->subject.id));
    sort_once(placed.links);
    for (const Two& question : questions_)
      if (child_of_.at(question.first) != child_of_.at(question.second) && !holds(never_, question))
        placed.questions.push_back(question);
    sort_once(placed.questions);
    return placed;
  }

  const Population& population_;
  Engine& engine_;
  Rules rules_;
  std::vector<Two> must_, never_, questions_;
  std::unordered_map<SubjectId, ChildId> child_of_;
  std::unordered_map<ChildId, std::vector<const Member*>> children_;
  std::int64_t last_child_ = 0;
};

std::vector<Two> without(const std::vector<Two>& all, const std::vector<Two>& some) {
  std::vector<Two> rest;
  std::set_difference(all.begin(), all.end(), some.begin(), some.end(), std::back_inserter(rest));
  return rest;
}

}  // namespace

Result<Population> read_population(Links& links) {
  constexpr std::size_t page = 10'000;
  Population population;
  SubjectId last;
  while (true) {
    TRELLIS_LET(auto known, links.after(last, page));
    if (known.empty()) break;
    last = known.back().subject.id;
    for (const Known& each : known) {
      TRELLIS_LET(auto features, unpack(each.features));
      population.members.push_back({each.subject, each.child, std::move(features)});
    }
  }
  TRELLIS_LET(auto locks, links.locks());
  population.locks = std::move(locks);
  return population;
}

Placed standing(const Population& population) {
  std::unordered_map<ChildId, std::vector<SubjectId>> children;
  for (const Member& member : population.members)
    children[member.child].push_back(member.subject.id);
  Placed placed;
  for (const auto& [child, members] : children)
    for (std::size_t i = 0; i < members.size(); ++i)
      for (std::size_t j = i + 1; j < members.size(); ++j)
        placed.links.push_back(two(members[i], members[j]));
  sort_once(placed.links);
  return placed;
}

Result<std::vector<Two>> open_questions(Links& links) {
  std::vector<Two> questions;
  for (MatchId last;;) {
    TRELLIS_LET(const auto open, links.proposals(ProposalState::open, last, 1000));
    if (open.empty()) break;
    last = open.back().id;
    for (const Proposal& each : open) questions.push_back(two(each.a, each.b));
  }
  sort_once(questions);
  return questions;
}

std::vector<Fit> fits_of(const Population& population, Engine& engine) {
  std::unordered_map<ChildId, std::size_t> sizes;
  for (const Member& member : population.members) {
    engine.remember(member.subject.id, member.child, member.features);
    ++sizes[member.child];
  }
  tell_locks(population, engine);
  engine.weigh_names_by_what_is_known();
  std::vector<Fit> fits;
  for (const Member& member : population.members) {
    if (sizes.at(member.child) < 2) continue;
    const Placement placement = engine.place(member.subject.id, member.features);
    if (const Rival* own = rival_for(placement, member.child); own != nullptr)
      fits.push_back({member.subject.id, own->comparison.bits});
  }
  return fits;
}

Placed place_anew(const Population& population, const OpenedEngine& opened) {
  return Replay(population, opened).run();
}

PlacementChanges changes_between(const Placed& before, const Placed& after) {
  return {without(after.links, before.links), without(before.links, after.links),
          without(after.questions, before.questions), without(before.questions, after.questions)};
}

}  // namespace trellis::matching
