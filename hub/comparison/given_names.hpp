#pragma once

#include "hub/comparison/name_parts.hpp"

namespace trellis::comparison {

enum class MiddleNames : std::uint8_t { missing, same, initial, different };

// How the given names of two people compare, their middle names with them.
template <typename Level>
struct GivenNames {
  Shares shares = Shares::nothing;
  // Of the given names: where something is left over on both sides, of that.
  Level level{};
  MiddleNames middle = MiddleNames::missing;
  bool is_missing = false;      // one has none that names somebody
  bool is_part = false;         // all given names of one are found, and the other has more
  bool is_middle_used = false;  // one's given names are the other's middle names
  bool is_initial = false;      // nothing but first letters agrees
};

// Two given names agree in part only where one side's parts are all found on the other; where both
// have a part left over, what is left is compared. Systems put the second of two given names into
// the field for middle names or leave it where it is: so both fields are one list. What is left of
// middle names alone leaves the given names as they are. Beside what PartsAgainstParts needs
// `Words` tells bool is_community(x).
template <typename Words>
class GivenAgainstGiven {
 public:
  using Level = typename Words::Level;

  GivenAgainstGiven(NameParts a, NameParts b, const Words& words)
      : parts_(a.parts, b.parts, words),
        a_(side(a, parts_.found().a, words)),
        b_(side(b, parts_.found().b, words)) {}

  GivenNames<Level> compare() const {
    GivenNames<Level> names;
    names.is_missing = a_.strong == 0 || b_.strong == 0;
    if (names.is_missing) return names;
    const MatchedParts& found = parts_.found();
    const bool has_common =
        (found.a & ~found.initials_a & a_.strong) != 0 && (found.b & b_.strong) != 0;
    names.shares = shares_of(has_common, a_.left, b_.left);
    names.middle = middle(has_common);
    const Places own_a = a_.left & a_.own, own_b = b_.left & b_.own;
    const bool is_own_left = (own_a | own_b) != 0;
    if (!has_common || (names.shares == Shares::some && is_own_left)) {
      const bool are_both = own_a != 0 && own_b != 0;
      names.level = are_both ? parts_.best_of(own_a, own_b) : parts_.best_of(a_.left, b_.left);
      names.is_initial = !has_common && found.initials_a != 0 &&
                         (is_of_letters(own_a, a_) || is_of_letters(own_b, b_));
      return names;
    }
    names.level = parts_.worst_match(a_.own, b_.own);
    const bool is_met_by_letter = has_own_pair(found.initials_a);
    names.is_initial = is_met_by_letter && !has_own_pair(~found.initials_a) && !is_own_joined();
    names.is_middle_used = !is_met_by_letter && !has_own_pair(~Places{0}) && !is_own_joined();
    names.is_part = !names.is_initial && !names.is_middle_used && (is_own_left || is_met_by_letter);
    return names;
  }

 private:
  struct Side {
    Places own = 0;      // of the field itself
    Places strong = 0;   // that name somebody
    Places left = 0;     // of those, what the other side has not
    Places letters = 0;  // that are a first letter alone
    std::size_t size = 0;
  };
  static Side side(NameParts name, Places found, const Words& words) {
    Side side;
    side.size = std::min(name.parts.size(), most_parts);
    side.own = first_places(std::min(name.own, side.size));
    side.strong = first_places(side.size) &
                  ~places_of(name.parts, [&](auto part) { return words.is_community(part); });
    side.left = side.strong & ~found;
    side.letters = places_of(name.parts, [&](auto part) { return words.is_initial(part, part); });
    return side;
  }

  // Do parts of both given names agree with each other, not with middle names alone? Of those at
  // `among` in the first.
  bool has_own_pair(Places among) const {
    for (std::size_t i = 0; i < a_.size; ++i) {
      const std::size_t partner = parts_.found().partner[i];
      if (partner != 0 && (a_.own & among) >> i & 1U && b_.own >> (partner - 1) & 1U) return true;
    }
    return false;
  }
  // Nothing but first letters, or nothing at all.
  static bool is_of_letters(Places places, const Side& side) {
    return (places & ~side.letters) == 0;
  }
  bool is_own_joined() const {
    return (parts_.found().joined_a & a_.own) != 0 && (parts_.found().joined_b & b_.own) != 0;
  }

  MiddleNames middle(bool has_common) const {
    const Places of_a = a_.strong & ~a_.own, of_b = b_.strong & ~b_.own;
    if (of_a == 0 || of_b == 0) return MiddleNames::missing;
    bool is_same = false, is_initial = false;
    for (std::size_t i = 0; i < a_.size; ++i) {
      const std::size_t partner = parts_.found().partner[i];
      if (partner == 0 || (of_a >> i & 1U) == 0 || (of_b >> (partner - 1) & 1U) == 0) continue;
      const bool is_by_letter = (parts_.found().initials_a >> i & 1U) != 0;
      (is_by_letter ? is_initial : is_same) = true;
    }
    const bool is_left = (a_.left & of_a) != 0 && (b_.left & of_b) != 0;
    if (is_left && has_common) return MiddleNames::different;
    if (is_same) return MiddleNames::same;
    if (is_initial) return MiddleNames::initial;
    return is_left ? MiddleNames::different : MiddleNames::missing;
  }

  PartsAgainstParts<Words> parts_;
  Side a_, b_;
};

template <typename Words>
GivenNames<typename Words::Level> compare_given_names(NameParts a, NameParts b,
                                                      const Words& words) {
  return GivenAgainstGiven<Words>(a, b, words).compare();
}

}  // namespace trellis::comparison
