#include "hub/matching/engine/neighbourhood.hpp"

#include <algorithm>
#include <unordered_map>

#include "hub/matching/engine/constants.hpp"

namespace trellis::matching {

std::vector<std::uint32_t> Neighbourhood::locked_to(const Subjects& subjects, SubjectId subject) {
  std::vector<std::uint32_t> places;
  for (const auto& [other, kind] : subjects.locks_of(subject)) {
    const auto place = subjects.place_of(other);
    if (kind == Lock::must_link && place && !subjects.at(*place).encoded.sealed)
      places.push_back(*place);
  }
  return places;
}

std::optional<std::vector<std::uint32_t>> Neighbourhood::hanging_together(
    Subjects& subjects, SubjectId subject, const std::vector<std::uint32_t>& likely) {
  const auto own = subjects.place_of(subject);
  std::vector<std::uint32_t> places;
  const auto add = [&](std::uint32_t place) {
    if (place != own && std::find(places.begin(), places.end(), place) == places.end())
      places.push_back(place);
  };
  for (const std::uint32_t each : locked_to(subjects, subject)) add(each);
  for (const std::uint32_t each : likely) add(each);
  if (own && !subjects.at(*own).encoded.sealed) {
    const Encoded encoded = subjects.at(*own).encoded;
    subjects.each_candidate(subject, encoded,
                            [&](const Subjects::Known& other, std::uint32_t place) {
                              if (subjects.is_likely(subjects.score(encoded, other.encoded)))
                                add(place);
                            });
  }
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (places.size() > constants::most_grouped) return std::nullopt;
    for (const Neighbour& each : subjects.neighbours_of(places[i])) add(each.place);
    for (const std::uint32_t each : locked_to(subjects, subjects.at(places[i]).subject)) add(each);
  }
  return places;
}

std::optional<Neighbourhood> Neighbourhood::around(Subjects& subjects, SubjectId subject,
                                                   const Encoded& encoded,
                                                   const std::vector<std::uint32_t>& likely) {
  const auto places = hanging_together(subjects, subject, likely);
  if (!places) return std::nullopt;
  std::vector<Member> members;
  members.push_back({subject, {}, encoded});
  for (const std::uint32_t place : *places) {
    const Subjects::Known known = subjects.at(place);
    members.push_back({known.subject, known.child, known.encoded});
  }
  std::sort(members.begin(), members.end(),
            [](const Member& a, const Member& b) { return a.subject < b.subject; });
  return Neighbourhood(subjects, std::move(members), subject);
}

Neighbourhood::Neighbourhood(Subjects& subjects, std::vector<Member> members, SubjectId self)
    : subjects_(subjects), members_(std::move(members)) {
  Ties ties(members_.size());
  for (std::size_t b = 0; b < members_.size(); ++b) {
    const Member& right = members_[b];
    if (right.subject == self) self_ = b;
    for (std::size_t a = 0; a < b; ++a)
      ties.set(
          a, b,
          subjects.tie(members_[a].subject, members_[a].encoded, right.subject, right.encoded));
  }
  group_of_ = group(ties, subjects.model());
}

bool Neighbourhood::keeps_children_whole(std::uint32_t group) const {
  std::unordered_map<ChildId, std::size_t> sizes;
  const ChildId own = subjects_.child_of(members_[self_].subject);
  for (std::size_t i = 0; i < members_.size(); ++i) {
    const ChildId child = i == self_ ? own : members_[i].child;
    if (group_of_[i] == group && !child.none()) ++sizes[child];
  }
  return std::all_of(sizes.begin(), sizes.end(), [&](const auto& each) {
    return subjects_.members(each.first).size() == each.second;
  });
}

std::vector<ChildId> Neighbourhood::children() const {
  std::vector<ChildId> children;
  for (std::size_t i = 0; i < members_.size(); ++i)
    if (group_of_[i] == group_of_[self_] && i != self_) children.push_back(members_[i].child);
  std::sort(children.begin(), children.end());
  children.erase(std::unique(children.begin(), children.end()), children.end());
  const auto own =
      std::find(children.begin(), children.end(), subjects_.child_of(members_[self_].subject));
  if (own != children.end()) std::rotate(children.begin(), own, own + 1);
  return children;
}

std::vector<SubjectId> Neighbourhood::to_place_again() const {
  std::vector<SubjectId> again;
  for (std::uint32_t first = 0; first < members_.size(); ++first) {
    if (group_of_[first] != first || group_of_[self_] == first) continue;
    bool joins_children = false;
    for (std::size_t i = first + 1; i < members_.size(); ++i)
      joins_children =
          joins_children || (group_of_[i] == first && members_[i].child != members_[first].child);
    if (joins_children && keeps_children_whole(first)) again.push_back(members_[first].subject);
  }
  return again;
}

}  // namespace trellis::matching
