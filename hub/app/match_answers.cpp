#include "hub/app/match_answers.hpp"

#include <utility>
#include <vector>

#include "hub/app/match_models.hpp"

namespace trellis::app {
namespace {

using matching::AnsweredQuestion;
using matching::ProposalState;

}  // namespace

bool Answers::speak_for(const matching::Proposal& question) const {
  return calibration.is_enough() && question.model == model && is_asked_at(question.bits);
}

Result<Answers> read_answers(matching::Links& links, const matching::Model& model) {
  const double from = model.thresholds.ask, below = model.thresholds.automatic;
  std::vector<AnsweredQuestion> answered;
  for (const auto& [state, answer] :
       {std::pair(ProposalState::same, matching::Answer::same),
        std::pair(ProposalState::different, matching::Answer::different)}) {
    const auto decided = read_proposals(links, state);
    if (!decided.ok()) return decided.error();
    for (const matching::Proposal& each : *decided)
      if (each.model == model.version && each.bits >= from && each.bits < below)
        answered.push_back({each.bits, answer});
  }
  return Answers{model.version, from, below, matching::Calibration(answered)};
}

double chance_of_one_child(const matching::Proposal& question, const Answers& answers) {
  const double errors = answers.speak_for(question) ? *answers.calibration.errors_at(question.bits)
                                                    : errors_in_10000(question.bits);
  return 1 - errors / 10'000;
}

bool is_ruled_out(const matching::Proposal& question) {
  const auto comparison = matching::read_comparison(question.evidence);
  return comparison.ok() && comparison->forbidden;
}

}  // namespace trellis::app
