#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hub/comparison/name_lists.hpp"
#include "hub/linkage/name_levels.hpp"
#include "hub/linkage/records.hpp"
#include "hub/linkage/text_levels.hpp"

namespace trellis::linkage {

enum class Sex : std::uint8_t { missing, same, different };

constexpr std::size_t most_levels = 14;
constexpr std::size_t most_features = 16;  // four bits of a pattern each

// What of two records is compared.
struct Feature {
  enum class What : std::uint8_t { given, middle, family, birth, sex, text };
  What what = What::text;
  std::size_t text = 0;  // which of Records::texts
  std::string name;      // for people
  Is is = Is::text;
  std::size_t levels = 0;
};

// The levels of a pair, four bits a feature.
using Pattern = std::uint64_t;
constexpr unsigned level_in(Pattern pattern, std::size_t feature) {
  return static_cast<unsigned>(pattern >> (4 * feature)) & 15U;
}

struct PatternCount {
  Pattern pattern = 0;
  double count = 0;
};

// Compares records of one table. Any thread may.
class Comparer {
 public:
  Comparer(const Records& records, const comparison::NameLists& lists, std::size_t threads = 1);

  const std::vector<Feature>& features() const { return features_; }
  Pattern compare(std::uint32_t a, std::uint32_t b) const;
  // Many at once, which is faster: what they need of memory is fetched ahead.
  void compare(std::span<const Pair> pairs, std::vector<Pattern>& patterns) const;
  // The value whose frequency counts where the feature's level is `same`; 0: none.
  std::uint32_t value(std::size_t feature, std::uint32_t record) const;
  std::string_view level_name(std::size_t feature, unsigned level) const;
  // The record's valid NHS number as a code; 0: none. Two different ones are two people.
  std::uint32_t valid_number(std::uint32_t record) const;

 private:
  const Records& records_;
  std::vector<Feature> features_;
  NameComparer names_;
  TextComparer texts_;
};

}  // namespace trellis::linkage
