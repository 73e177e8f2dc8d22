#include "hub/desk/regrouping.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <unordered_map>

namespace trellis::desk {
namespace {

// Sets of places that grow together.
class Sets {
 public:
  explicit Sets(std::size_t size) : up_(size) { std::iota(up_.begin(), up_.end(), 0U); }
  std::size_t of(std::size_t place) {
    while (up_[place] != place) place = up_[place] = up_[up_[place]];
    return place;
  }
  // The least place stands for all.
  void join(std::size_t a, std::size_t b) {
    const std::size_t one = of(a), other = of(b);
    up_[std::max(one, other)] = std::min(one, other);
  }

 private:
  std::vector<std::size_t> up_;
};

class Planner {
 public:
  Planner(const matching::Population& population, const matching::Placed& placed)
      : members_(population.members), groups_(members_.size()), around_(members_.size()) {
    std::unordered_map<SubjectId, std::size_t> places;
    for (std::size_t i = 0; i < members_.size(); ++i) places.emplace(members_[i].subject.id, i);
    for (const auto& [a, b] : placed.links) groups_.join(places.at(a), places.at(b));
    std::unordered_map<ChildId, std::size_t> first;
    for (std::size_t i = 0; i < members_.size(); ++i) {
      around_.join(i, groups_.of(i));
      around_.join(i, first.emplace(members_[i].child, i).first->second);
    }
  }

  std::vector<Regrouping> run() {
    std::map<std::size_t, std::vector<std::size_t>> parts;  // who hangs together, now or then
    for (std::size_t i = 0; i < members_.size(); ++i) parts[around_.of(i)].push_back(i);
    std::vector<Regrouping> changed;
    for (const auto& [first, part] : parts) {
      Regrouping regrouping = plan(part);
      if (does_change(regrouping)) changed.push_back(std::move(regrouping));
    }
    return changed;
  }

 private:
  Regrouping plan(const std::vector<std::size_t>& part) {
    Regrouping regrouping;
    std::map<std::size_t, std::size_t> number;  // of each group, in the order of its first subject
    std::map<ChildId, std::map<std::size_t, std::size_t>> shares;  // by child and group: how many
    for (const std::size_t place : part) {
      const matching::Member& member = members_[place];
      regrouping.members.push_back({member.subject, member.child, {}});
      const auto group = number.emplace(groups_.of(place), regrouping.groups.size()).first->second;
      if (group == regrouping.groups.size()) regrouping.groups.emplace_back();
      regrouping.groups[group].subjects.push_back(member.subject.id);
      ++shares[member.child][group];
    }
    for (const auto& [child, by_group] : shares) {
      const auto most =
          std::max_element(by_group.begin(), by_group.end(),
                           [](const auto& a, const auto& b) { return a.second < b.second; });
      Regrouping::Group& winner = regrouping.groups[most->first];
      if (winner.home.none()) winner.home = child;  // the eldest
    }
    return regrouping;
  }

  static bool does_change(const Regrouping& regrouping) {
    std::unordered_map<SubjectId, ChildId> homes;
    for (const Regrouping::Group& group : regrouping.groups)
      for (const SubjectId subject : group.subjects) homes.emplace(subject, group.home);
    return std::any_of(
        regrouping.members.begin(), regrouping.members.end(),
        [&](const matching::Member& each) { return homes.at(each.subject.id) != each.child; });
  }

  const std::vector<matching::Member>& members_;
  Sets groups_, around_;
};

}  // namespace

std::vector<Regrouping> regroupings(const matching::Population& population,
                                    const matching::Placed& placed) {
  return Planner(population, placed).run();
}

}  // namespace trellis::desk
