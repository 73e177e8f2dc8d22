#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "hub/linkage/equal_rows.hpp"
#include "hub/linkage/interactions.hpp"
#include "hub/linkage/levels.hpp"
#include "hub/linkage/teaching.hpp"
#include "hub/linkage/twins.hpp"

namespace trellis::linkage {

// What two records can be to each other.
enum class Class : std::uint8_t { same, twin, sibling, namesake, neighbour, stranger };
constexpr std::size_t classes = 6;
std::string_view to_string(Class which);

// Bits by class; the places beyond the last class are unused.
using Evidence = std::array<float, 8>;
Class likeliest_but_same(const Evidence& evidence);

// How often a value of a feature stands, as a share; by value.
class Frequencies {
 public:
  // Records that are repeated count once.
  Frequencies(const Records& records, const Comparer& comparer, const EqualRows& equal,
              std::size_t threads = 1);
  // log2 of the share of a value over the share of a value of a random equal pair: below 0 for
  // what is rarer.
  float rarity(std::size_t feature, std::uint32_t value) const;
  double equal_by_chance(std::size_t feature) const { return by_chance_[feature]; }

 private:
  std::vector<std::vector<float>> rarity_;  // by feature and value; births by their number
  std::vector<double> by_chance_;
};

// Fellegi and Sunter's model with six classes: levels are independent of each other within a class,
// but for the few pairs of features whose levels hang together most. Strangers' levels come from
// random pairs; those of one person are learned by expectation maximisation over the distinct
// patterns of candidate pairs (Larsen and Rubin 2001). The classes between them agree by a cause on
// some features, as one person's records do, and by chance on the rest: a twin shares family, birth
// date and household, and has a name and numbers of their own.
class Mixture {
 public:
  Mixture(const std::vector<Feature>& features,
          std::vector<std::array<double, most_levels>> random);

  // `pairs` is the number of all pairs of the table; `known` are of one person, beside what
  // `patterns` hold.
  void learn(const std::vector<PatternCount>& patterns, std::span<const Pattern> known,
             double pairs, std::size_t threads = 1);

  // Corrects what was learned by what people decided.
  void teach(const Lesson& lesson);

  struct Verdict {
    float bits = 0;  // evidence that it is one person against all else; 0 is even odds
    Class likeliest = Class::stranger;
  };
  // `rarity`: by feature, for those whose level is `same`, else 0.
  Verdict judge(Pattern pattern, std::span<const float> rarity) const;
  // Nothing where a stranger is likeliest and the bits are not above `least`: known sooner.
  std::optional<Verdict> judge_above(float least, Pattern pattern,
                                     std::span<const float> rarity) const;

  // What a verdict is made of, in bits (log2): the sum of all below, less shared damage, by class;
  Evidence evidence(Pattern pattern, std::span<const float> rarity) const;
  // the class's share of all pairs,
  float share_bits(Class which) const { return log_shares_[index_of(which)]; }
  // the share of its pairs that have a level (0 bits where it is missing),
  float level_bits(Class which, std::size_t feature, unsigned level) const {
    return logs_[feature][level][index_of(which)];
  }
  // what levels say together beyond that,
  const std::vector<Interaction>& interactions() const { return interactions_; }
  float interaction_bits(Class which, const Interaction& interaction, Pattern pattern) const {
    return has_interaction(index_of(which), interaction) ? interaction.bits_of(pattern) : 0;
  }
  // and whether it agrees on a feature by chance, so that rare values speak against it.
  bool agrees_by_chance(Class which, std::size_t feature) const {
    return by_chance_[feature][index_of(which)] > 0;
  }
  // Taken off the evidence for one person where the two look like twins.
  float twin_doubt(Pattern pattern) const {
    return twins_.is_seen_in(pattern) ? twins_.bits() : 0.F;
  }
  // Whether two who look like twins, where most who do are, may be joined by a third that is like
  // both: so alike are their given names, or they share one.
  bool may_share_a_third(Pattern pattern, bool share_a_given_name) const {
    constexpr float most_are = 3;
    return twins_.bits() > most_are &&
           (twins_.have_names_alike(pattern) || (share_a_given_name && twins_.is_seen_in(pattern)));
  }
  // Taken off the evidence for a class, as what damages one field often damages another.
  float shared_damage(Class which) const { return damage_[index_of(which)]; }

 private:
  static constexpr std::size_t index_of(Class which) { return static_cast<std::size_t>(which); }
  // What patterns are thought to be: pairs of each class, and the levels of those of one person.
  struct Expected {
    std::array<double, classes> found{};
    std::array<std::array<double, most_levels>, most_features> levels{};
    std::vector<LevelPairs> together;  // by interaction
  };

  Expected expect(std::span<const PatternCount> patterns) const;
  Expected expect(const std::vector<PatternCount>& patterns, std::size_t threads) const;
  void choose_interactions(const std::vector<PatternCount>& patterns, std::size_t threads);
  void tell_interactions();
  void take_from_damage(double found);
  bool has_interaction(std::size_t which, const Interaction& interaction) const {
    return by_cause_[which][interaction.first] && by_cause_[which][interaction.second];
  }
  static Verdict verdict(const Evidence& evidence, Class other);
  void tell_chance();
  void prepare();
  // log2 of each class's share and likelihood, without what rarity adds.
  Evidence log_likelihoods(Pattern pattern) const;

  std::vector<Feature> features_;
  TwinLook twins_;
  std::vector<std::array<double, most_levels>> random_;  // levels of random pairs
  std::array<double, classes> shares_{};
  std::array<std::vector<std::array<double, most_levels>>, classes> probabilities_;
  std::array<std::vector<bool>, classes> by_cause_;  // do they agree for a reason, or by chance?
  std::vector<std::array<std::array<float, 8>, 16>> logs_;  // feature, level, class
  std::vector<std::array<float, 8>> by_chance_;  // feature, class: 1 where they agree by chance
  std::array<float, 8> log_shares_{};
  std::vector<unsigned> tells_apart_from_;  // by feature: the first level that another person has
  std::vector<Interaction> interactions_;
  std::vector<Evidence> has_interaction_;  // by interaction, class: 1 where it counts
  Evidence damage_{};
};

}  // namespace trellis::linkage
