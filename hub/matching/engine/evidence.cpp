#include "hub/matching/engine/evidence.hpp"

#include <algorithm>

namespace trellis::matching {

std::string_view words_of(Ruling ruling) {
  switch (ruling) {
    case Ruling::none:
    case Ruling::not_known:
      return {};
    case Ruling::two_numbers:
      return "two different valid numbers that a child has only one of";
    case Ruling::one_roll:
      return "two pupil numbers on one school's roll at one time";
    case Ruling::shared_number:
      return "a number agrees but the person does not: it may have been copied from a twin, a "
             "sibling or a parent";
    case Ruling::twin:
      return "born together in one family with another given name: a twin";
    case Ruling::perhaps_twin:
      return "born together in one family and the given names are only alike: perhaps a twin";
    case Ruling::beside_twin:
      return "another record of that child looks like a twin of this one";
    case Ruling::told_apart:
      return "born together in one family, and a middle name, a number or the order of birth "
             "differs: perhaps a twin";
    case Ruling::shared_day:
      return "many are given that birth date, whose day nobody knows";
    case Ruling::nothing_to_tell:
      return "no full given name on one side and no number in common: nothing would tell twins "
             "apart";
    case Ruling::middle_name:
      return "one goes by the other's middle name and no number is in common: twins are given each "
             "other's names";
    case Ruling::must_link:
      return "a person or a source said that they are one child";
    case Ruling::never_link:
      return "a person or a source said that they are never one child";
    case Ruling::locks_disagree:
      return "one lock says one child, another says never";
  }
  return {};
}

void Comparison::rule(Ruling by) {
  ruling = by;
  because = words_of(by);
}

std::string name_of(const Obstacle& obstacle) {
  switch (obstacle.what) {
    case Obstacle::What::one_roll:
      return "one-roll";
    case Obstacle::What::never_link:
      return "never-link";
    case Obstacle::What::two_numbers:
      break;
  }
  std::string name = obstacle.identifier;
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

std::string_view to_string(Likeness value) {
  switch (value) {
    case Likeness::same_child:
      return "same child";
    case Likeness::twin:
      return "twin";
    case Likeness::sibling_or_household:
      return "sibling or household";
    case Likeness::stranger:
      return "stranger";
  }
  return {};
}

}  // namespace trellis::matching
