#include "hub/app/match/match_answers.hpp"

#include <utility>
#include <vector>

#include "hub/app/match/match_models.hpp"

namespace trellis::app {
namespace {

using matching::AnsweredQuestion;
using matching::ProposalState;

}  // namespace

bool Answers::was_asked(const matching::Proposal& question) const {
  return question.model == model && is_asked_at(question.bits);
}

bool Answers::speak_for(const matching::Proposal& question) const {
  return calibration.is_enough() && was_asked(question);
}

Result<Answers> read_answers(matching::Links& links, const matching::Model& model) {
  Answers answers{model.version, model.thresholds.ask, model.thresholds.automatic,
                  matching::Calibration({})};
  std::vector<AnsweredQuestion> answered;
  for (const auto& [state, answer] :
       {std::pair(ProposalState::same, matching::Answer::same),
        std::pair(ProposalState::different, matching::Answer::different)}) {
    TRELLIS_LET(const auto decided, read_proposals(links, state));
    for (const matching::Proposal& each : decided)
      if (answers.was_asked(each)) answered.push_back({each.bits, answer});
  }
  answers.calibration = matching::Calibration(answered);
  return answers;
}

double chance_of_one_child(const matching::Proposal& question, const Answers& answers) {
  const double errors = answers.speak_for(question) ? *answers.calibration.errors_at(question.bits)
                                                    : errors_in_10000(question.bits);
  return 1 - errors / 10'000;
}

bool is_ruled_out(const matching::Proposal& question) {
  const auto comparison = matching::read_comparison(question.evidence);
  return !comparison.ok() || comparison->forbidden;
}

}  // namespace trellis::app
