#pragma once

#include "hub/app/frame/command.hpp"
#include "hub/app/match/match_answers.hpp"
#include "hub/app/match/match_models.hpp"

namespace trellis::app {

// A model, and what it makes of the hub's links.
struct ShownModel {
  const matching::Model& model;
  bool is_in_use = false;
  const LinkSurvey& links;
  const Answers& answers;
};

formats::Json as_json(const ShownModel& shown);
void print(const CommandContext& context, const ShownModel& shown);

// Every level's bits before and now, and how much of it was learned.
Table learned_table(const matching::Model& before, const matching::Model& now);

}  // namespace trellis::app
