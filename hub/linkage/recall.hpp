#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "hub/linkage/linker.hpp"

namespace trellis::linkage {

// How many pairs of one person no key finds, told by how many ways find those that are found.
// A way is a family of keys made of the same ingredients (names and birth date, place, ...), or a
// third record: two records that are one person with it are one cluster, whatever their keys.
// The ways are taken to fail independently of each other, and pairs to differ in how hard they are
// to find: one whose records lack a family's ingredients can never be found by it. What makes all
// ways fail together is not seen; then more is lost than is told.
struct Unseen {
  double likely = 0, low = 0, high = 0;  // 95 % between, by chance alone
};

// Chao's lower bound from the pairs that one way alone found and those that two ways found, of
// `ways`; it allows for pairs that are harder to find than others.
// Source: A. Chao, "Estimating the population size for capture-recapture data with unequal
// catchability" (Biometrics 43, 1987), with the correction for small numbers.
Unseen estimate_unseen(double by_one, double by_two, std::size_t ways);

// A pair of records, and what found it.
struct Finding {
  std::uint64_t ways = 0;  // a bit each; the first is a third record
  double weight = 1;       // how likely it is one person
};
inline constexpr std::uint64_t third_record = 1;

struct KeyRecall {
  struct Family {
    std::string name;
    std::size_t keys = 0;
    double found = 0, alone = 0;  // pairs; those that no other family found
  };
  // Shares of the pairs that are one person that a key finds: 0 to 1.
  double likely = 1, low = 1, high = 1;
  double found = 0;                 // pairs that a key found
  double through_a_third = 0;       // that no key found, yet are one cluster with a third record
  double unseen = 0;                // that nothing found
  std::vector<Family> families;     // in the order of their first keys
  std::uint32_t one_record_in = 1;  // was looked at; the counts are of all
};

// `findings` have a bit for a third record and one for each family, in order; these are named.
KeyRecall estimate_recall(std::span<const Finding> findings,
                          std::vector<KeyRecall::Family> families);

// Of what a linker found. A pair in one cluster counts as one person, any other as far as it is
// likely. Looks at some 200,000 pairs; the same on any number of threads.
KeyRecall estimate_recall(const Linker& linker, const Linked& linked, std::size_t threads = 2);

}  // namespace trellis::linkage
