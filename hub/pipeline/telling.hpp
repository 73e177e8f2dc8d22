#pragma once

#include <cstddef>
#include <span>

#include "hub/pipeline/restrictions.hpp"

namespace trellis::pipeline {

struct Told {
  std::size_t is_new = 0;
  std::size_t is_over = 0;         // of the new ones: their last day has passed
  std::size_t not_understood = 0;  // of the new ones that are not over
  std::size_t ended_before = 0;    // a person ended them, and the source goes on saying so
};

// Writes down what a record says of restrictions. What it said before and only leaves out now goes
// on; what the same bytes no longer say, because they are read another way, ends. What a person
// ended stays so while the source goes on saying the same, and holds anew where it says something
// else, or says it again after leaving it out.
Result<Told> tell(Restrictions& restrictions, const Origin& origin,
                  std::span<const Statement> statements, Instant now);

}  // namespace trellis::pipeline
