#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/matching/engine/model.hpp"
#include "hub/matching/learning/replay.hpp"

namespace trellis::app {

class Hub;

// A model file that fits its schema; an error tells the first finding and its place.
Result<matching::Model> read_checked_model(const Hub& hub, const std::string& file);

// None where the file cannot be read.
std::optional<std::string> bytes_of(const std::string& file);
// Whole or not at all; in place of what was there.
Status write_bytes(const std::string& file, std::string_view bytes);

// Questions by id, at most `limit`.
Result<std::vector<matching::Proposal>> read_proposals(
    matching::Links& links, matching::ProposalState state,
    std::size_t limit = std::numeric_limits<std::size_t>::max());

// The hub's links as they stand, judged by some model, and the questions that are open.
struct LinkSurvey {
  matching::Population population;
  std::vector<matching::Fit> fits;                 // of subjects that stand with others
  std::vector<matching::Proposal> open_questions;  // as they were asked
};
Result<LinkSurvey> survey_links(Hub& hub, const matching::Model& model);

// Expected false links in 10,000 with so many bits.
double errors_in_10000(double bits);
// The mean over those of `threshold` bits and more; none where there is none.
std::optional<double> mean_errors_in_10000(const std::vector<matching::Fit>& fits,
                                           double threshold);

}  // namespace trellis::app
