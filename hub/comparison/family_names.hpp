#pragma once

#include "hub/comparison/name_parts.hpp"

namespace trellis::comparison {

// How two family names that are not written alike compare.
template <typename Level>
struct FamilyNames {
  Shares shares = Shares::nothing;
  Level level{};            // where nothing is shared, or both have a part left: of what is left
  bool is_missing = false;  // one has only what whole communities are called by
  bool is_of_community = false;  // and so has the other, the same
};

// As GivenAgainstGiven: parts agree only where nothing is left over on one side at least. Particles
// and what whole communities are called by are no agreement and are not missed. Beside what
// PartsAgainstParts needs `Words` tells bool is_community(x) and is_particle(x).
template <typename Words>
class FamilyAgainstFamily {
 public:
  using Level = typename Words::Level;

  FamilyAgainstFamily(NameParts a, NameParts b, const Words& words)
      : parts_(a.parts, b.parts, words),
        a_(side(a, parts_.found().a, words)),
        b_(side(b, parts_.found().b, words)) {}

  FamilyNames<Level> compare() const {
    FamilyNames<Level> names;
    const MatchedParts& found = parts_.found();
    const bool has_common =
        (found.a & ~found.initials_a & a_.strong) != 0 && (found.b & b_.strong) != 0;
    names.shares = shares_of(has_common, a_.left, b_.left);
    names.is_missing = !has_common && (a_.core == 0 || b_.core == 0);
    names.is_of_community =
        names.is_missing && a_.core == 0 && b_.core == 0 && (found.a & first_places(a_.own)) != 0;
    if (names.is_missing) return names;
    names.level = names.shares == Shares::nothing || names.shares == Shares::some
                      ? parts_.best_of(a_.left, b_.left)
                      : parts_.worst_match(a_.strong, b_.strong);
    return names;
  }

 private:
  struct Side {
    std::size_t own = 0;
    Places strong = 0;  // that are somebody's name, of the other fields too
    Places core = 0;    // of the field itself
    Places left = 0;    // of those, what the other side has not
  };
  static Side side(NameParts name, Places found, const Words& words) {
    Side side;
    const std::size_t size = std::min(name.parts.size(), most_parts);
    side.own = std::min(name.own, size);
    Places weak = places_of(name.parts, [&](auto part) { return words.is_community(part); });
    // Do, Le and Van are whole family names too.
    if (side.own > 1)
      weak |= places_of(name.parts, [&](auto part) { return words.is_particle(part); });
    side.strong = first_places(size) & ~weak;
    side.core = side.strong & first_places(side.own);
    side.left = side.core & ~found;
    return side;
  }

  PartsAgainstParts<Words> parts_;
  Side a_, b_;
};

template <typename Words>
FamilyNames<typename Words::Level> compare_family_names(NameParts a, NameParts b,
                                                        const Words& words) {
  return FamilyAgainstFamily<Words>(a, b, words).compare();
}

}  // namespace trellis::comparison
