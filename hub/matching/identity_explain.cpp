#include <algorithm>
#include <array>
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

// Of the children that placing the subject anew would put in question.
Status Identity::add_contenders(SubjectId subject, const Features& features,
                                std::span<const ChildId> besides,
                                std::vector<Contender>& contenders) {
  for (Rival& rival : engine_.place(subject, features).rivals)
    if (std::find(besides.begin(), besides.end(), rival.child) == besides.end())
      contenders.push_back({subject, std::move(rival)});
  std::stable_sort(contenders.begin(), contenders.end(), [](const auto& a, const auto& b) {
    return a.rival.comparison.bits > b.rival.comparison.bits;
  });
  return done();
}

Result<PairExplanation> Identity::explain(SubjectId one, SubjectId other) {
  const auto left = open_features(one), right = open_features(other);
  if (!left.ok()) return left.error();
  if (!right.ok()) return right.error();
  const auto child_of_one = child_of(one), child_of_other = child_of(other);
  if (!child_of_one.ok()) return child_of_one.error();
  if (!child_of_other.ok()) return child_of_other.error();
  PairExplanation explained{
      one, other, *child_of_one, *child_of_other, engine_.explain(*left, *right), {}};
  const auto lock = lock_between(one, other);
  if (!lock.ok()) return lock.error();
  if (*lock) {
    obey(**lock, explained.why.comparison);
    explained.why.outcome = **lock == Lock::must_link ? Outcome::one_child : Outcome::two_children;
    explained.why.alternatives.clear();  // no finding changes what was said
  }
  const std::array own = {*child_of_one, *child_of_other};
  TRELLIS_TRY(add_contenders(one, *left, own, explained.contenders));
  TRELLIS_TRY(add_contenders(other, *right, own, explained.contenders));
  return explained;
}

Result<ChildExplanation> Identity::explain_child_of(SubjectId subject) {
  if (const auto open = open_features(subject); !open.ok()) return open.error();
  const auto child = child_of(subject);
  if (!child.ok()) return child.error();
  const auto subjects = subjects_of(*child);
  if (!subjects.ok()) return subjects.error();
  ChildExplanation explained;
  explained.child = *child;
  std::vector<Features> features;
  for (const SubjectId each : *subjects) {
    auto own = open_features(each);
    if (!own.ok() && own.error().fault == Fault::not_found) continue;
    if (!own.ok()) return own.error();
    explained.members.push_back({each});
    features.push_back(std::move(*own));
  }
  const double others = static_cast<double>(features.size()) - 1;
  std::vector<Contender> contenders;
  for (std::size_t b = 0; b < features.size(); ++b) {
    for (std::size_t a = 0; a < b; ++a) {
      const double bits = engine_.compare(features[a], features[b]).bits;
      const ChildExplanation::Pair pair{explained.members[a].subject, explained.members[b].subject,
                                        bits};
      explained.members[a].mean += bits / others;
      explained.members[b].mean += bits / others;
      if (!explained.weakest || bits < explained.weakest->bits) explained.weakest = pair;
      if (!explained.strongest || bits > explained.strongest->bits) explained.strongest = pair;
    }
    TRELLIS_TRY(add_contenders(explained.members[b].subject, features[b],
                               std::span(&explained.child, 1), contenders));
  }
  if (!contenders.empty()) explained.nearest = std::move(contenders.front());
  return explained;
}

}  // namespace trellis::matching
