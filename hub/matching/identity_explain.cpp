#include <algorithm>
#include <tuple>
#include <utility>

#include "hub/matching/identity.hpp"
#include "hub/matching/seals.hpp"

namespace trellis::matching {
namespace {

void obey(Lock lock, Comparison& comparison) {
  comparison.forbidden = lock == Lock::never_link;
  comparison.because = comparison.forbidden
                           ? "a person or a source said that they are never one child"
                           : "a person or a source said that they are one child";
  comparison.obstacles.clear();
  if (comparison.forbidden) comparison.obstacles.push_back({Obstacle::What::never_link, {}});
}

bool is_nearer(const Contender& a, const Contender& b) {
  return a.rival.comparison.bits > b.rival.comparison.bits;
}

}  // namespace

Result<Comparison> Identity::compare(SubjectId a, SubjectId b) {
  const auto one = open_features(links_, a), other = open_features(links_, b);
  if (!one.ok()) return one.error();
  if (!other.ok()) return other.error();
  Comparison comparison = engine_.compare(*one, *other);
  const auto lock = lock_between(a, b);
  if (!lock.ok()) return lock.error();
  if (*lock) obey(**lock, comparison);
  return comparison;
}

// The children that placing the subject anew puts in question, beside its own and `other`.
Result<std::vector<Contender>> Identity::contenders_of(SubjectId subject, const Features& features,
                                                       ChildId own, ChildId other) {
  const Placement placement = engine_.place(subject, features);
  const Rival* const held_against = rival_for(placement, other);
  std::vector<Contender> contenders;
  for (const Rival& rival : placement.rivals) {
    if (rival.child == own || rival.child == other) continue;
    const auto may_be_told = may_be_named(links_, rival.closest);
    if (!may_be_told.ok()) return may_be_told.error();
    if (!*may_be_told) continue;
    Contender& contender = contenders.emplace_back(Contender{subject, rival, {}});
    if (held_against != nullptr)
      contender.margin = held_against->comparison.bits - rival.comparison.bits;
  }
  return contenders;
}

Result<PairExplanation> Identity::explain(SubjectId one, SubjectId other) {
  const auto left = open_features(links_, one), right = open_features(links_, other);
  if (!left.ok()) return left.error();
  if (!right.ok()) return right.error();
  const auto known = links_.find(one), known_other = links_.find(other);
  if (!known.ok()) return known.error();
  if (!known_other.ok()) return known_other.error();
  const auto lock = lock_between(one, other);
  if (!lock.ok()) return lock.error();
  PairExplanation pair{one, other, (*known)->child, (*known_other)->child, *lock, {}, {}, {}};
  auto against = conflicts(one, other);
  if (!against.ok()) return std::move(against).error();
  pair.conflicts = *std::move(against);
  const bool are_of_one_source = (*known)->subject.connection == (*known_other)->subject.connection;
  pair.why = engine_.explain(*left, *right, are_of_one_source);
  if (*lock) {
    obey(**lock, pair.why.comparison);
    pair.why.outcome = **lock == Lock::must_link ? Outcome::one_child : Outcome::two_children;
    pair.why.alternatives.clear();  // no finding changes what was said
  }
  for (const auto& [subject, features, own, rival] :
       {std::tuple(one, &*left, pair.child_of_one, pair.child_of_other),
        std::tuple(other, &*right, pair.child_of_other, pair.child_of_one)}) {
    const auto contenders = contenders_of(subject, *features, own, rival);
    if (!contenders.ok()) return contenders.error();
    pair.contenders.insert(pair.contenders.end(), contenders->begin(), contenders->end());
  }
  std::stable_sort(pair.contenders.begin(), pair.contenders.end(), is_nearer);
  return pair;
}

Result<ChildExplanation> Identity::explain_child_of(SubjectId subject) {
  if (const auto open = open_features(links_, subject); !open.ok()) return open.error();
  const auto child = child_of(subject);
  if (!child.ok()) return child.error();
  const auto subjects = subjects_of(*child);
  if (!subjects.ok()) return subjects.error();
  ChildExplanation explained;
  explained.child = *child;
  for (const SubjectId each : *subjects) {
    const auto may_be_told = may_be_named(links_, each);
    if (!may_be_told.ok()) return may_be_told.error();
    if (*may_be_told) explained.members.push_back({each});
  }
  auto& members = explained.members;
  for (std::size_t b = 0; b < members.size(); ++b) {
    for (std::size_t a = 0; a < b; ++a) {
      const auto lock = lock_between(members[a].subject, members[b].subject);
      const auto comparison = compare(members[a].subject, members[b].subject);
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
    const auto features = open_features(links_, members[b].subject);
    if (!features.ok()) return features.error();
    const auto contenders = contenders_of(members[b].subject, *features, *child, *child);
    if (!contenders.ok()) return contenders.error();
    for (const Contender& each : *contenders)
      if (!explained.nearest || is_nearer(each, *explained.nearest)) explained.nearest = each;
  }
  return explained;
}

}  // namespace trellis::matching
