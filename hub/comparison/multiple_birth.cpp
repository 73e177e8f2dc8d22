#include "hub/comparison/multiple_birth.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "hub/base/text.hpp"

namespace trellis::comparison {

unsigned birth_order_in(std::string_view text) {
  constexpr std::string_view digits = "0123456789";
  const std::size_t first = text.find_first_of(digits);
  const bool is_one = first != text.npos && text.find_first_of(digits, first + 1) == text.npos;
  return is_one ? static_cast<unsigned>(text[first] - '0') : 0;
}

MultipleBirth multiple_birth_in(std::string_view given) {
  constexpr std::array<std::string_view, 5> several = {"twin", "triplet", "quad", "quin",
                                                       "sextuplet"};
  constexpr std::array<std::string_view, 3> newborn = {"baby", "infant", "newborn"};
  constexpr std::array<std::string_view, 8> ordinals = {"one", "two", "three", "four",
                                                        "a",   "b",   "c",     "d"};
  const std::string folded = text::fold_name(given);
  const std::string_view first = std::string_view(folded).substr(0, folded.find(' '));
  const auto is_first = [&](std::string_view each) {
    return first == each ||
           (first.size() == each.size() + 1 && first.starts_with(each) && first.back() == 's');
  };
  MultipleBirth told;
  told.order = birth_order_in(given);
  if (std::any_of(several.begin(), several.end(), is_first)) {
    told.is_told = true;
    const std::string_view last = std::string_view(folded).substr(folded.rfind(' ') + 1);
    const auto* const ordinal = std::find(ordinals.begin(), ordinals.end(), last);
    if (told.order == 0 && ordinal != ordinals.end())
      told.order = static_cast<unsigned>(ordinal - ordinals.begin()) % 4 + 1;
  }
  if (told.order != 0 && std::any_of(newborn.begin(), newborn.end(), is_first)) told.is_told = true;
  if (!told.is_told) told.order = 0;
  return told;
}

}  // namespace trellis::comparison
