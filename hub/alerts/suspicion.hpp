#pragma once

#include <string_view>

#include "hub/model/observation.hpp"

namespace trellis::alerts {

// Kinds that tell of a suspicion or an allegation, not of a finding of guilt.
bool is_suspicion(std::string_view kind);
bool is_suspicion(const model::Observation& observation);

// Ended without formal action: outcome 22 and the other outcomes in which nobody was charged or
// cautioned. Source: Home Office crime outcomes framework, outcomes 9 to 18 and 20 to 22.
bool is_without_action(const model::Observation& observation);
inline constexpr int without_action_ages_out_days = 90;

inline constexpr std::string_view not_guilt =
    "An arrest or an allegation is not a finding of guilt.";

// A word that takes a suspicion for guilt, if the text holds one.
std::string_view word_of_guilt(std::string_view text);

}  // namespace trellis::alerts
