#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/matching/engine.hpp"

namespace trellis::matching {

struct Model;
struct Score;

// What a pair comes to by itself, without the others of its children.
enum class Outcome : std::uint8_t { one_child, question, two_children };
std::string_view to_string(Outcome value);

// A finding that, all else equal, would bring another outcome.
struct Alternative {
  std::string field, level, instead_of;
  double bits = 0;  // more than now
  Outcome outcome = Outcome::two_children;
};

// Why two subjects come to what they come to, by their features alone.
struct Explanation {
  Comparison comparison;
  Outcome outcome = Outcome::two_children;
  std::vector<Alternative> alternatives;  // by outcome, the smallest first
  std::vector<std::string_view> keys;     // by which a search meets the two; none: it does not
};

// Another child that a subject was in question for.
struct Contender {
  SubjectId subject;
  Rival rival;
};

// The same as they stand in the hub; what people and sources said decides the outcome.
struct PairExplanation {
  SubjectId one, other;
  ChildId child_of_one, child_of_other;
  Explanation why;
  std::vector<Contender> contenders;  // neither's child; the best first
  double margin(const Contender& contender) const {
    return why.comparison.bits - contender.rival.comparison.bits;
  }
};

// What holds a child's subjects together.
struct ChildExplanation {
  struct Member {
    SubjectId subject;
    double mean = 0;  // bits with the others; 0 where it stands alone
  };
  struct Pair {
    SubjectId one, other;
    double bits = 0;
  };
  ChildId child;
  std::vector<Member> members;
  std::optional<Pair> weakest, strongest;
  std::optional<Contender> nearest;  // of the other children
};

Outcome outcome_of(const Score& score, const Model& model);
std::vector<Alternative> alternatives_to(const Score& score, const Model& model);

}  // namespace trellis::matching
