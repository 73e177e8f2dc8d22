#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "hub/linkage/linker.hpp"

namespace trellis::linkage {

// How many of those found are right, and how many of the right ones were found.
struct Accuracy {
  double found = 0, right = 0, all = 0;
  double precision() const { return found > 0 ? right / found : 1; }
  double recall() const { return all > 0 ? right / all : 1; }
  double f1() const {
    const double sum = precision() + recall();
    return sum > 0 ? 2 * precision() * recall() / sum : 0;
  }
};

// Pairs whose probability lies in a tenth, and how many of them are of one person.
struct Calibration {
  double pairs = 0, expected = 0, right = 0;
};

// Evidence that needs no person to look at it: less than one in a hundred is wrong by the model.
inline constexpr float automatic_bits = 7;

struct Score {
  Accuracy pairs;      // scored pairs with a probability of a half and more
  Accuracy automatic;  // those with `automatic_bits` and more
  Accuracy clusters;   // pairs that stand in one cluster
  double b_cubed_precision = 0, b_cubed_recall = 0;
  double exact_clusters = 0;  // share of true clusters that were found exactly
  std::array<Calibration, 10> calibration{};
};

// `truth`: the person of each record, as any number.
Score score(const std::vector<std::uint32_t>& clusters, const std::vector<Edge>& edges,
            const std::vector<std::uint32_t>& truth, const EqualRows& equal = {});

// What is found where pairs of so many bits and more are taken for one person.
struct Threshold {
  double bits = 0;
  Accuracy pairs;
};
// Every half bit, the highest first, from the best pair to the worst.
std::vector<Threshold> thresholds(const std::vector<Edge>& edges,
                                  const std::vector<std::uint32_t>& truth,
                                  const EqualRows& equal = {});

struct PairErrors {
  double wrong = 0, missed = 0;                          // of scored pairs, at a half and more
  double wrong_in_clusters = 0, missed_in_clusters = 0;  // of pairs in one cluster
};
struct Errors {
  std::array<PairErrors, classes> by_class{};  // the likeliest class beside one person
  PairErrors unscored;                         // not worth comparing; joined through others
};
Errors errors_by_class(const Linker& linker, const Linked& linked,
                       const std::vector<std::uint32_t>& truth);

double probability(double bits);

}  // namespace trellis::linkage
