#include "hub/matching/linkage/linker.hpp"

#include <algorithm>

#include "hub/matching/linkage/parallel.hpp"

namespace trellis::matching::linkage {
namespace {

// Small tables can afford to compare each record with many; large ones hold more chance likeness.
std::size_t largest_block(std::size_t records) {
  return std::clamp<std::size_t>(2'000'000 / std::max<std::size_t>(records, 1), 12, 100);
}

}  // namespace

Linker::Linker(const Records& records, const Nicknames& nicknames, const LinkSettings& settings)
    : records_(records),
      settings_(settings),
      comparer_(records, nicknames),
      frequencies_(records, comparer_),
      candidates_(records, largest_block(records.count), settings.threads),
      mixture_(comparer_.features(), chance()) {}

// Levels of random pairs; equal ones by how often the values stand.
std::vector<std::array<double, most_levels>> Linker::chance() const {
  constexpr std::uint64_t samples = 1'000'000;
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

Mixture::Verdict Linker::judge(std::uint32_t a, std::uint32_t b) const {
  const Pattern pattern = comparer_.compare(a, b);
  return mixture_.judge(pattern, rarity(a, b, pattern));
}

// By thread.
std::vector<std::vector<Linker::Pair>> Linker::candidate_pairs() const {
  std::vector<std::vector<Pair>> pairs(settings_.threads);
  in_parallel(settings_.threads, [&](std::size_t part) {
    candidates_.each(part, settings_.threads, [&](std::uint32_t a, std::uint32_t b) {
      pairs[part].push_back({std::min(a, b), std::max(a, b)});
    });
  });
  return pairs;
}

// From at most two million pairs or so: more teach nothing new.
void Linker::learn(const std::vector<std::vector<Pair>>& pairs) {
  constexpr std::uint64_t enough = 2'000'000;
  std::uint64_t count = 0;
  for (const auto& own : pairs) count += own.size();
  const std::uint64_t one_of = std::max<std::uint64_t>(count / enough, 1);
  std::vector<std::vector<Pattern>> found(pairs.size());
  in_parallel(pairs.size(), [&](std::size_t part) {
    constexpr std::uint32_t spread = 2654435761U;
    for (const Pair& pair : pairs[part])
      if (((pair.a ^ pair.b << 7U) * spread >> 8U) % one_of == 0)
        found[part].push_back(comparer_.compare(pair.a, pair.b));
  });
  std::vector<Pattern> all;
  for (const auto& own : found) all.insert(all.end(), own.begin(), own.end());
  std::sort(all.begin(), all.end());
  std::vector<PatternCount> patterns;
  for (const Pattern pattern : all) {
    if (patterns.empty() || patterns.back().pattern != pattern) patterns.push_back({pattern, 0});
    patterns.back().count += static_cast<double>(one_of);
  }
  const double records = static_cast<double>(records_.count);
  mixture_.learn(patterns, records * (records - 1) / 2);
}

void Linker::weigh(const Pair& pair, std::vector<Edge>& edges) const {
  const auto [bits, likeliest] = judge(pair.a, pair.b);
  const bool is_someone_else =
      bits <= 0 && likeliest != Class::same && likeliest != Class::stranger;
  if (bits > settings_.keep_above || is_someone_else)
    edges.push_back({pair.a, pair.b, bits, is_someone_else});
}

Linked Linker::run() {
  const auto pairs = candidate_pairs();
  learn(pairs);
  std::vector<std::vector<Edge>> edges(pairs.size());
  in_parallel(pairs.size(), [&](std::size_t part) {
    for (const Pair& pair : pairs[part]) weigh(pair, edges[part]);
  });
  Linked linked;
  for (std::size_t part = 0; part < pairs.size(); ++part) {
    linked.compared += pairs[part].size();
    linked.edges.insert(linked.edges.end(), edges[part].begin(), edges[part].end());
    edges[part] = {};
  }
  std::sort(linked.edges.begin(), linked.edges.end(), [](const Edge& left, const Edge& right) {
    return std::pair(left.a, left.b) < std::pair(right.a, right.b);
  });
  linked.clusters = cluster(static_cast<std::uint32_t>(records_.count), linked.edges,
                            settings_.clusters, settings_.lists);
  return linked;
}

}  // namespace trellis::matching::linkage
