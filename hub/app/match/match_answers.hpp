#pragma once

#include <string>

#include "hub/base/result.hpp"
#include "hub/matching/engine/model.hpp"
#include "hub/matching/identity/ports.hpp"
#include "hub/matching/learning/calibration.hpp"

namespace trellis::app {

// What people answered to the questions that a model asked for their bits alone: from where it asks
// to where it links by itself. Nobody is asked about the others, so it says nothing of those.
struct Answers {
  std::string model;
  double from = 0, below = 0;  // bits
  matching::Calibration calibration;

  bool is_asked_at(double bits) const { return bits >= from && bits < below; }
  // By this model, and for its bits alone.
  bool was_asked(const matching::Proposal& question) const;
  bool speak_for(const matching::Proposal& question) const;  // and there are enough
};
Result<Answers> read_answers(matching::Links& links, const matching::Model& model);

// 0 to 1: by people's answers where they speak for the question, else by the bits it was asked
// with.
double chance_of_one_child(const matching::Proposal& question, const Answers& answers);

// A lock or two different valid numbers stand between the two: its bits are no odds. Nor are those
// of a question whose evidence cannot be read.
bool is_ruled_out(const matching::Proposal& question);

}  // namespace trellis::app
