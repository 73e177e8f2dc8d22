#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "hub/base/large_array.hpp"
#include "hub/linkage/lexicon.hpp"
#include "hub/linkage/records.hpp"

namespace trellis::linkage {

// How two texts compare; 0 where one of them is missing.
enum class TextLevel : std::uint8_t {
  missing,
  same,
  one_edit,
  close,
  overlapping,
  different,
  conflicting  // two NHS numbers, each of them valid
};

// Compares the texts of one table. Any thread may.
class TextComparer {
 public:
  TextComparer(const Records& records, std::size_t threads);

  // The levels of two records' codes, four bits a column, the first the lowest.
  std::uint64_t compare(const std::uint32_t* a, const std::uint32_t* b) const;
  // What comparing the code reads first: worth fetching ahead.
  const void* place_of(std::size_t column, std::uint32_t code) const {
    return &columns_[column].sketches[code];
  }
  std::size_t columns() const { return columns_.size(); }
  // The record's valid NHS number as a code; 0: none. Two different ones are two people.
  std::uint32_t valid_number(const std::uint32_t* codes) const;

 private:
  static constexpr std::size_t no_column = static_cast<std::size_t>(-1);
  // All of a text in a few bits: pairs of letters. Or a postcode's first letters, and its size.
  using Sketch = std::array<std::uint64_t, 2>;
  struct Column {
    Is is = Is::text;
    const Lexicon* lexicon = nullptr;
    LargeArray<Sketch> sketches;  // by code
  };
  static Sketch sketch_of(Is is, std::string_view text);
  void find_valid_numbers(const Records& records, std::size_t threads);
  TextLevel level(std::size_t column, std::uint32_t a, std::uint32_t b) const;
  TextLevel postcode_level(const Column& column, std::uint32_t a, std::uint32_t b) const;
  TextLevel letters_level(const Column& column, std::uint32_t a, std::uint32_t b) const;

  std::vector<Column> columns_;
  std::size_t nhs_number_ = no_column;
  std::vector<bool> valid_;  // NHS numbers, by code
  PairMemory email_memory_{16};
};

}  // namespace trellis::linkage
