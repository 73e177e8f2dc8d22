#include "hub/linkage/interactions.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace trellis::linkage {

std::vector<Interaction> every_interaction(std::size_t features) {
  std::vector<Interaction> all;
  for (std::size_t first = 0; first < features; ++first)
    for (std::size_t second = first + 1; second < features; ++second) {
      all.emplace_back();
      all.back().first = first;
      all.back().second = second;
    }
  return all;
}

void weigh(Interaction& interaction, const LevelPairs& counts) {
  std::array<double, most_levels> of_first{}, of_second{};
  interaction.pairs = interaction.information = 0;
  interaction.bits = {};
  for (std::size_t i = 1; i < most_levels; ++i) {
    for (std::size_t j = 1; j < most_levels; ++j) {
      of_first[i] += counts[i][j];
      of_second[j] += counts[i][j];
      interaction.pairs += counts[i][j];
    }
  }
  if (interaction.pairs == 0) return;
  // As if so many pairs of the two levels had been seen as independence has them.
  constexpr double strength = 10;
  for (std::size_t i = 1; i < most_levels; ++i) {
    for (std::size_t j = 1; j < most_levels; ++j) {
      const double seen = counts[i][j],
                   independent = of_first[i] * of_second[j] / interaction.pairs;
      if (seen > 0)
        interaction.information += seen / interaction.pairs * std::log2(seen / independent);
      interaction.bits[i][j] =
          static_cast<float>(std::log2((seen + strength) / (independent + strength)));
    }
  }
  // Chance alone makes this much of it (Miller 1955).
  const auto seen_levels = [](const auto& levels) {
    return std::count_if(levels.begin(), levels.end(), [](double each) { return each > 0.5; });
  };
  const auto degrees =
      static_cast<double>((seen_levels(of_first) - 1) * (seen_levels(of_second) - 1));
  interaction.information -= degrees / (2 * interaction.pairs * std::log(2.0));
}

std::vector<Interaction> strongest(std::vector<Interaction> interactions) {
  constexpr std::size_t most = 4;
  constexpr double least_pairs = 50, least_information = 0.05;
  std::erase_if(interactions, [](const Interaction& each) {
    return each.pairs < least_pairs || each.information < least_information;
  });
  std::stable_sort(
      interactions.begin(), interactions.end(),
      [](const Interaction& a, const Interaction& b) { return a.information > b.information; });
  std::array<std::size_t, most_features> tree{};  // by feature: those connected share a number
  std::iota(tree.begin(), tree.end(), 0U);
  std::vector<Interaction> chosen;
  for (Interaction& each : interactions) {
    const std::size_t one = tree[each.first], other = tree[each.second];
    if (one == other || chosen.size() == most) continue;
    std::replace(tree.begin(), tree.end(), one, other);
    chosen.push_back(std::move(each));
  }
  return chosen;
}

}  // namespace trellis::linkage
