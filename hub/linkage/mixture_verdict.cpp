#include <cmath>
#include <optional>
#include <span>

#include "hub/linkage/mixture.hpp"

// The part of Mixture that judges a pair.
namespace trellis::linkage {

Evidence Mixture::evidence(Pattern pattern, std::span<const float> rarity) const {
  Evidence logs = log_likelihoods(pattern);
  for (std::size_t f = 0; f < features_.size(); ++f)
    for (std::size_t c = 0; c < logs.size(); ++c) logs[c] += rarity[f] * by_chance_[f][c];
  for (std::size_t c = 0; c < logs.size(); ++c) logs[c] -= damage_[c];
  return logs;
}

Mixture::Verdict Mixture::judge(Pattern pattern, std::span<const float> rarity) const {
  const Evidence logs = evidence(pattern, rarity);
  return verdict(logs, likeliest_but_same(logs));
}

std::optional<Mixture::Verdict> Mixture::judge_above(float least, Pattern pattern,
                                                     std::span<const float> rarity) const {
  const Evidence logs = evidence(pattern, rarity);
  const Class other = likeliest_but_same(logs);
  const float most = logs[0] - logs[index_of(other)];  // others can only take from it
  if (most <= least && most < 0 && other == Class::stranger) return {};
  return verdict(logs, other);
}

Mixture::Verdict Mixture::verdict(const Evidence& evidence, Class other) {
  const float of_other = evidence[index_of(other)], ahead = evidence[0] - of_other;
  const Class likeliest = ahead >= 0 ? Class::same : other;
  constexpr float hopeless = -40;
  if (ahead < hopeless) return {ahead, likeliest};
  float rest = 0;
  for (std::size_t c = 1; c < classes; ++c) rest += std::exp2(evidence[c] - of_other);
  return {ahead - std::log2(rest), likeliest};
}

}  // namespace trellis::linkage
