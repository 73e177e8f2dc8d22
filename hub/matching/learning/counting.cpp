#include "hub/matching/learning/counting.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace trellis::matching {
namespace {

using Pair = std::pair<ChildId, ChildId>;
using Group = std::vector<ChildId>;

// Between two children, the likeliest of each two; the likeliest first.
void put_in_order(std::vector<OpenQuestion>& questions) {
  for (OpenQuestion& each : questions)
    if (each.other < each.one) std::swap(each.one, each.other);
  std::sort(questions.begin(), questions.end(), [](const OpenQuestion& a, const OpenQuestion& b) {
    return std::tuple(-a.same, a.one, a.other) < std::tuple(-b.same, b.one, b.other);
  });
  std::set<Pair> seen;
  std::erase_if(questions, [&](const OpenQuestion& each) {
    return each.one == each.other || !seen.emplace(each.one, each.other).second;
  });
}

class Groups {
 public:
  explicit Groups(const std::vector<OpenQuestion>& questions) {
    for (const OpenQuestion& each : questions) {
      in_question_.emplace(each.one, each.other);
      for (const ChildId child : {each.one, each.other})
        if (place_.try_emplace(child, groups_.size()).second) groups_.push_back({child});
    }
  }

  bool join(const OpenQuestion& question) {
    const std::size_t into = place_.at(question.one), from = place_.at(question.other);
    if (into == from || !are_all_in_question(groups_[into], groups_[from])) return false;
    for (const ChildId child : groups_[from]) place_[child] = into;
    groups_[into].insert(groups_[into].end(), groups_[from].begin(), groups_[from].end());
    groups_[from].clear();
    return true;
  }

 private:
  bool are_all_in_question(const Group& some, const Group& others) const {
    for (const ChildId one : some)
      for (const ChildId other : others)
        if (in_question_.count(std::minmax(one, other)) == 0) return false;
    return true;
  }

  std::set<Pair> in_question_;
  std::map<ChildId, std::size_t> place_;
  std::vector<Group> groups_;
};

}  // namespace

ChildCount count_children(std::size_t as_linked, std::vector<OpenQuestion> questions) {
  put_in_order(questions);
  ChildCount count{as_linked, static_cast<double>(as_linked), as_linked, questions.size()};
  Groups groups(questions);
  for (const OpenQuestion& each : questions) {
    if (!groups.join(each)) continue;
    --count.as_one;
    count.expected -= each.same;
  }
  return count;
}

}  // namespace trellis::matching
