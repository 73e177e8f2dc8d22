#pragma once

#include <span>
#include <vector>

#include "hub/matching/encoded.hpp"
#include "hub/matching/engine.hpp"

namespace trellis::matching {

// From enrolments, and from admissions with their discharges.
std::vector<Features::Stay> stays_of(std::span<const model::Observation> observations);
Encoded::Stay encode_stay(const Features::Stay& stay);

// Why two subjects cannot be one child, whatever else they agree in.
enum class Clash : std::uint8_t {
  none,
  one_roll,    // on one school's roll at one time; tells of two children who have two pupil numbers
  two_wards,   // in two hospitals' wards at one time
  after_death  // one was born, admitted or put on a roll after the other had died
};
Clash clash_of(const Encoded& a, const Encoded& b);

}  // namespace trellis::matching
