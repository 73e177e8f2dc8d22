#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "hub/base/result.hpp"

namespace trellis::formats {

// Counts lines (ended by LF, CR or CRLF) and columns (code points), both from 1, over text that
// comes in pieces.
class Position {
 public:
  Position() = default;
  Position(std::uint64_t line, std::uint64_t column) : line_(line), column_(column) {}

  void pass(std::string_view bytes);
  std::uint64_t line() const noexcept { return line_; }
  std::uint64_t column() const noexcept { return column_; }
  Place in(const std::string& file) const { return {file, line_, column_, {}}; }

 private:
  std::uint64_t line_ = 1;
  std::uint64_t column_ = 1;
  bool after_return_ = false;
};

// Offset of the first byte that is not UTF-8, or npos. Fast where the text is ASCII.
std::size_t bad_utf8(std::string_view bytes);

}  // namespace trellis::formats
