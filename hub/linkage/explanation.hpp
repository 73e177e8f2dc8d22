#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "hub/formats/json.hpp"
#include "hub/linkage/linker.hpp"

namespace trellis::linkage {

// What one field says, or two say together beyond that, in bits for one person against the
// likeliest other class.
struct Contribution {
  std::string field, level;
  double bits = 0;    // `rarity` included
  double rarity = 0;  // what equal values bring for being rarer than most
};

// Who a record of a pair might belong to instead: the best pair that it has outside the other's
// cluster.
struct Rival {
  std::uint32_t record = 0;  // of the pair
  std::uint32_t other = 0;
  double bits = 0;
  double margin = 0;  // how many bits the pair has more than the rival
};

// One field's level that, all else equal, would carry a pair to the other side of the threshold.
struct Change {
  std::string field, level, instead_of;
  double bits = 0;
  Class likeliest = Class::stranger;
};

// Where the pair's bits have not decided whether the two are in one cluster: what has, and the
// records at which it shows.
struct Cause {
  enum class What : std::uint8_t {
    a_person,      // said so
    two_numbers,   // both valid, of which one person has one
    one_list,      // that has nobody twice
    twins,         // by their looks
    other_records  // of their clusters
  };
  What what = What::other_records;
  std::uint32_t a = 0, b = 0;
};

// Why two records are one person or not. `prior`, `damage`, `others` and the contributions' bits
// add up to `bits`.
struct Explanation {
  std::uint32_t a = 0, b = 0;
  double bits = 0;
  double threshold = 0;  // bits above which a pair by itself is joined
  Class likeliest = Class::stranger;
  Class against = Class::stranger;  // the likeliest class beside one person
  std::array<double, classes> probabilities{};
  double prior = 0;   // how much more frequent one person's pairs are than those of `against`
  double damage = 0;  // what damages one field often damages another
  double others = 0;  // what the classes beside `same` and `against` take off; 0 at most
  std::vector<Contribution> contributions;  // of what both records have
  std::vector<Rival> rivals;                // of a and of b, where there are any
  std::vector<Change> changes;              // at most one a field, the smallest first
  std::string key;                          // that found the pair; empty: none would
  bool is_one_cluster = false;
  std::optional<Cause> cause;

  double probability(Class which) const { return probabilities[static_cast<std::size_t>(which)]; }
};

// Explains any two records by the model of a linker that has run; the same either way round.
Explanation explain(const Linker& linker, const Linked& linked, std::uint32_t a, std::uint32_t b,
                    double threshold = ClusterRules{}.join_at);

// What holds a cluster together. Bits are those of scored pairs.
struct ClusterExplanation {
  struct Member {
    std::uint32_t record = 0;
    std::size_t pairs = 0;  // scored ones with the other members
    double mean = 0;        // their mean bits; 0 where there are none
  };
  std::uint32_t number = 0;  // as in Linked::clusters
  std::vector<Member> members;
  std::size_t unscored = 0;                // pairs within that were not worth comparing
  std::optional<Edge> weakest, strongest;  // pairs within
  std::optional<Edge> nearest_outside;     // the best pair of a member and somebody else
};

// Explains the cluster that a record is in.
ClusterExplanation explain_cluster(const Linked& linked, std::uint32_t record);

// How a record is called, for people and for programs.
using RecordWords = std::function<std::string(std::uint32_t record)>;
using RecordJson = std::function<formats::Json(std::uint32_t record)>;

// All that adds up to the bits, in order; what is not of a field has no level.
std::vector<Contribution> steps(const Explanation& explanation);
// Class, cluster, key, rivals and changes, a sentence each.
std::vector<std::string> facts(const Explanation& explanation, const RecordWords& words);

std::string to_text(const Explanation& explanation, const RecordWords& words);
std::string to_text(const ClusterExplanation& explanation, const RecordWords& words);
formats::Json to_json(const Explanation& explanation, const RecordJson& record);
formats::Json to_json(const ClusterExplanation& explanation, const RecordJson& record);

// "a is likely a twin of b": without the names, "a twin of".
std::string_view relation(Class which);
// "99.8 %"; "> 99.99 %" and "< 0.01 %" rather than certainty.
std::string percent(double share);

}  // namespace trellis::linkage
