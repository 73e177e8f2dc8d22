#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "hub/linkage/records.hpp"

namespace trellis::linkage {

// What a record says as a whole, in a few numbers: MinHash signatures, cut into bands, of the pairs
// of neighbouring letters in its names and texts and of the parts of its birth date. Two records
// share a band with probability s^rows, where s is the share of all they say that both say.
// Source: A. Broder, "On the resemblance and containment of documents" (1997).
class Sketches {
 public:
  static constexpr std::size_t bands = 20, rows = 4;

  Sketches(const Records& records, std::size_t threads);
  // By record; 0: it says too little to be told by it.
  std::vector<std::uint32_t> take(std::size_t band) { return std::move(values_[band]); }

 private:
  static constexpr std::size_t least_features = 4;
  struct Signature {
    std::array<std::uint32_t, bands * rows> least;
    std::size_t features = 0;
  };

  static void add(std::uint32_t feature, Signature& signature);
  static void add_letters(std::string_view text, Signature& signature);
  static void add_birth(Birth birth, Signature& signature);
  Signature signature_of(std::uint32_t record) const;

  const Records& records_;
  std::array<std::vector<std::uint32_t>, bands> values_;
};

}  // namespace trellis::linkage
