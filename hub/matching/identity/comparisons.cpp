#include "hub/matching/identity/comparisons.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "hub/matching/identity/locks.hpp"
#include "hub/matching/identity/seals.hpp"

namespace trellis::matching {
namespace {

std::string words_of(const Conflict& conflict) {
  const std::string between =
      "subjects " + to_string(conflict.one) + " and " + to_string(conflict.other);
  if (conflict.obstacle.what == Obstacle::What::one_roll)
    return between + " have two pupil numbers on one school's roll";
  return between + " have two valid numbers of the kind " + conflict.obstacle.identifier;
}

}  // namespace

void obey(Lock lock, Comparison& comparison) {
  comparison.forbidden = lock == Lock::never_link;
  comparison.rule(comparison.forbidden ? Ruling::never_link : Ruling::must_link);
  comparison.obstacles.clear();
  if (comparison.forbidden) comparison.obstacles.push_back({Obstacle::What::never_link, {}});
}

Result<Comparison> Comparisons::compare(SubjectId a, SubjectId b) {
  TRELLIS_LET(const auto one, open_features(links_, a));
  TRELLIS_LET(const auto other, open_features(links_, b));
  Comparison comparison = engine_.compare(one, other);
  TRELLIS_LET(const auto lock, lock_between(links_, a, b));
  if (lock) obey(*lock, comparison);
  return comparison;
}

Result<std::vector<Conflict>> Comparisons::conflicts(SubjectId a, SubjectId b) {
  std::vector<SubjectId> ones = {a}, others = {b};
  TRELLIS_LET(const auto left, links_.find(a));
  TRELLIS_LET(const auto right, links_.find(b));
  const bool are_together = left && right && left->child == right->child;
  for (const auto& [known, side] : {std::pair(&left, &ones), std::pair(&right, &others)}) {
    if (!*known || (are_together && side == &ones)) continue;
    TRELLIS_LET(const auto members, links_.members((*known)->child));
    for (const Known& member : members)
      if (member.subject.id != a && member.subject.id != b) side->push_back(member.subject.id);
  }
  std::vector<Conflict> found;
  for (const SubjectId one : ones) {
    for (const SubjectId other : others) {
      const auto comparison = compare(one, other);
      if (!comparison.ok() && comparison.error().fault == Fault::not_found) continue;
      if (!comparison.ok()) return comparison.error();
      for (const Obstacle& each : comparison->obstacles) found.push_back({each, one, other});
    }
  }
  return found;
}

// A never-link is told by the lock itself; of the rest each must be named.
Status Comparisons::check_despite(SubjectId a, SubjectId b, const By& by) {
  TRELLIS_LET(const auto lock, lock_between(links_, a, b));
  if (lock == Lock::must_link) return done();
  TRELLIS_LET(const auto found, conflicts(a, b));
  for (const Conflict& conflict : found) {
    const std::string name = name_of(conflict.obstacle);
    if (conflict.obstacle.what == Obstacle::What::never_link ||
        std::find(by.despite.begin(), by.despite.end(), name) != by.despite.end())
      continue;
    return Error{Fault::conflict, words_of(conflict) +
                                      ": if they are one child all the same, name what stands "
                                      "against it: " +
                                      name};
  }
  return done();
}

}  // namespace trellis::matching
