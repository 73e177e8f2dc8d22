#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace trellis::comparison {

// A name as the codes of its parts. The first `own` of them stand in the field itself; what follows
// (middle names, the rest of a full name) may explain a part of the other name.
struct NameParts {
  std::span<const std::uint32_t> parts;
  std::size_t own = 0;
};

// A set of places in a list of parts. Parts beyond `most_parts` are not looked at.
using Places = std::uint32_t;
constexpr std::size_t most_parts = 12;
constexpr Places first_places(std::size_t count) { return (Places{1} << count) - 1; }

// The parts of two names that agree.
struct MatchedParts {
  std::array<std::uint8_t, most_parts> partner{};  // of a part of `a`: its place in `b` and one; 0
  Places a = 0, b = 0;
  Places initials_a = 0;              // of those, by a first letter alone
  Places joined_a = 0, joined_b = 0;  // of those, as two parts that are one of the other
};

// What two names of several parts have in common.
enum class Shares : std::uint8_t {
  nothing,  // no part, or only what is no name by itself
  all,      // every part of both
  within,   // all parts of one, and the other has more
  some      // a part, and both have another left over
};

// The places of the parts of which `is` is true.
template <typename Is>
Places places_of(std::span<const std::uint32_t> parts, Is is) {
  Places places = 0;
  for (std::size_t i = 0; i < std::min(parts.size(), most_parts); ++i)
    if (is(parts[i])) places |= Places{1} << i;
  return places;
}

inline Shares shares_of(bool has_common, Places left_a, Places left_b) {
  if (!has_common) return Shares::nothing;
  if (left_a == 0 && left_b == 0) return Shares::all;
  return left_a == 0 || left_b == 0 ? Shares::within : Shares::some;
}

}  // namespace trellis::comparison
