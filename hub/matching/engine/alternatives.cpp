#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hub/matching/engine/compare.hpp"
#include "hub/matching/engine/explanation.hpp"
#include "hub/model/identifier.hpp"

namespace trellis::matching {
namespace {

constexpr std::size_t outcomes = 3;

// Tries the other levels of each field, and keeps the smallest that brings each other outcome.
class Alternatives {
 public:
  Alternatives(const Score& score, const Model& model, double automatic)
      : score_(score),
        model_(model),
        automatic_(automatic),
        outcome_(outcome_of(score, model, automatic)) {}

  std::vector<Alternative> all() && {
    // Of names that are told crosswise, or several on one side, no single finding can be told.
    if (!score_.is_swapped && score_.tries_bits == 0) names();
    try_levels("birth date", score_.birth, BirthLevel::missing,
               [&](Score& score, BirthLevel level) {
                 score.birth = level;
                 score.shared_day_bits = 0;
                 score.are_born_together = level == BirthLevel::same;
                 score.birth_bits = model_.birth[static_cast<std::size_t>(level)];
               });
    try_levels("sex", score_.sex, SexLevel::missing, [&](Score& score, SexLevel level) {
      score.sex = level;
      score.sex_bits = model_.sex[static_cast<std::size_t>(level)];
    });
    try_levels("postcode", score_.postcode, PostcodeLevel::missing,
               [](Score& score, PostcodeLevel level) { score.postcode = level; });
    identifiers();
    std::sort(found_.begin(), found_.end(), [](const Alternative& a, const Alternative& b) {
      return std::pair(a.outcome, std::fabs(a.bits)) < std::pair(b.outcome, std::fabs(b.bits));
    });
    return std::move(found_);
  }

 private:
  // An equal name that is not known yet counts as one that many have.
  double name_bits(const Frequency& equal, const std::array<double, word_levels>& bits,
                   WordLevel level) const {
    return level == WordLevel::same ? equal.least : bits[static_cast<std::size_t>(level)];
  }
  void names() {
    if (!score_.is_middle_used) {
      try_levels("given name", score_.given, WordLevel::missing,
                 [&](Score& score, WordLevel level) {
                   if (level == WordLevel::community) return;  // of family names only
                   score.are_both_established = false;
                   score.given = level;
                   score.given_bits = name_bits(model_.given_frequency, model_.given, level);
                 });
      try_levels("middle name", score_.middle, MiddleLevel::missing,
                 [&](Score& score, MiddleLevel level) {
                   score.middle = level;
                   score.middle_bits = model_.middle[static_cast<std::size_t>(level)];
                 });
    }
    try_levels("family name", score_.family, WordLevel::missing,
               [&](Score& score, WordLevel level) {
                 if (level == WordLevel::nickname) return;  // of given names only
                 score.family = level;
                 score.family_bits = name_bits(model_.family_frequency, model_.family, level);
               });
  }
  void identifiers() {
    for (std::size_t i = 0; i < model_.identifiers.size(); ++i)
      try_levels(label_of(model_.identifiers[i].kind), score_.identifiers[i],
                 IdentifierLevel::missing, [&](Score& score, IdentifierLevel level) {
                   score.identifiers[i] = level;
                   score.identifier_bits[i] =
                       model_.identifiers[i].bits[static_cast<std::size_t>(level)];
                   if (model::is_of_each_pupil(model_.identifiers[i].kind) &&
                       level == IdentifierLevel::same)
                     score.are_two_pupils = false;
                 });
  }

  template <typename Level, typename Set>
  void try_levels(const std::string& field, Level now, Level missing, Set set) {
    std::array<std::optional<Alternative>, outcomes> smallest;
    const auto levels = static_cast<std::size_t>(missing);
    for (std::size_t i = 0; i < levels; ++i) {
      const auto level = static_cast<Level>(i);
      // What nobody has told yet may turn out to agree or not; it is idle to guess by how much.
      const bool is_idle = now == missing && i != 0 && i + 1 != levels;
      if (level == now || is_idle) continue;
      Score changed = score_;
      set(changed, level);
      weigh(changed, model_);
      const Outcome outcome = outcome_of(changed, model_, automatic_);
      const double bits = changed.bits - score_.bits;
      auto& known = smallest[static_cast<std::size_t>(outcome)];
      if (outcome == outcome_ || (known && std::fabs(known->bits) <= std::fabs(bits))) continue;
      known = {field, std::string(to_string(level)), std::string(to_string(now)), bits, outcome};
    }
    for (auto& each : smallest)
      if (each) found_.push_back(std::move(*each));
  }

  const Score& score_;
  const Model& model_;
  double automatic_;
  Outcome outcome_;
  std::vector<Alternative> found_;
};

}  // namespace

Outcome outcome_of(const Score& score, const Model& model, double automatic) {
  if (agrees_in_all_but_what_forbids(score, model)) return Outcome::question;
  if (score.is_forbidden || score.bits < model.thresholds.ask) return Outcome::two_children;
  return score.bits < automatic ? Outcome::question : Outcome::one_child;
}

std::vector<Alternative> alternatives_to(const Score& score, const Model& model, double automatic) {
  return Alternatives(score, model, automatic).all();
}

std::string_view to_string(Outcome value) {
  switch (value) {
    case Outcome::one_child:
      return "one child";
    case Outcome::question:
      return "a question for a person";
    case Outcome::two_children:
      return "two children";
  }
  return {};
}

}  // namespace trellis::matching
