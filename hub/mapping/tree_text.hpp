#pragma once

#include <string>

#include "hub/formats/tree.hpp"

namespace trellis::mapping {

// The tree as paths see it: a line for each element and attribute, behind the line and column where
// it stood in the source. Holds the record's values: for the screen of who may read the file.
std::string tree_text(const formats::Tree& tree);

}  // namespace trellis::mapping
