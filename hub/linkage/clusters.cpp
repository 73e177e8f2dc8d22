#include "hub/linkage/clusters.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory_resource>
#include <numeric>
#include <queue>
#include <tuple>
#include <unordered_map>

#include "hub/linkage/parallel.hpp"

namespace trellis::linkage {
namespace {

class Forest {
 public:
  explicit Forest(std::uint32_t size) : parents_(size) {
    std::iota(parents_.begin(), parents_.end(), 0U);
  }
  std::uint32_t root(std::uint32_t record) {
    while (parents_[record] != record) record = parents_[record] = parents_[parents_[record]];
    return record;
  }
  void join(std::uint32_t a, std::uint32_t b) {
    a = root(a);
    b = root(b);
    parents_[std::max(a, b)] = std::min(a, b);
  }

  // Of every record.
  std::vector<std::uint32_t> roots() && {
    for (std::uint32_t record = 0; record < parents_.size(); ++record)
      parents_[record] = parents_[parents_[record]];  // no parent comes after its child
    return std::move(parents_);
  }

 private:
  std::vector<std::uint32_t> parents_;
};

// The records of one connected part, and what lies between the clusters they form.
class Part {
 public:
  Part(std::span<const Edge> edges, const ClusterRules& rules, const Constraints& constraints,
       std::pmr::memory_resource* memory)
      : rules_(rules),
        constraints_(constraints),
        records_(memory),
        between_(memory),
        original_(memory),
        members_(memory),
        versions_(memory),
        offers_({}, std::pmr::vector<Offer>(memory)) {
    records_.reserve(2 * edges.size());
    for (const Edge& edge : edges) {
      records_.push_back(edge.a);
      records_.push_back(edge.b);
    }
    std::sort(records_.begin(), records_.end());
    records_.erase(std::unique(records_.begin(), records_.end()), records_.end());
    between_.resize(records_.size());
    members_.resize(records_.size());
    for (std::uint32_t i = 0; i < records_.size(); ++i) members_[i] = {i};
    for (const Edge& edge : edges) {
      const std::uint32_t a = place_of(edge.a), b = place_of(edge.b);
      const float least = edge.is_someone_else ? rules_.least_of_others : rules_.least;
      const double bits = std::clamp(edge.bits, least, rules_.most);
      // An absent pair counts `absent` already; the edge says what it is instead.
      between_[a][b] += bits - rules_.absent;
      between_[b][a] += bits - rules_.absent;
      if (edge.are_twins) never_.emplace_back(a, b);
      if (edge.is_decided) (edge.is_someone_else ? never_ : always_).emplace_back(a, b);
    }
    is_fixed_.resize(records_.size());
  }

  void solve(std::vector<std::uint32_t>& clusters) {
    original_ = between_;
    merge();
    if (constraints_.lists.empty()) move();
    for (const auto& members : members_) {
      if (members.empty()) continue;
      std::uint32_t first = records_[members.front()];
      for (const std::uint32_t member : members) first = std::min(first, records_[member]);
      for (const std::uint32_t member : members) clusters[records_[member]] = first;
    }
  }

 private:
  using Sums = std::pmr::unordered_map<std::uint32_t, double>;
  struct Offer {
    double mean;
    std::uint32_t a, b, version_a, version_b;
    bool operator<(const Offer& other) const {
      return std::tuple(mean, other.a, other.b) < std::tuple(other.mean, a, b);
    }
  };

  std::uint32_t place_of(std::uint32_t record) const {
    const auto found = std::lower_bound(records_.begin(), records_.end(), record);
    return static_cast<std::uint32_t>(found - records_.begin());
  }

  double mean(std::uint32_t a, std::uint32_t b, double sum) const {
    const double pairs = static_cast<double>(members_[a].size() * members_[b].size());
    return sum / pairs + rules_.absent;
  }

  void offer(std::uint32_t a, std::uint32_t b, double sum) {
    const double value = mean(a, b, sum);
    if (value > rules_.join_at) offers_.push({value, a, b, versions_[a], versions_[b]});
  }

  void unite_decided() {
    for (const auto& [a, b] : always_) {
      is_fixed_[a] = is_fixed_[b] = true;
      const std::uint32_t one = cluster_with(a), other = cluster_with(b);
      if (one != other) unite(one, other);
    }
  }

