#pragma once

#include <gmock/gmock.h>

#include "hub/matching/engine/default_engine.hpp"
#include "tests/support/matching.hpp"
#include "tests/support/subject_builder.hpp"

// How two records of children are met: what the cases are told with.
namespace trellis::matching {

using testing::a_child;
using testing::SubjectBuilder;

// What becomes of the second where the first is known.
struct Pair {
  Placement placement;
  Comparison comparison;
};

inline Pair meet(const Features& known, const Features& newcomer) {
  const auto opened = testing::shipped_engine();
  Engine& engine = *opened.engine;
  engine.remember(SubjectId(1), ChildId(1), known);
  return {engine.place(SubjectId(2), newcomer), engine.compare(known, newcomer)};
}

inline Decision decision(const Features& known, const Features& newcomer) {
  const Decision one_way = meet(known, newcomer).placement.decision;
  EXPECT_EQ(one_way, meet(newcomer, known).placement.decision);
  return one_way;
}

inline SubjectBuilder oliver() {
  return a_child("oliver", "brackenbury")
      .born("2014-05-17")
      .boy()
      .living_at("AB1 2CD", "3 elm road");
}

}  // namespace trellis::matching
