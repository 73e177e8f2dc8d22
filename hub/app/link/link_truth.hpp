#pragma once

#include <cstdint>
#include <vector>

#include "hub/app/frame/command.hpp"
#include "hub/linkage/truth.hpp"

namespace trellis::app {

// How right a run of `trellis link` was, by its truth column.
struct LinkTruth {
  linkage::Score score;
  linkage::Errors errors;

  // `person`: of each record, by the truth.
  static LinkTruth of(const linkage::Linker& linker, const linkage::Linked& linked,
                      const std::vector<std::uint32_t>& person);
  Table accuracy() const;
  Table calibration() const;
  Table errors_by_class() const;
  formats::Json json() const;
};

}  // namespace trellis::app
