#include "hub/linkage/teaching.hpp"

#include <algorithm>
#include <map>
#include <numbers>

#include "hub/linkage/truth.hpp"

namespace trellis::linkage {
namespace {

// One correction after the other is moved to where its own slope is zero, by Newton's method.
class Regression {
 public:
  Regression(std::span<const Judged> labels, std::size_t features)
      : labels_(labels), levels_(features) {
    for (const Judged& label : labels) bits_.push_back(static_cast<double>(label.bits));
  }

  Lesson solve() {
    constexpr int rounds = 200;
    for (int round = 0; round < rounds; ++round) {
      move(prior_, prior_strength, [](const Judged&) { return true; });
      for (std::size_t f = 0; f < levels_.size(); ++f)
        for (unsigned l = 1; l < most_levels; ++l)
          move(levels_[f][l], level_strength,
               [f, l](const Judged& label) { return level_in(label.pattern, f) == l; });
    }
    Lesson lesson{static_cast<float>(prior_), {}};
    for (const auto& levels : levels_) {
      auto& rounded = lesson.levels.emplace_back();
      for (std::size_t l = 0; l < most_levels; ++l) rounded[l] = static_cast<float>(levels[l]);
    }
    return lesson;
  }

 private:
  // Bits that a correction may well have: its standard deviation before anything is known.
  static constexpr double prior_strength = 3, level_strength = 1.5;

  template <typename Concerns>
  void move(double& correction, double strength, Concerns concerns) {
    constexpr double bit = std::numbers::ln2;
    double slope = -correction / (strength * strength);
    double curve = 1 / (strength * strength);
    for (std::size_t i = 0; i < labels_.size(); ++i) {
      if (!concerns(labels_[i])) continue;
      const double p = probability(bits_[i]);
      slope += bit * ((labels_[i].is_same ? 1 : 0) - p);
      curve += bit * bit * p * (1 - p);
    }
    const double step = std::clamp(slope / curve, -1.0, 1.0);
    correction += step;
    for (std::size_t i = 0; i < labels_.size(); ++i)
      if (concerns(labels_[i])) bits_[i] += step;
  }

  std::span<const Judged> labels_;
  std::vector<double> bits_;  // with the corrections so far
  double prior_ = 0;
  std::vector<std::array<double, most_levels>> levels_;
};

}  // namespace

Lesson learn_lesson(std::span<const Judged> labels, std::size_t features) {
  return Regression(labels, features).solve();
}

std::vector<Question> choose_questions(std::span<const Question> from,
                                       std::span<const Pattern> patterns, std::size_t count) {
  struct Group {
    double uncertainty = 0;
    std::vector<std::size_t> pairs;
  };
  std::map<Pattern, Group> groups;
  double all = 0;
  for (std::size_t i = 0; i < from.size(); ++i) {
    const double p = probability(from[i].bits);
    Group& group = groups[patterns[i]];
    group.uncertainty += p * (1 - p);
    group.pairs.push_back(i);
    all += p * (1 - p);
  }
  std::vector<std::size_t> chosen;
  double due = 0.5, taken = 0;
  for (const auto& [pattern, group] : groups) {
    due += group.uncertainty / all * static_cast<double>(count);
    const auto wanted =
        std::min(static_cast<std::size_t>(std::max(due - taken, 0.0)), group.pairs.size());
    for (std::size_t i = 0; i < wanted; ++i)
      chosen.push_back(group.pairs[i * group.pairs.size() / wanted]);
    taken += static_cast<double>(wanted);
  }
  std::sort(chosen.begin(), chosen.end());
  chosen.resize(std::min(chosen.size(), count));
  std::vector<Question> questions;
  for (const std::size_t i : chosen) questions.push_back(from[i]);
  return questions;
}

}  // namespace trellis::linkage
