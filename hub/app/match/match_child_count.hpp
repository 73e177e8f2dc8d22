#pragma once

#include <string>

#include "hub/app/match/match_answers.hpp"
#include "hub/app/match/match_models.hpp"
#include "hub/matching/learning/counting.hpp"

namespace trellis::app {

// How many children the hub's subjects are, with the open questions from `from_bits` on.
struct CountedChildren {
  matching::ChildCount count;
  double from_bits = 0;
  std::size_t by_answers = 0;  // questions whose probability is from people's answers
};

CountedChildren count_children(const LinkSurvey& survey, const matching::Model& model,
                               const Answers& answers);
formats::Json as_json(const CountedChildren& counted);
std::string words_of(const CountedChildren& counted);

}  // namespace trellis::app