  std::uint32_t cluster_with(std::uint32_t member) const {
    std::uint32_t cluster = 0;
    while (std::find(members_[cluster].begin(), members_[cluster].end(), member) ==
           members_[cluster].end())
      ++cluster;
    return cluster;
  }

  void merge() {
    versions_.assign(records_.size(), 0);
    unite_decided();
    for (std::uint32_t a = 0; a < between_.size(); ++a)
      for (const auto& [b, sum] : between_[a])
        if (a < b) offer(a, b, sum);
    while (!offers_.empty()) {
      const Offer best = offers_.top();
      offers_.pop();
      if (versions_[best.a] != best.version_a || versions_[best.b] != best.version_b) continue;
      if (may_unite(members_[best.a], members_[best.b])) unite(best.a, best.b);
    }
  }

  bool may_meet(std::uint32_t left, std::uint32_t right) const {
    for (const auto& [one, other] : never_)
      if ((one == left && other == right) || (one == right && other == left)) return false;
    const std::uint32_t a = records_[left], b = records_[right];
    return !constraints_.are_of_one_list(a, b) && !constraints_.have_two_numbers(a, b);
  }

  bool may_unite(std::span<const std::uint32_t> left, std::span<const std::uint32_t> right) const {
    if (constraints_.lists.empty() && constraints_.numbers.empty() && never_.empty()) return true;
    for (const std::uint32_t a : left)
      for (const std::uint32_t b : right)
        if (!may_meet(a, b)) return false;
    return true;
  }

  void unite(std::uint32_t a, std::uint32_t b) {
    if (between_[a].size() < between_[b].size()) std::swap(a, b);
    members_[a].insert(members_[a].end(), members_[b].begin(), members_[b].end());
    members_[b].clear();
    between_[a].erase(b);
    for (const auto& [other, sum] : between_[b]) {
      if (other == a) continue;
      between_[a][other] += sum;
      between_[other].erase(b);
      between_[other][a] = between_[a][other];
    }
    between_[b].clear();
    ++versions_[a];
    ++versions_[b];
    for (const auto& [other, sum] : between_[a]) offer(std::min(a, other), std::max(a, other), sum);
  }

  // Each record goes to the cluster that it has the most evidence for, itself alone being none.
  void move() {
    constexpr int most_rounds = 4;
    std::vector<std::uint32_t> cluster_of(records_.size());
    for (std::uint32_t c = 0; c < members_.size(); ++c)
      for (const std::uint32_t member : members_[c]) cluster_of[member] = c;
    bool has_moved = true;
    for (int round = 0; round < most_rounds && has_moved; ++round) {
      has_moved = false;
      for (std::uint32_t record = 0; record < records_.size(); ++record) {
        if (is_fixed_[record]) continue;
        const std::uint32_t own = cluster_of[record];
        const std::uint32_t best = best_for(record, cluster_of);
        if (best == own) continue;
        std::erase(members_[own], record);
        members_[best].push_back(record);
        cluster_of[record] = best;
        has_moved = true;
      }
    }
  }

  std::uint32_t best_for(std::uint32_t record, const std::vector<std::uint32_t>& cluster_of) const {
    Sums sums;
    for (const auto& [other, sum] : original_[record]) sums[cluster_of[other]] += sum;
    const std::uint32_t own = cluster_of[record];
    const auto gain = [&](std::uint32_t cluster, double sum) {
      const double others =
          static_cast<double>(members_[cluster].size()) - (cluster == own ? 1 : 0);
      return sum + others * rules_.absent;
    };
    const auto to_own = sums.find(own);
    std::uint32_t best = own;
    double highest = to_own == sums.end() ? gain(own, 0) : gain(own, to_own->second);
    for (const auto& [cluster, sum] : sums) {
      const double value = gain(cluster, sum);
      constexpr double clearly = 1;  // bits
      if (cluster != own && value > highest + clearly &&
          (best == own || value > highest || cluster < best) &&
          may_unite({&record, 1}, members_[cluster])) {
        highest = value;
        best = cluster;
      }
    }
    if (highest < -1 && members_[own].size() > 1) {  // nobody is like it
      for (std::uint32_t c = 0; c < members_.size(); ++c)
        if (members_[c].empty()) return c;
    }
    return best;
  }

