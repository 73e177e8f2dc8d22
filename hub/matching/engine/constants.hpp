#pragma once

#include <cstddef>
#include <cstdint>

// What the matcher does not learn and no model file says: how far it looks, from how many it
// begins to believe, and where it leaves things to a person.
namespace trellis::matching::constants {

// How far the engine looks.
inline constexpr double reach = 8;  // bits below the ask threshold; a child beyond is not weighed
inline constexpr std::uint32_t largest_block = 24;  // subjects of one key, before it is divided
inline constexpr std::size_t most_grouped = 48;     // subjects that are arranged as a whole
inline constexpr std::size_t most_joining_pairs = 1024;  // of two children's subjects
inline constexpr std::size_t most_placed_again = 100;    // after one subject, in one go
inline constexpr std::size_t most_enrolments = 100;      // of one subject

// What one pair may say when whole children are weighed, in bits.
inline constexpr double least_pair = -30, most_pair = 25;
// How far below the automatic threshold a pair is kept that only a person may decide, in bits.
inline constexpr double just_below = 0.5;
// A day is one that very many are given where it says so many bits less than others.
inline constexpr double day_of_many = -2.5;

// A given name is no slip of the keyboard where so many have it, and so large a share of all.
inline constexpr double established_by = 4, established_share = 1.0 / 4000;
// Names weigh by how often they are told once so many names were told.
inline constexpr std::int64_t names_before_weighing = 1000;

// Days by which a school's dates may be off, and by which an enrolment that nobody ended is known.
inline constexpr std::int32_t enrolment_slip = 7, enrolment_surely = 35;

// What a model file that does not say is taken to mean, in bits.
inline constexpr double usual_show = 7, usual_statistics = 0, usual_community = 2;

// Training: what it needs, how many pairs the model before is worth at each level, and how many
// random pairs tell what chance does.
inline constexpr std::size_t fewest_subjects = 500;
inline constexpr double fewest_same_pairs = 200;
inline constexpr double model_before = 20;
inline constexpr std::uint64_t most_random_pairs = 1'000'000;
// Calibration: answers before it says anything.
inline constexpr std::size_t fewest_answers = 50;

}  // namespace trellis::matching::constants
