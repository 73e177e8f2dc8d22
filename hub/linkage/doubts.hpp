#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "hub/comparison/shared_days.hpp"
#include "hub/linkage/levels.hpp"

namespace trellis::linkage {

// What is taken off the evidence that two are one person, for what no level tells: that nobody's
// name agrees, or that the day they share is one that many are given. Of one table; any thread may.
class Doubts {
 public:
  Doubts(const Records& records, const std::vector<Feature>& features);

  struct Doubt {
    float bits = 0;  // to take off; 0: there is none
    std::string_view why;
  };
  // Of a record and another that compares so with it, for whom so many bits speak.
  Doubt of(std::uint32_t record, Pattern pattern, float bits) const;

 private:
  using Places = std::uint32_t;  // of features, a bit each
  static bool is_any(Places features, Pattern pattern, TextLevel from, TextLevel to);
  bool have_no_name(std::uint32_t record, Pattern pattern) const;
  float shared_day_bits(std::uint32_t record, Pattern pattern) const;

  static constexpr std::size_t none = most_features;
  const Records& records_;
  std::size_t given_ = none, family_ = none, birth_ = none;
  Places household_ = 0, numbers_ = 0;
  comparison::SharedDays days_;
};

}  // namespace trellis::linkage
