#pragma once

#include <string_view>
#include <vector>

#include "hub/matching/engine/engine.hpp"
#include "hub/pipeline/restrictions.hpp"

namespace trellis::pipeline {

// What the cells of a row say by themselves, though it could not be cut into a record: that
// somebody is restricted, and who it may be.
struct CellsOfRow {
  std::vector<Statement> restrictions;  // without their last days: nobody knows which cell that is
  matching::Features features;          // NHS numbers, and days that could be a birth
};

// Nothing of a piece of a document, whose words may be names of its parts.
CellsOfRow cells_of_row(std::string_view bytes);

}  // namespace trellis::pipeline
