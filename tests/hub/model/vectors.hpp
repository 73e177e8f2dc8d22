#pragma once

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace trellis::testing {

// A row of a file of test vectors: kind,input,verdict,canonical and perhaps more.
struct Vector {
  std::size_t line = 0;
  std::string kind, input, verdict, canonical;
};

inline std::vector<std::string> csv_cells(const std::string& row) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (const char c : row) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      cells.emplace_back();
    } else if (c != '\r') {
      cells.back().push_back(c);
    }
  }
  return cells;
}

inline std::vector<Vector> read_vectors(const std::string& path) {
  std::vector<Vector> vectors;
  std::ifstream file(path);
  std::string row;
  for (std::size_t line = 1; std::getline(file, row); ++line) {
    const auto cells = csv_cells(row);
    if (line == 1 || cells.size() < 4) continue;
    vectors.push_back({line, cells[0], cells[1], cells[2], cells[3]});
  }
  return vectors;
}

}  // namespace trellis::testing
