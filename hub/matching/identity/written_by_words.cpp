#include "hub/matching/identity/written_by_words.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace trellis::matching {
namespace {

struct KnownWords {
  std::string_view field;
  std::string_view level;  // empty: any
  Topic topic;
  std::vector<Trait> compares = {};
  std::string_view identifier = {};
};

// Of two that fit the first holds.
const std::vector<KnownWords>& known_words() {
  static const std::vector<KnownWords> known = {
      {"prior", {}, Topic::prior},
      {"guard", {}, Topic::guard},
      {"given name",
       "known by the middle name",
       Topic::given_name,
       {Trait::given_name, Trait::middle_name}},
      {"given name", {}, Topic::given_name, {Trait::given_name}},
      {"family name", {}, Topic::family_name, {Trait::family_name}},
      {"middle name", {}, Topic::middle_name, {Trait::middle_name}},
      {"names",
       "given and family name swapped",
       Topic::names_swapped,
       {Trait::given_name, Trait::family_name}},
      {"names", "the best of several", Topic::names_tried, {Trait::given_name, Trait::family_name}},
      {"birth date", "a day that many are given", Topic::shared_day, {Trait::birth_date}},
      {"birth date", {}, Topic::birth_date, {Trait::birth_date}},
      {"sex", {}, Topic::sex, {Trait::sex}},
      {"NHS number", {}, Topic::identifier, {Trait::identifier}, "nhs_number"},
      {"unique pupil number", {}, Topic::identifier, {Trait::identifier}, "upn"},
      {"unique learner number", {}, Topic::identifier, {Trait::identifier}, "uln"},
      {"PNC number", {}, Topic::identifier, {Trait::identifier}, "pnc_id"},
      {"arrest summons number", {}, Topic::identifier, {Trait::identifier}, "asn"},
  };
  return known;
}

std::optional<Trait> trait_of_household(std::string_view words) {
  if (words.starts_with("postcode ")) return Trait::postcode;
  if (words == "same address") return Trait::address;
  if (words == "same telephone") return Trait::telephone;
  if (words == "same parent") return Trait::parent;
  return std::nullopt;
}

void read_household(Evidence& evidence) {
  constexpr std::string_view comma = ", ";
  std::vector<Trait> compares;
  for (std::string_view rest = evidence.level; !rest.empty();) {
    const std::size_t end = std::min(rest.find(comma), rest.size());
    const auto trait = trait_of_household(rest.substr(0, end));
    if (!trait) return;
    compares.push_back(*trait);
    rest.remove_prefix(std::min(end + comma.size(), rest.size()));
  }
  evidence.topic = Topic::household;
  evidence.compares = std::move(compares);
}

}  // namespace

void read_words(Evidence& evidence) {
  if (evidence.field == "household") return read_household(evidence);
  for (const KnownWords& known : known_words()) {
    const bool fits =
        evidence.field == known.field && (known.level.empty() || evidence.level == known.level);
    if (!fits) continue;
    evidence.topic = known.topic;
    evidence.compares = known.compares;
    evidence.identifier = known.identifier;
    return;
  }
}

Ruling ruling_by_words(std::string_view because) {
  if (because.empty()) return Ruling::none;
  constexpr std::array rulings = {
      Ruling::two_numbers,  Ruling::one_roll,   Ruling::shared_number,   Ruling::twin,
      Ruling::perhaps_twin, Ruling::told_apart, Ruling::nothing_to_tell, Ruling::middle_name,
      Ruling::shared_day,   Ruling::must_link,  Ruling::never_link,      Ruling::locks_disagree};
  for (const Ruling ruling : rulings)
    if (words_of(ruling) == because) return ruling;
  return Ruling::not_known;
}

}  // namespace trellis::matching
