#pragma once

#include <string>
#include <vector>

namespace trellis {

// Rows for people and programs: printed aligned, as CSV, or as JSON objects keyed by column.
struct Table {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
};

}  // namespace trellis
