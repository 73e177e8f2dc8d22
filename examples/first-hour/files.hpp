#pragma once

#include <cstdint>
#include <string>

#include "people.hpp"
#include "writing.hpp"

// What each system would hand over, in OUT/inputs/<connection>/.
namespace first_hour {

void write_childview(const Population& population, const std::string& out, Truth& truth);
void write_censuses(const Population& population, const std::string& out, Truth& truth);
void write_cin_censuses(const Population& population, const std::string& out, Truth& truth);
void write_hospitals(const Population& population, const std::string& out, Truth& truth);

// A CIN return of one invented authority, written as it is made: memory does not grow with
// `children`.
void write_big_cin_census(std::uint64_t seed, int children, Day today, const std::string& file);

// Keys that people in several files share.
std::string childview_key(const Person& person);
std::string pupil_key(const Population& population, const Person& person);
std::string social_care_key(const Population& population, const Person& person);
std::string hospital_number(const Person& person, int hospital);

}  // namespace first_hour
