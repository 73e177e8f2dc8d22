#include "hub/matching/identity/explanations.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "hub/matching/identity/children.hpp"
#include "hub/matching/identity/locks.hpp"
#include "hub/matching/identity/seals.hpp"

namespace trellis::matching {
namespace {

bool is_nearer(const SubjectRival& a, const SubjectRival& b) {
  return a.rival.comparison.bits > b.rival.comparison.bits;
}

}  // namespace

// The children that placing the subject anew puts in question, beside its own and `other`.
Result<std::vector<SubjectRival>> Explanations::rivals_of(SubjectId subject,
                                                          const Features& features, ChildId own,
                                                          ChildId other) {
  const Placement placement = engine_.place(subject, features);
  const Rival* const held_against = rival_for(placement, other);
  std::vector<SubjectRival> rivals;
  for (const Rival& rival : placement.rivals) {
    if (rival.child == own || rival.child == other) continue;
    TRELLIS_LET(const auto may_be_told, may_be_named(links_, rival.closest));
    if (!may_be_told) continue;
    SubjectRival& found = rivals.emplace_back(SubjectRival{subject, rival, {}});
    if (held_against != nullptr)
      found.margin = held_against->comparison.bits - rival.comparison.bits;
  }
  return rivals;
}

Result<PairExplanation> Explanations::explain(SubjectId one, SubjectId other) {
  TRELLIS_LET(const auto left, open_features(links_, one));
  TRELLIS_LET(const auto right, open_features(links_, other));
  TRELLIS_LET(const auto known, links_.find(one));
  TRELLIS_LET(const auto known_other, links_.find(other));
  TRELLIS_LET(const auto lock, lock_between(links_, one, other));
  PairExplanation pair{one, other, known->child, known_other->child, lock, {}, {}, {}};
  TRELLIS_LET(auto against, comparisons_.conflicts(one, other));
  pair.conflicts = std::move(against);
  const bool are_of_one_source = known->subject.connection == known_other->subject.connection;
  pair.why = engine_.explain(left, right, are_of_one_source);
  if (lock) {
    obey(*lock, pair.why.comparison);
    pair.why.outcome = *lock == Lock::must_link ? Outcome::one_child : Outcome::two_children;
    pair.why.alternatives.clear();  // no finding changes what was said
  }
  for (const auto& [subject, features, own, rival] :
       {std::tuple(one, &left, pair.child_of_one, pair.child_of_other),
        std::tuple(other, &right, pair.child_of_other, pair.child_of_one)}) {
    TRELLIS_LET(const auto rivals, rivals_of(subject, *features, own, rival));
    pair.rivals.insert(pair.rivals.end(), rivals.begin(), rivals.end());
  }
  std::stable_sort(pair.rivals.begin(), pair.rivals.end(), is_nearer);
  return pair;
}

Result<ChildExplanation> Explanations::explain_child_of(SubjectId subject) {
  if (const auto open = open_features(links_, subject); !open.ok()) return open.error();
  TRELLIS_LET(const auto child, Children(links_).child_of(subject));
  TRELLIS_LET(const auto subjects, Children(links_).subjects_of(child));
  ChildExplanation explained;
  explained.child = child;
  for (const SubjectId each : subjects) {
    TRELLIS_LET(const auto may_be_told, may_be_named(links_, each));
    if (may_be_told) explained.members.push_back({each});
  }
  auto& members = explained.members;
  for (std::size_t b = 0; b < members.size(); ++b) {
    for (std::size_t a = 0; a < b; ++a) {
      const auto lock = lock_between(links_, members[a].subject, members[b].subject);
      const auto comparison = comparisons_.compare(members[a].subject, members[b].subject);
      if (!lock.ok()) return lock.error();
      if (!comparison.ok()) return comparison.error();
      const ChildExplanation::Pair pair{members[a].subject, members[b].subject, comparison->bits,
                                        *lock};
      for (auto* const member : {&members[a], &members[b]})
        member->mean += pair.bits / (static_cast<double>(members.size()) - 1);
      if (pair.lock) explained.said.push_back(pair);
      if (!explained.weakest || pair.bits < explained.weakest->bits) explained.weakest = pair;
      if (!explained.strongest || pair.bits > explained.strongest->bits) explained.strongest = pair;
    }
    TRELLIS_LET(const auto features, open_features(links_, members[b].subject));
    TRELLIS_LET(const auto rivals, rivals_of(members[b].subject, features, child, child));
    for (const SubjectRival& each : rivals)
      if (!explained.nearest || is_nearer(each, *explained.nearest)) explained.nearest = each;
  }
  return explained;
}

}  // namespace trellis::matching
