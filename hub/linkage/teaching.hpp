#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "hub/linkage/levels.hpp"

namespace trellis::linkage {

// Two records that a person has decided about.
struct Label {
  Pair pair;
  bool is_same = false;
  // Was the pair chosen by what the model thought of it, as questions are, and not by its answer?
  bool was_asked = false;
};

// A label as the model saw it before it was taught.
struct Judged {
  Pattern pattern = 0;
  float bits = 0;
  bool is_same = false;
};

// What levels are worth more or less than was learned without labels, in bits.
struct Lesson {
  float prior = 0;
  std::vector<std::array<float, most_levels>> levels;  // by feature
};

// The corrections under which the labels are likeliest: a logistic regression that starts from the
// model's own bits and pays for each correction, so that few labels change little.
Lesson learn_lesson(std::span<const Judged> labels, std::size_t features);

// A pair that is worth a person's decision.
struct Question {
  Pair pair;
  float bits = 0;
};
// At most `count` pairs whose answers would teach most: each pattern of levels is asked about as
// often as the uncertainty of its pairs has a share of all. `patterns` are those of `from`, whose
// order the answer keeps.
std::vector<Question> choose_questions(std::span<const Question> from,
                                       std::span<const Pattern> patterns, std::size_t count);

}  // namespace trellis::linkage
