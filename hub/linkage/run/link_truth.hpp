#pragma once

#include <cstdint>
#include <vector>

#include "hub/base/table.hpp"
#include "hub/formats/json.hpp"
#include "hub/linkage/truth.hpp"

namespace trellis::linkage {

// How right a run of `trellis link` was, by its truth column.
struct LinkTruth {
  Score score;
  Errors errors;

  // `person`: of each record, by the truth.
  static LinkTruth of(const Linker& linker, const Linked& linked,
                      const std::vector<std::uint32_t>& person);
  Table accuracy() const;
  Table calibration() const;
  Table errors_by_class() const;
  formats::Json json() const;
};

}  // namespace trellis::linkage
