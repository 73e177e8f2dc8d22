#pragma once

#include <cstddef>

namespace trellis::mapping {

// What a record may cost before the rest of it is left out, with an issue.
struct EvaluationLimits {
  std::size_t observations = 10'000;  // of a record
  std::size_t values = 10'000;        // of an expression
  std::size_t values_of_record = 1'000'000;
  std::size_t people = 1'000;
};

}  // namespace trellis::mapping