  const ClusterRules& rules_;
  const Constraints& constraints_;
  std::pmr::vector<std::uint32_t> records_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> always_, never_;
  std::vector<bool> is_fixed_;
  std::pmr::vector<Sums> between_, original_;
  std::pmr::vector<std::pmr::vector<std::uint32_t>> members_;
  std::pmr::vector<std::uint32_t> versions_;
  std::priority_queue<Offer, std::pmr::vector<Offer>> offers_;
};

// Does every pair of its records speak for one person, so that there is nothing to weigh? Edges
// come in the order of their records.
bool is_agreed(std::span<const Edge> edges, const ClusterRules& rules,
               const Constraints& constraints) {
  if (rules.join_at < 0) return false;
  const auto is_of_first = [&](const Edge& edge) { return edge.a == edges.front().a; };
  const auto others = static_cast<std::size_t>(
      std::find_if_not(edges.begin(), edges.end(), is_of_first) - edges.begin());
  if (others * (others + 1) / 2 != edges.size()) return false;
  auto edge = edges.begin();
  for (std::size_t i = 0; i <= others; ++i) {
    const std::uint32_t a = i == 0 ? edges.front().a : edges[i - 1].b;
    for (std::size_t j = i; j < others; ++j, ++edge) {
      const bool is_of_both = edge->a == a && edge->b == edges[j].b;
      if (!is_of_both || edge->bits <= rules.join_at || edge->is_decided ||
          constraints.are_of_one_list(a, edge->b) || constraints.have_two_numbers(a, edge->b))
        return false;
    }
  }
  return true;
}

// What a small part needs of memory it keeps to its end; a large one gives back what it can.
void solve(std::span<const Edge> edges, const ClusterRules& rules, const Constraints& constraints,
           std::vector<std::uint32_t>& clusters) {
  if (is_agreed(edges, rules, constraints)) {
    for (const Edge& edge : edges) clusters[edge.b] = edges.front().a;
    return;
  }
  constexpr std::size_t few = 64;
  std::array<std::byte, std::size_t{1} << 14U> room;
  std::pmr::monotonic_buffer_resource kept(room.data(), room.size());
  Part(edges, rules, constraints, edges.size() <= few ? &kept : std::pmr::new_delete_resource())
      .solve(clusters);
}

// The edges of each part: of records that strong edges connect.
class Parts {
 public:
  Parts(std::uint32_t records, std::span<const Edge> edges, float join_at) {
    Forest forest(records);
    for (const Edge& edge : edges)
      if (edge.bits > join_at) forest.join(edge.a, edge.b);
    const std::vector<std::uint32_t> roots = std::move(forest).roots();
    std::vector<std::uint32_t> ends(std::size_t{records} + 1);
    const auto is_within = [&](const Edge& edge) { return roots[edge.a] == roots[edge.b]; };
    for (const Edge& edge : edges)
      if (is_within(edge)) ++ends[roots[edge.a] + 1];
    for (std::size_t r = 0; r < records; ++r) {
      ends[r + 1] += ends[r];
      if (ends[r + 1] > ends[r]) starts_.push_back(ends[r]);
    }
    edges_.resize(ends.back());
    starts_.push_back(ends.back());
    for (const Edge& edge : edges)
      if (is_within(edge)) edges_[ends[roots[edge.a]]++] = edge;
  }
  std::size_t size() const { return starts_.size() - 1; }
  std::span<const Edge> operator[](std::size_t part) const {
    return std::span(edges_).subspan(starts_[part], starts_[part + 1] - starts_[part]);
  }

 private:
  std::vector<Edge> edges_;
  std::vector<std::uint32_t> starts_;
};

}  // namespace

std::vector<std::uint32_t> cluster(std::uint32_t records, std::span<const Edge> edges,
                                   const ClusterRules& rules, const Constraints& constraints,
                                   std::size_t threads) {
  std::vector<std::uint32_t> clusters(records);
  std::iota(clusters.begin(), clusters.end(), 0U);
  const Parts parts(records, edges, rules.join_at);
  for_each_range(threads, parts.size(), [&](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) solve(parts[i], rules, constraints, clusters);
  });
  return clusters;
}

std::size_t count_clusters(const std::vector<std::uint32_t>& clusters) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < clusters.size(); ++i) count += clusters[i] == i ? 1 : 0;
  return count;
}

}  // namespace trellis::linkage
