#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/matching/engine/engine.hpp"

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
  double automatic = 0;  // bits from which on the two would be one child
  Outcome outcome = Outcome::two_children;
  std::vector<Alternative> alternatives;  // by outcome, the smallest first
  std::vector<std::string_view> keys;     // that both have; none: no search brings them together
};

// Something that stands against one child, and between which subjects.
struct Conflict {
  Obstacle obstacle;
  SubjectId one, other;
};

// Another child that a subject is in question for.
struct SubjectRival {
  SubjectId subject;
  Rival rival;
  std::optional<double> margin;  // bits more with the child that it is held against; none: that
                                 // one is not in question
};

// The same as they stand in the hub.
struct PairExplanation {
  SubjectId one, other;
  ChildId child_of_one, child_of_other;
  std::optional<Lock> lock;  // what a person or a source said decides the outcome
  Explanation why;
  std::vector<SubjectRival> rivals;  // neither's child; the best first
  std::vector<Conflict> conflicts;   // between any of the one's child and any of the other's
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
    std::optional<Lock> lock;
  };
  ChildId child;
  std::vector<Member> members;
  std::optional<Pair> weakest, strongest;
  std::vector<Pair> said;               // pairs of which a person or a source said so
  std::optional<SubjectRival> nearest;  // of the other children
};

// `automatic`: from where on, in bits, the pair is one child.
Outcome outcome_of(const Score& score, const Model& model, double automatic);
std::vector<Alternative> alternatives_to(const Score& score, const Model& model, double automatic);

}  // namespace trellis::matching
