#include "hub/linkage/truth.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <unordered_map>

namespace trellis::linkage {
namespace {

using Sizes = std::unordered_map<std::uint64_t, double>;

double pairs_in(const Sizes& sizes) {
  double pairs = 0;
  for (const auto& [key, size] : sizes) pairs += size * (size - 1) / 2;
  return pairs;
}

std::uint64_t both(std::uint32_t cluster, std::uint32_t person) {
  return std::uint64_t{cluster} << 32U | person;
}

Class beside_same(const Linker& linker, const Edge& edge) {
  const Pattern pattern = linker.comparer().compare(edge.a, edge.b);
  const auto rarity = linker.rarity(edge.a, pattern);
  return likeliest_but_same(linker.mixture().evidence(pattern, rarity));
}

}  // namespace

double probability(double bits) { return 1 / (1 + std::exp2(-bits)); }

Score score(const std::vector<std::uint32_t>& clusters, const std::vector<Edge>& edges,
            const std::vector<std::uint32_t>& truth, const EqualRows& equal) {
  Sizes found, real, common;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    ++found[clusters[i]];
    ++real[truth[i]];
    ++common[both(clusters[i], truth[i])];
  }
  Score score;
  score.clusters = {pairs_in(found), pairs_in(common), pairs_in(real)};
  score.pairs.all = score.automatic.all = score.clusters.all;
  double exact = 0;
  for (const auto& [key, size] : common) {
    const double in_cluster = found[key >> 32U], of_person = real[key & 0xFFFFFFFFU];
    score.b_cubed_precision += size * size / in_cluster;
    score.b_cubed_recall += size * size / of_person;
    exact += size == in_cluster && size == of_person ? 1 : 0;
  }
  const double records = static_cast<double>(std::max<std::size_t>(truth.size(), 1));
  score.b_cubed_precision /= records;
  score.b_cubed_recall /= records;
  score.exact_clusters = real.empty() ? 1 : exact / static_cast<double>(real.size());
  for (const Edge& edge : edges) {
    const double chance = probability(edge.bits), pairs = equal.pairs_for(edge);
    const double right = truth[edge.a] == truth[edge.b] ? pairs : 0;
    auto& tenth =
        score.calibration[std::min<std::size_t>(static_cast<std::size_t>(chance * 10), 9)];
    tenth.pairs += pairs;
    tenth.expected += chance * pairs;
    tenth.right += right;
    if (edge.bits >= automatic_bits) {
      score.automatic.found += pairs;
      score.automatic.right += right;
    }
    if (chance < 0.5) continue;
    score.pairs.found += pairs;
    score.pairs.right += right;
  }
  return score;
}

std::vector<Threshold> thresholds(const std::vector<Edge>& edges,
                                  const std::vector<std::uint32_t>& truth, const EqualRows& equal) {
  constexpr double steps_in_a_bit = 2;
  std::map<int, Accuracy, std::greater<>> steps;
  for (const Edge& edge : edges) {
    Accuracy& step = steps[static_cast<int>(std::floor(edge.bits * steps_in_a_bit))];
    const double pairs = equal.pairs_for(edge);
    step.found += pairs;
    step.right += truth[edge.a] == truth[edge.b] ? pairs : 0;
  }
  Sizes persons;
  for (const std::uint32_t person : truth) ++persons[person];
  Accuracy sum;
  sum.all = pairs_in(persons);
  std::vector<Threshold> all;
  for (const auto& [step, accuracy] : steps) {
    sum.found += accuracy.found;
    sum.right += accuracy.right;
    all.push_back({step / steps_in_a_bit, sum});
  }
  return all;
}

Errors errors_by_class(const Linker& linker, const Linked& linked,
                       const std::vector<std::uint32_t>& truth) {
  Errors errors;
  const Score all = score(linked.clusters, linked.edges, truth, linker.equal_rows());
  errors.unscored = {0, all.pairs.all - all.pairs.right, all.clusters.found - all.clusters.right,
                     all.clusters.all - all.clusters.right};
  for (const Edge& edge : linked.edges) {
    const bool is_one_person = truth[edge.a] == truth[edge.b];
    const bool is_link = probability(edge.bits) >= 0.5;
    const bool is_one_cluster = linked.clusters[edge.a] == linked.clusters[edge.b];
    if (is_link == is_one_person && is_one_cluster == is_one_person) continue;
    PairErrors& of_class = errors.by_class[static_cast<std::size_t>(beside_same(linker, edge))];
    const double pairs = linker.equal_rows().pairs_for(edge);
    const auto count = [pairs](double& in_class, double& in_rest) {
      in_class += pairs;
      in_rest -= pairs;
    };
    if (is_link && !is_one_person) of_class.wrong += pairs;
    if (!is_link && is_one_person) count(of_class.missed, errors.unscored.missed);
    if (is_one_cluster && !is_one_person)
      count(of_class.wrong_in_clusters, errors.unscored.wrong_in_clusters);
    if (!is_one_cluster && is_one_person)
      count(of_class.missed_in_clusters, errors.unscored.missed_in_clusters);
  }
  return errors;
}

}  // namespace trellis::linkage
