#pragma once

#include <span>
#include <vector>

#include "hub/matching/engine/encoded.hpp"
#include "hub/matching/engine/engine.hpp"

namespace trellis::matching {

// From enrolments and attendance, in order. Of very many the latest.
std::vector<Features::Enrolment> enrolments_of(std::span<const model::Observation> observations);
Encoded::Enrolment encode_enrolment(const Features::Enrolment& enrolment);
// Were both on one school's roll at one time?
bool are_on_one_roll(const Encoded& a, const Encoded& b);

}  // namespace trellis::matching
