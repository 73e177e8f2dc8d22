#pragma once

#include <string_view>
#include <vector>

#include "hub/matching/engine/engine.hpp"
#include "hub/pipeline/restrictions.hpp"

namespace trellis::pipeline {

// What the cells of a row, or the values of a piece of JSON or XML, say by themselves, though it
// could not be cut into a record: that somebody is restricted, and who it may be.
struct CellsOfRow {
  std::vector<Statement> restrictions;  // without their last days: nobody knows which cell that is
  matching::Features features;          // NHS numbers, and days that could be a birth
};

// The names of a document's parts say nothing.
CellsOfRow cells_of_row(std::string_view bytes);

}  // namespace trellis::pipeline
