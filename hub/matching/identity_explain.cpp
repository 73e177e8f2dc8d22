#include <algorithm>
#include <tuple>
#include <utility>

#include "hub/matching/identity.hpp"

namespace trellis::matching {
namespace {

constexpr const char* no_such_subject = "there is no such subject";

void obey(Lock lock, Comparison& comparison) {
  comparison.forbidden = lock == Lock::never_link;
  comparison.because = comparison.forbidden
                           ? "a person or a source said that they are never one child"
                           : "a person or a source said that they are one child";
}

}  // namespace

// Who is sealed is as if not there: no answer must tell a seal.
Result<Features> Identity::open_features(SubjectId subject) {
  const auto known = links_.find(subject);
  if (!known.ok()) return known.error();
  if (!*known) return Error{Fault::not_found, no_such_subject};
  auto features = unpack((*known)->features);
  if (features.ok() && features->sealed) return Error{Fault::not_found, no_such_subject};
  return features;
}

Result<Comparison> Identity::compare(SubjectId a, SubjectId b) {
  const auto one = open_features(a), other = open_features(b);
  if (!one.ok()) return one.error();
  if (!other.ok()) return other.error();
  Comparison comparison = engine_.compare(*one, *other);
  const auto lock = lock_between(a, b);
  if (!lock.ok()) return lock.error();
  if (*lock) obey(**lock, comparison);
  return comparison;
}

Result<bool> Identity::may_be_named(SubjectId subject) {
  const auto features = open_features(subject);
  if (!features.ok() && features.error().fault != Fault::not_found) return features.error();
  return features.ok();
}

// The children that placing the subject anew puts in question, beside its own and `other`, with
// which it has `bits` where it is not in question itself.
Result<std::vector<Contender>> Identity::contenders_of(SubjectId subject, const Features& features,
                                                       ChildId own, ChildId other, double bits) {
  const Placement placement = engine_.place(subject, features);
  if (const Rival* held_against = rival_for(placement, other)) bits = held_against->comparison.bits;
  std::vector<Contender> contenders;
  for (const Rival& rival : placement.rivals) {
    if (rival.child == own || rival.child == other) continue;
    const auto may_be_told = may_be_named(rival.closest);
    if (!may_be_told.ok()) return may_be_told.error();
    if (*may_be_told) contenders.push_back({subject, rival, bits - rival.comparison.bits});
  }
  return contenders;
}

Result<PairExplanation> Identity::explain(SubjectId one, SubjectId other) {
  const auto left = open_features(one), right = open_features(other);
  if (!left.ok()) return left.error();
  if (!right.ok()) return right.error();
  const auto known = links_.find(one), known_other = links_.find(other);
  if (!known.ok()) return known.error();
  if (!known_other.ok()) return known_other.error();
  const auto lock = lock_between(one, other);
  if (!lock.ok()) return lock.error();
  PairExplanation pair{one, other, (*known)->child, (*known_other)->child, *lock, {}, {}};
  pair.why = engine_.explain(*left, *right);
  if (*lock) {
    obey(**lock, pair.why.comparison);
    pair.why.outcome = **lock == Lock::must_link ? Outcome::one_child : Outcome::two_children;
    pair.why.alternatives.clear();  // no finding changes what was said
  } else if (pair.why.outcome == Outcome::one_child &&
             (*known)->subject.connection == (*known_other)->subject.connection &&
             pair.why.comparison.bits < rules_.same_connection) {
    pair.why.outcome = Outcome::question;
    pair.why.comparison.because = "two keys of one source, which seldom has a child twice";
  }
  const double bits = pair.why.comparison.bits;
  for (const auto& [subject, features, own, against] :
       {std::tuple(one, &*left, pair.child_of_one, pair.child_of_other),
        std::tuple(other, &*right, pair.child_of_other, pair.child_of_one)}) {
    const auto contenders = contenders_of(subject, *features, own, against, bits);
    if (!contenders.ok()) return contenders.error();
    pair.contenders.insert(pair.contenders.end(), contenders->begin(), contenders->end());
  }
  std::stable_sort(pair.contenders.begin(), pair.contenders.end(),
                   [](const Contender& a, const Contender& b) { return a.margin < b.margin; });
  return pair;
}

Result<ChildExplanation> Identity::explain_child_of(SubjectId subject) {
  if (const auto open = open_features(subject); !open.ok()) return open.error();
  const auto child = child_of(subject);
  if (!child.ok()) return child.error();
  const auto subjects = subjects_of(*child);
  if (!subjects.ok()) return subjects.error();
  ChildExplanation explained;
  explained.child = *child;
  for (const SubjectId each : *subjects) {
    const auto may_be_told = may_be_named(each);
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
    const auto features = open_features(members[b].subject);
    if (!features.ok()) return features.error();
    const auto contenders = contenders_of(members[b].subject, *features, *child, *child, 0);
    if (!contenders.ok()) return contenders.error();
    for (const Contender& each : *contenders)
      if (!explained.nearest || each.margin < explained.nearest->margin) explained.nearest = each;
  }
  return explained;
}

}  // namespace trellis::matching
