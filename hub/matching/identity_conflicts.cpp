#include <algorithm>
#include <string>
#include <utility>

#include "hub/matching/identity.hpp"

// The part of Identity that tells what stands against one child, and lets only a person overrule
// it.
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

Result<std::vector<Conflict>> Identity::conflicts(SubjectId a, SubjectId b) {
  std::vector<SubjectId> ones = {a}, others = {b};
  const auto left = links_.find(a), right = links_.find(b);
  if (!left.ok()) return left.error();
  if (!right.ok()) return right.error();
  const bool are_together = *left && *right && (*left)->child == (*right)->child;
  for (const auto& [known, side] : {std::pair(&*left, &ones), std::pair(&*right, &others)}) {
    if (!*known || (are_together && side == &ones)) continue;
    const auto members = links_.members((*known)->child);
    if (!members.ok()) return members.error();
    for (const Known& member : *members)
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
Status Identity::check_despite(SubjectId a, SubjectId b, const By& by) {
  const auto lock = lock_between(a, b);
  if (!lock.ok()) return lock.error();
  if (*lock == Lock::must_link) return done();
  const auto found = conflicts(a, b);
  if (!found.ok()) return found.error();
  for (const Conflict& conflict : *found) {
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

Result<MatchId> Identity::ask_about_merge(SubjectId a, SubjectId b) {
  const auto lock = lock_between(a, b);
  if (!lock.ok()) return lock.error();
  if (*lock) return MatchId{};
  const auto asked = links_.open_proposals_of(a);
  if (!asked.ok()) return asked.error();
  for (const Proposal& each : *asked)
    if (std::minmax(each.a, each.b) == std::minmax(a, b)) return each.id;
  const auto comparison = compare(a, b);
  if (!comparison.ok()) return comparison.error();
  Proposal proposal;
  proposal.a = a;
  proposal.b = b;
  proposal.why = Why::merged_by_source;
  proposal.bits = comparison->bits;
  proposal.evidence = write(*comparison);
  proposal.model = engine_.model_version();
  proposal.made_at = clock_.now();
  return links_.put(proposal);
}

}  // namespace trellis::matching
