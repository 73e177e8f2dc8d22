#pragma once

#include <string_view>

namespace trellis::comparison {

// What a newborn's name says before it has one: "Twin 2", "Baby 1", "TRIPLET THREE".
struct MultipleBirth {
  bool is_told = false;
  unsigned order = 0;  // from 1; 0: not told
};
MultipleBirth multiple_birth_in(std::string_view given);

inline constexpr unsigned most_births = 9;  // at one time
// The order of birth that a text says with one digit; 0: none.
unsigned birth_order_in(std::string_view text);

}  // namespace trellis::comparison
