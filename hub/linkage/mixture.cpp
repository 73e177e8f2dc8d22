#include "hub/linkage/mixture.hpp"

#include <algorithm>
#include <cmath>

#include "hub/comparison/shared_days.hpp"
#include "hub/linkage/parallel.hpp"

namespace trellis::linkage {
namespace {

using What = Feature::What;
using Levels = std::array<double, most_levels>;

bool is_of_place(const Feature& feature) {
  return feature.what == What::text && (is_place(feature.is) || feature.is == Is::phone);
}

// Does the class agree on this for a reason?
bool has_cause(Class which, const Feature& feature) {
  switch (which) {
    case Class::same:
      return true;
    case Class::twin:
      return is_of_place(feature) || feature.what == What::family || feature.what == What::birth;
    case Class::sibling:
      return is_of_place(feature) || feature.what == What::family;
    case Class::namesake:
      return is_of_place(feature) || feature.what == What::family || feature.what == What::given;
    case Class::neighbour:
      return is_of_place(feature);
    case Class::stranger:
      return false;
  }
  return false;
}

void normalise(Levels& levels, std::size_t count) {
  double sum = 0;
  for (std::size_t i = 1; i < count; ++i) sum += levels[i];
  for (std::size_t i = 1; i < count; ++i) levels[i] = std::max(levels[i] / sum, 1e-9);
}

// Before anything is learned: most agree, some nearly, few not at all.
Levels first_guess(std::size_t count, double same) {
  Levels levels{};
  const double rest = 1 - same;
  for (std::size_t i = 1; i < count; ++i)
    levels[i] = i == 1 ? same : rest / static_cast<double>(count - 2);
  return levels;
}

// What tells one person from another, however damaged: at most this share of one person's pairs may
// have such a level. Without it, a table in which nobody stands twice would teach that families
// are one person.
struct Bound {
  std::size_t first_level;  // and all above it
  double most;
};
std::vector<Bound> bounds_for(const Feature& feature) {
  const auto from = [](auto level, double most) {
    return Bound{static_cast<std::size_t>(level), most};
  };
  switch (feature.what) {
    case What::given:
      return {from(NameLevel::shared_part, 0.2)};
    case What::family:
      return {from(NameLevel::same_initial, 0.3)};
    case What::birth:
      return {from(Born::same_month_and_year, 0.25), from(Born::within_a_year, 0.08)};
    case What::sex:
      return {from(Sex::different, 0.1)};
    case What::text:
      if (!is_identifier(feature.is)) return {};
      return {from(TextLevel::different, 0.15), from(TextLevel::conflicting, 2e-4)};
    case What::middle:
      return {};
  }
  return {};
}

void keep_within(const Bound& bound, std::size_t count, Levels& levels) {
  double above = 0;
  for (std::size_t l = bound.first_level; l < count; ++l) above += levels[l];
  if (above <= bound.most) return;
  for (std::size_t l = 1; l < count; ++l)
    levels[l] *= l < bound.first_level ? (1 - bound.most) / (1 - above) : bound.most / above;
}

// What those who are not the same person would seldom share.
Levels apart(const Feature& feature, Levels chance, Class which) {
  const bool is_sibling = which == Class::twin || which == Class::sibling;
  if (feature.what == What::given && is_sibling)
    for (std::size_t i = 1; i <= static_cast<std::size_t>(NameLevel::swapped); ++i)
      chance[i] *= i == 1 ? 0.05 : 0.5;
  // Families give their children one name of two again and again, and one first letter.
  constexpr auto shared_part = static_cast<std::size_t>(NameLevel::shared_part),
                 same_initial = static_cast<std::size_t>(NameLevel::same_initial);
  if (feature.what == What::given && is_sibling) {
    chance[shared_part] = std::max(chance[shared_part], 0.1);
    chance[same_initial] = std::max(chance[same_initial], 0.2);
  }
  if (feature.what == What::birth)
    for (std::size_t i = 1; i <= static_cast<std::size_t>(Born::default_day); ++i)
      chance[i] *= i == 1 ? 0.02 : 0.3;
  if (feature.what == What::text && (is_identifier(feature.is) || feature.is == Is::email))
    chance[1] = std::max(chance[1], which == Class::twin ? 0.01 : 0.001);
  normalise(chance, feature.levels);
  return chance;
}

// Independent levels take too many damaged pairs for strangers: by 1.6 to 1.9 bits near even odds,
// on every labelled table measured. The classes between share most of the damage.
constexpr Evidence damage = {0, 0.75F, 0.75F, 0.75F, 0.75F, 1.75F};

}  // namespace

std::string_view to_string(Class which) {
  switch (which) {
    case Class::same:
      return "same person";
    case Class::twin:
      return "twin";
    case Class::sibling:
      return "sibling or household";
    case Class::namesake:
      return "namesake";
    case Class::neighbour:
      return "neighbour";
    case Class::stranger:
      return "stranger";
  }
  return "stranger";
}

Class likeliest_but_same(const Evidence& evidence) {
  const auto* const first = evidence.begin() + 1;
  return static_cast<Class>(std::max_element(first, evidence.begin() + classes) - evidence.begin());
}

namespace {

// A first of a month is as frequent in each year as the table is told it in all years.
void weigh_shared_days(const std::vector<std::uint32_t>& counts, double by_chance,
                       std::vector<float>& rarity) {
  comparison::SharedDays days;
  std::vector<double> years(year_of(static_cast<Birth>(counts.size())) + 1);
  double total = 0;
  for (Birth birth = 0; birth < counts.size(); ++birth) {
    days.count(month_of(birth), day_of(birth), static_cast<int>(counts[birth]));
    years[year_of(birth)] += counts[birth];
    total += counts[birth];
  }
  days.settle();
  for (Birth birth = 0; birth < counts.size(); ++birth) {
    if (counts[birth] == 0 || day_of(birth) != 1 || month_of(birth) == 0) continue;
    const double share = years[year_of(birth)] / total * days.share(month_of(birth), day_of(birth));
    rarity[birth] =
        std::max(rarity[birth], static_cast<float>(std::log2(share / std::max(by_chance, 1e-12))));
  }
}

}  // namespace

Frequencies::Frequencies(const Records& records, const Comparer& comparer, const EqualRows& equal,
                         std::size_t threads)
    : rarity_(comparer.features().size()), by_chance_(rarity_.size()) {
  for_each_in_parallel(threads, rarity_.size(), [&](std::size_t f) {
    std::vector<std::uint32_t> counts;
    double total = 0;
    for (std::uint32_t r = 0; r < records.count; ++r) {
      const std::uint32_t value = comparer.value(f, r);
      if (value == 0 || equal.is_repeated(r)) continue;
      if (value >= counts.size()) counts.resize(value + 1);
      ++counts[value];
      ++total;
    }
    double by_chance = 0;
    for (const std::uint32_t count : counts) by_chance += (count / total) * (count / total);
    std::vector<float> rarity(counts.size());
    for (std::size_t v = 0; v < counts.size(); ++v) {
      // A value that was seen once may be less rare than it looks.
      const double share = (static_cast<double>(counts[v]) + 0.5) / total;
      rarity[v] = static_cast<float>(std::log2(share / std::max(by_chance, 1e-12)));
    }
    if (comparer.features()[f].what == What::birth) weigh_shared_days(counts, by_chance, rarity);
    by_chance_[f] = by_chance;
    rarity_[f] = std::move(rarity);
  });
}

float Frequencies::rarity(std::size_t feature, std::uint32_t value) const {
  const auto& known = rarity_[feature];
  return value == 0 || value >= known.size() ? 0.F : known[value];
}

Mixture::Mixture(const std::vector<Feature>& features, std::vector<Levels> random)
    : features_(features), twins_(features), random_(std::move(random)), damage_(damage) {
  for (std::size_t f = 0; f < features_.size(); ++f) normalise(random_[f], features_[f].levels);
  for (const Feature& feature : features_) {
    const std::vector<Bound> bounds = bounds_for(feature);
    tells_apart_from_.push_back(
        static_cast<unsigned>(bounds.empty() ? most_levels : bounds.front().first_level));
  }
  for (std::size_t c = 0; c < classes; ++c) {
    for (const Feature& feature : features_) {
      by_cause_[c].push_back(has_cause(static_cast<Class>(c), feature));
      probabilities_[c].push_back(first_guess(feature.levels, 0.8));
    }
  }
  tell_chance();
}

// Random pairs are strangers but for the few that are one person, whose levels are taken out.
void Mixture::tell_chance() {
  constexpr double most_taken_out = 0.9;
  for (std::size_t f = 0; f < features_.size(); ++f) {
    Levels chance = random_[f];
    for (std::size_t l = 1; l < features_[f].levels; ++l)
      chance[l] = std::max(chance[l] - shares_[0] * probabilities_[0][f][l],
                           chance[l] * (1 - most_taken_out));
    normalise(chance, features_[f].levels);
    for (std::size_t c = 1; c < classes; ++c) {
      const auto which = static_cast<Class>(c);
      if (!by_cause_[c][f])
        probabilities_[c][f] =
            which == Class::stranger ? chance : apart(features_[f], chance, which);
    }
  }
}

void Mixture::prepare() {
  logs_.assign(features_.size(), {});
  for (std::size_t c = 0; c < classes; ++c) {
    log_shares_[c] = static_cast<float>(std::log2(std::max(shares_[c], 1e-300)));
    for (std::size_t f = 0; f < features_.size(); ++f)
      for (std::size_t l = 1; l < features_[f].levels; ++l)
        logs_[f][l][c] = static_cast<float>(std::log2(probabilities_[c][f][l]));
  }
  for (std::size_t c = classes; c < log_shares_.size(); ++c) log_shares_[c] = -1000;
  by_chance_.assign(features_.size(), {});
  for (std::size_t f = 0; f < features_.size(); ++f)
    for (std::size_t c = 0; c < classes; ++c) by_chance_[f][c] = by_cause_[c][f] ? 0.F : 1.F;
}

Evidence Mixture::log_likelihoods(Pattern pattern) const {
  Evidence sums = log_shares_;
  sums[index_of(Class::same)] -= twin_doubt(pattern);
  for (std::size_t f = 0; f < features_.size(); ++f) {
    const auto& logs = logs_[f][level_in(pattern, f)];
    for (std::size_t c = 0; c < sums.size(); ++c) sums[c] += logs[c];
  }
  for (std::size_t i = 0; i < interactions_.size(); ++i) {
    const float bits = interactions_[i].bits_of(pattern);
    for (std::size_t c = 0; c < sums.size(); ++c) sums[c] += bits * has_interaction_[i][c];
  }
  return sums;
}

void Mixture::learn(const std::vector<PatternCount>& patterns, std::span<const Pattern> known,
                    double pairs, std::size_t threads) {
  pairs = std::max(pairs, 1.0);
  twins_.learn(patterns);
  double candidates = 0;
  for (const PatternCount& each : patterns) candidates += each.count;
  // At the start a fifth of the candidates are thought to be of one person, few of a household.
  shares_ = {candidates * 0.2 / pairs,  candidates * 1e-3 / pairs, candidates * 0.02 / pairs,
             candidates * 0.01 / pairs, candidates * 0.05 / pairs, 1};
  // How many pairs the guess counts for: where fewer than that are found, nothing can be learned
  // from them, and where many are, it does not matter.
  const double strength = std::max(2.0, 0.01 * std::sqrt(2 * pairs));
  constexpr int rounds = 60, round_of_choice = 30;
  for (int round = 0; round < rounds; ++round) {
    prepare();
    if (round == round_of_choice) choose_interactions(patterns, threads);
    Expected expected = expect(patterns, threads);
    for (std::size_t i = 0; i < interactions_.size(); ++i)
      weigh(interactions_[i], expected.together[i]);
    take_from_damage(expected.found[0]);
    for (const Pattern pattern : known)
      for (std::size_t f = 0; f < features_.size(); ++f)
        expected.levels[f][level_in(pattern, f)] += 1;
    constexpr std::size_t same = 0;
    for (std::size_t c = 0; c + 1 < classes; ++c)
      shares_[c] = std::max(expected.found[c], 1e-3) / pairs;
    for (std::size_t f = 0; f < features_.size(); ++f) {
      Levels& learned = probabilities_[same][f];
      const Levels guess = first_guess(features_[f].levels, 0.8);
      for (std::size_t l = 1; l < features_[f].levels; ++l)
        learned[l] = expected.levels[f][l] + strength * guess[l];
      normalise(learned, features_[f].levels);
      for (const Bound& bound : bounds_for(features_[f]))
        keep_within(bound, features_[f].levels, learned);
      for (std::size_t c = 1; c + 1 < classes; ++c)
        if (by_cause_[c][f]) probabilities_[c][f] = learned;
    }
    tell_chance();
  }
  prepare();
}

// By what they tell once it is known what one person's records are like; of levels that damage or
// change explain. Those that tell people apart hang together in pairs of two people that are taken
// for one, and would have them taken so all the more.
void Mixture::choose_interactions(const std::vector<PatternCount>& patterns, std::size_t threads) {
  interactions_ = every_interaction(features_.size());
  tell_interactions();
  const Expected expected = expect(patterns, threads);
  for (std::size_t i = 0; i < interactions_.size(); ++i)
    weigh(interactions_[i], expected.together[i]);
  interactions_ = strongest(std::move(interactions_));
  tell_interactions();
}

void Mixture::tell_interactions() {
  has_interaction_.assign(interactions_.size(), {});
  for (std::size_t i = 0; i < interactions_.size(); ++i)
    for (std::size_t c = 0; c < classes; ++c)
      has_interaction_[i][c] = has_interaction(c, interactions_[i]) ? 1.F : 0.F;
}

// What interactions tell of shared damage does not have to be allowed for.
void Mixture::take_from_damage(double found) {
  constexpr auto stranger = static_cast<std::size_t>(Class::stranger);
  double told = 0;
  for (const Interaction& each : interactions_)
    told += each.information * each.pairs / std::max(found, 1.0);
  damage_[stranger] = std::max(damage[stranger] - static_cast<float>(told), 0.F);
}

Mixture::Expected Mixture::expect(std::span<const PatternCount> patterns) const {
  Expected expected;
  expected.together.resize(interactions_.size());
  for (const PatternCount& each : patterns) {
    const auto logs = log_likelihoods(each.pattern);
    const float highest = *std::max_element(logs.begin(), logs.begin() + classes);
    std::array<float, classes> shares{};
    float sum = 0;
    for (std::size_t c = 0; c < classes; ++c) sum += shares[c] = std::exp2(logs[c] - highest);
    const double weight = each.count / static_cast<double>(sum);
    for (std::size_t c = 0; c < classes; ++c)
      expected.found[c] += weight * static_cast<double>(shares[c]);
    const double same = weight * static_cast<double>(shares[0]);
    if (same < 1e-12) continue;
    for (std::size_t f = 0; f < features_.size(); ++f)
      expected.levels[f][level_in(each.pattern, f)] += same;
    for (std::size_t i = 0; i < interactions_.size(); ++i) {
      const unsigned first = level_in(each.pattern, interactions_[i].first),
                     second = level_in(each.pattern, interactions_[i].second);
      if (first < tells_apart_from_[interactions_[i].first] &&
          second < tells_apart_from_[interactions_[i].second])
        expected.together[i][first][second] += same;
    }
  }
  return expected;
}

// In parts that do not depend on the threads, so that the sums do not either.
Mixture::Expected Mixture::expect(const std::vector<PatternCount>& patterns,
                                  std::size_t threads) const {
  constexpr std::size_t part = 4096;
  std::vector<Expected> parts((patterns.size() + part - 1) / part);
  for_each_in_parallel(threads, parts.size(), [&](std::size_t i) {
    parts[i] =
        expect(std::span(patterns).subspan(i * part, std::min(part, patterns.size() - i * part)));
  });
  Expected all;
  all.together.resize(interactions_.size());
  for (const Expected& each : parts) {
    for (std::size_t c = 0; c < classes; ++c) all.found[c] += each.found[c];
    for (std::size_t f = 0; f < features_.size(); ++f)
      for (std::size_t l = 0; l < most_levels; ++l) all.levels[f][l] += each.levels[f][l];
    for (std::size_t i = 0; i < interactions_.size(); ++i)
      for (std::size_t l = 0; l < most_levels; ++l)
        for (std::size_t m = 0; m < most_levels; ++m)
          all.together[i][l][m] += each.together[i][l][m];
  }
  return all;
}

void Mixture::teach(const Lesson& lesson) {
  constexpr std::size_t same = 0;
  log_shares_[same] += lesson.prior;
  for (std::size_t f = 0; f < features_.size(); ++f)
    for (std::size_t l = 1; l < features_[f].levels; ++l) logs_[f][l][same] += lesson.levels[f][l];
}

}  // namespace trellis::linkage
