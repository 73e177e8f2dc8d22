#include "hub/matching/linkage/linker.hpp"

#include <algorithm>
#include <thread>
#include <unordered_map>

namespace trellis::matching::linkage {
namespace {

std::size_t largest_block(std::size_t records) {
  if (records <= 50'000) return 100;
  return records <= 300'000 ? 60 : 30;
}

// Calls `work(part)` for each part, each in a thread of its own.
template <typename Work>
void in_parallel(std::size_t parts, Work work) {
  std::vector<std::jthread> threads;
  for (std::size_t part = 1; part < parts; ++part)
    threads.emplace_back([&work, part] { work(part); });
  work(0);
}

}  // namespace

Linker::Linker(const Records& records, const Nicknames& nicknames, const LinkSettings& settings)
    : records_(records),
      settings_(settings),
      comparer_(records, nicknames),
      frequencies_(records, comparer_),
      candidates_(records, largest_block(records.count)),
      mixture_(comparer_.features(), chance()) {}

// Levels of random pairs; equal ones by how often the values stand.
std::vector<std::array<double, most_levels>> Linker::chance() const {
  constexpr std::uint64_t samples = 2'000'000;
  const auto& features = comparer_.features();
  std::vector<std::array<double, most_levels>> counts(features.size());
  std::uint64_t state = 20'260'117;
  const auto random = [&state](std::uint64_t below) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::uint32_t>((state >> 33U) % below);
  };
  const std::uint64_t count = records_.count;
  for (std::uint64_t i = 0; i < samples && count > 1; ++i) {
    const std::uint32_t a = random(count), b = random(count);
    if (a == b) continue;
    const Pattern pattern = comparer_.compare(a, b);
    for (std::size_t f = 0; f < features.size(); ++f) ++counts[f][level_in(pattern, f)];
  }
  for (std::size_t f = 0; f < features.size(); ++f) {
    double seen = 0;
    for (std::size_t l = 1; l < features[f].levels; ++l) seen += counts[f][l] += 0.5;
    if (features[f].what == Feature::What::middle || features[f].what == Feature::What::sex)
      continue;
    counts[f][1] = std::max(frequencies_.equal_by_chance(f), 1e-9) * seen;
  }
  return counts;
}

std::array<float, most_features> Linker::rarity(std::uint32_t a, std::uint32_t b,
                                                Pattern pattern) const {
  std::array<float, most_features> rarity{};
  for (std::size_t f = 0; f < comparer_.features().size(); ++f) {
    if (level_in(pattern, f) != 1) continue;
    const std::uint32_t value = comparer_.value(f, a);
    if (value == comparer_.value(f, b)) rarity[f] = frequencies_.rarity(f, value);
  }
  return rarity;
}

float Linker::bits(std::uint32_t a, std::uint32_t b) const {
  const Pattern pattern = comparer_.compare(a, b);
  return mixture_.bits(pattern, rarity(a, b, pattern));
}

Class Linker::likeliest(std::uint32_t a, std::uint32_t b) const {
  const Pattern pattern = comparer_.compare(a, b);
  return mixture_.likeliest(pattern, rarity(a, b, pattern));
}

std::vector<PatternCount> Linker::count_patterns() const {
  std::vector<std::unordered_map<Pattern, double>> counts(settings_.threads);
  in_parallel(settings_.threads, [&](std::size_t part) {
    auto& own = counts[part];
    candidates_.each(part, settings_.threads,
                     [&](std::uint32_t a, std::uint32_t b) { ++own[comparer_.compare(a, b)]; });
  });
  std::unordered_map<Pattern, double> all;
  for (const auto& own : counts)
    for (const auto& [pattern, count] : own) all[pattern] += count;
  std::vector<PatternCount> patterns;
  for (const auto& [pattern, count] : all) patterns.push_back({pattern, count});
  std::sort(patterns.begin(), patterns.end(),
            [](const PatternCount& a, const PatternCount& b) { return a.pattern < b.pattern; });
  return patterns;
}

Linked Linker::run() {
  const double records = static_cast<double>(records_.count);
  mixture_.learn(count_patterns(), records * (records - 1) / 2);
  std::vector<Linked> parts(settings_.threads);
  in_parallel(settings_.threads, [&](std::size_t part) {
    Linked& own = parts[part];
    candidates_.each(part, settings_.threads, [&](std::uint32_t a, std::uint32_t b) {
      ++own.compared;
      const Pattern pattern = comparer_.compare(a, b);
      const auto rare = rarity(a, b, pattern);
      const float found = mixture_.bits(pattern, rare);
      const Class which = found > 0 ? Class::same : mixture_.likeliest(pattern, rare);
      const bool is_someone_else = which != Class::same && which != Class::stranger;
      if (found > settings_.keep_above || is_someone_else)
        own.edges.push_back({std::min(a, b), std::max(a, b), found, is_someone_else});
    });
  });
  Linked linked;
  for (Linked& own : parts) {
    linked.compared += own.compared;
    linked.edges.insert(linked.edges.end(), own.edges.begin(), own.edges.end());
  }
  std::sort(linked.edges.begin(), linked.edges.end(), [](const Edge& left, const Edge& right) {
    return std::pair(left.a, left.b) < std::pair(right.a, right.b);
  });
  linked.clusters = cluster(static_cast<std::uint32_t>(records_.count), linked.edges,
                            settings_.clusters, settings_.lists);
  return linked;
}

}  // namespace trellis::matching::linkage
