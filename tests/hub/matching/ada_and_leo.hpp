#pragma once

#include "hub/matching/identity/identity.hpp"
#include "tests/support/subject_builder.hpp"

// Two children whom nobody takes for each other, and who decides about them.
namespace trellis::matching {

inline const By steward{"steward", "looked at both files"};

inline testing::SubjectBuilder ada() {
  return testing::a_child("ada", "moss")
      .born("2015-03-02")
      .girl()
      .living_at("AB1 2CD", "3 elm road");
}
inline testing::SubjectBuilder leo() {
  return testing::a_child("leo", "hartwright").born("2011-12-24").boy().living_at("ZE2 9XX");
}

}  // namespace trellis::matching
