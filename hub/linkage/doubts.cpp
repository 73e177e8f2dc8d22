#include "hub/linkage/doubts.hpp"

#include <algorithm>

namespace trellis::linkage {
namespace {

constexpr float unlike = -1;        // bits, where nothing but a birth and a place agrees
constexpr float undecided = -0.5F;  // and where two may well be two
constexpr float often =
    2.5F;  // bits that a day says less than others, where very many are given it

constexpr unsigned of_children = 1990;  // a first of January before that is often a year alone

bool is_of_household(Is is) {
  return is == Is::address || is == Is::street || is == Is::postcode || is == Is::phone;
}

}  // namespace

Doubts::Doubts(const Records& records, const std::vector<Feature>& features) : records_(records) {
  for (std::size_t f = 0; f < features.size(); ++f) {
    const Places place = Places{1} << f;
    const Feature& feature = features[f];
    if (feature.what == Feature::What::given) given_ = f;
    if (feature.what == Feature::What::family) family_ = f;
    if (feature.what == Feature::What::birth) birth_ = f;
    if (feature.what == Feature::What::text && is_of_household(feature.is)) household_ |= place;
    if (feature.what == Feature::What::text &&
        (is_identifier(feature.is) || feature.is == Is::email))
      numbers_ |= place;
  }
  for (const Person& each : records.people)
    if (each.birth != 0) days_.count(month_of(each.birth), day_of(each.birth), 1);
  days_.settle();
}

bool Doubts::is_any(Places features, Pattern pattern, TextLevel from, TextLevel to) {
  for (std::size_t f = 0; f < most_features; ++f) {
    const unsigned level = level_in(pattern, f);
    if ((features >> f & 1U) != 0 && level >= static_cast<unsigned>(from) &&
        level <= static_cast<unsigned>(to))
      return true;
  }
  return false;
}

// Neither has any: who has one in one of two tables is told by what else agrees.
bool Doubts::have_no_name(std::uint32_t record, Pattern pattern) const {
  const Name& name = records_.people[record].name;
  const bool has_name = name.given[0] != 0 || name.family[0] != 0 || name.others[0] != 0;
  const auto is_missing = [&](std::size_t feature) {
    return feature == none || level_in(pattern, feature) == 0;
  };
  return (given_ != none || family_ != none) && !has_name && is_missing(given_) &&
         is_missing(family_);
}

float Doubts::shared_day_bits(std::uint32_t record, Pattern pattern) const {
  if (birth_ == none || level_in(pattern, birth_) != static_cast<unsigned>(Born::same)) return 0;
  const Birth birth = records_.people[record].birth;
  if (year_of(birth) < of_children) return 0;
  return static_cast<float>(-days_.bits(month_of(birth), day_of(birth)));
}

Doubts::Doubt Doubts::of(std::uint32_t record, Pattern pattern, float bits) const {
  if (is_any(numbers_, pattern, TextLevel::same, TextLevel::same)) return {};
  if (have_no_name(record, pattern))
    return bits > unlike ? Doubt{bits - unlike, "no name of both is known"} : Doubt{};
  const float less = shared_day_bits(record, pattern);
  if (less <= 0 || is_any(household_, pattern, TextLevel::same, TextLevel::close)) return {};
  const bool are_far = is_any(household_, pattern, TextLevel::different, TextLevel::conflicting);
  const float off = are_far && less >= often ? std::max(less, bits - undecided) : less;
  return {off, "a birth date that many are given"};
}

}  // namespace trellis::linkage
