#include "hub/matching/linkage/truth.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace trellis::matching::linkage {
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

}  // namespace

double probability(float bits) { return 1 / (1 + std::exp2(-static_cast<double>(bits))); }

Score score(const std::vector<std::uint32_t>& clusters, const std::vector<Edge>& edges,
            const std::vector<std::uint32_t>& truth) {
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
    const double chance = probability(edge.bits);
    const bool is_right = truth[edge.a] == truth[edge.b];
    auto& tenth =
        score.calibration[std::min<std::size_t>(static_cast<std::size_t>(chance * 10), 9)];
    ++tenth.pairs;
    tenth.expected += chance;
    tenth.right += is_right ? 1 : 0;
    if (edge.bits >= automatic_bits) {
      ++score.automatic.found;
      score.automatic.right += is_right ? 1 : 0;
    }
    if (chance < 0.5) continue;
    ++score.pairs.found;
    score.pairs.right += is_right ? 1 : 0;
  }
  return score;
}

}  // namespace trellis::matching::linkage
