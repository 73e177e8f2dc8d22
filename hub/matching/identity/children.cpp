#include "hub/matching/identity/children.hpp"

namespace trellis::matching {

namespace {

constexpr int most_hops = 10'000;

}  // namespace

Result<ChildId> Children::child_of(SubjectId subject) {
  TRELLIS_LET(auto known, links_.find(subject));
  if (!known) return Error{Fault::not_found, "there is no such subject"};
  return known->child;
}

Result<ChildId> Children::resolve(ChildId child) {
  for (int hop = 0; hop < most_hops; ++hop) {
    auto next = links_.redirected(child);
    if (!next.ok() || next->none()) return next.ok() ? Result<ChildId>(child) : next;
    child = *next;
  }
  return Error{Fault::conflict, "the redirects of this child go round in a circle"};
}

Result<std::vector<SubjectId>> Children::subjects_of(ChildId child) {
  TRELLIS_LET(auto standing, resolve(child));
  TRELLIS_LET(auto members, links_.members(standing));
  std::vector<SubjectId> subjects;
  subjects.reserve(members.size());
  for (const Known& member : members) subjects.push_back(member.subject.id);
  return subjects;
}

}  // namespace trellis::matching
