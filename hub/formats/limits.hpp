#pragma once

#include <cstdint>

namespace trellis::formats {

// What an input may cost before it is refused. Each limit has its own error.
struct Limits {
  std::uint64_t record_bytes = 16u << 20;  // one record, decoded to UTF-8
  std::uint64_t field_bytes = 4u << 20;    // one value: a CSV cell, an element's text, an HL7 field
  std::uint64_t nodes = 200'000;           // elements and attributes of one record
  unsigned depth = 64;                     // levels of nesting
  std::uint64_t columns = 10'000;          // cells of one CSV row
};

}  // namespace trellis::formats
