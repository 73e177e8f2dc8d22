#include "hub/linkage/twins.hpp"

#include <algorithm>
#include <cmath>

namespace trellis::linkage {
namespace {

template <typename Level>
constexpr unsigned number_of(Level level) {
  return static_cast<unsigned>(level);
}

bool is_of_household(Is is) {
  return is == Is::address || is == Is::street || is == Is::postcode || is == Is::phone;
}

}  // namespace

TwinLook::TwinLook(const std::vector<Feature>& features) : count_(features.size()) {
  for (std::size_t f = 0; f < features.size(); ++f) {
    const Places place = Places{1} << f;
    switch (features[f].what) {
      case Feature::What::given:
        given_ = f;
        break;
      case Feature::What::middle:
        middle_ = f;
        break;
      case Feature::What::family:
        family_ = f;
        break;
      case Feature::What::birth:
        birth_ = f;
        break;
      case Feature::What::text:
        if (is_of_household(features[f].is)) household_ |= place;
        if (is_identifier(features[f].is)) numbers_ |= place;
        break;
      case Feature::What::sex:
        sex_ = f;
        break;
    }
  }
}

bool TwinLook::is_any_same(Places features, Pattern pattern) const {
  for (std::size_t f = 0; f < count_; ++f)
    if ((features >> f & 1U) != 0 && level_in(pattern, f) == number_of(TextLevel::same))
      return true;
  return false;
}

bool TwinLook::are_told_apart(Pattern pattern) const {
  const auto given = static_cast<NameLevel>(level_in(pattern, given_));
  if (given == NameLevel::look_alike || given == NameLevel::unnamed_twin ||
      given >= NameLevel::shared_part)
    return true;
  if (middle_ != none && level_in(pattern, middle_) == number_of(Middle::different)) return true;
  for (std::size_t f = 0; f < count_; ++f)
    if ((numbers_ >> f & 1U) != 0 && level_in(pattern, f) >= number_of(TextLevel::different))
      return true;
  return false;
}

bool TwinLook::is_seen_in(Pattern pattern) const {
  if (given_ == none || family_ == none || birth_ == none) return false;
  if (level_in(pattern, birth_) != number_of(Born::same)) return false;
  const auto family = static_cast<NameLevel>(level_in(pattern, family_));
  const bool is_one_family = family <= NameLevel::close || family == NameLevel::part;
  return is_one_family && are_told_apart(pattern) && is_any_same(household_, pattern) &&
         !is_any_same(numbers_, pattern);
}

bool TwinLook::have_names_alike(Pattern pattern) const {
  return is_seen_in(pattern) &&
         static_cast<NameLevel>(level_in(pattern, given_)) < NameLevel::same_initial;
}

void TwinLook::learn(std::span<const PatternCount> patterns) {
  bits_ = most_bits;
  if (sex_ == none) return;
  constexpr double guess = 10, of_twins = 9;  // pairs that the guess counts for
  double told = guess, twins = of_twins;
  for (const PatternCount& each : patterns) {
    const unsigned sex = level_in(each.pattern, sex_);
    if (sex == number_of(Sex::missing) || !is_seen_in(each.pattern)) continue;
    told += each.count;
    twins += sex == number_of(Sex::different) ? 2 * each.count : 0;
  }
  const double share = std::clamp(twins / told, 0.001, 0.999);
  constexpr double if_as_many = 3;  // bits, where half of them are twins
  bits_ = static_cast<float>(
      std::clamp(if_as_many + std::log2(share / (1 - share)), 0.0, static_cast<double>(most_bits)));
}

}  // namespace trellis::linkage
