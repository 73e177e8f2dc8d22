#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <boost/container/small_vector.hpp>

#include "hub/matching/engine/engine.hpp"
#include "hub/matching/engine/model.hpp"
#include "hub/matching/engine/words.hpp"

namespace trellis::matching {

// A subject's features as codes: equal values are equal numbers. A view of an Encoding or of what
// was kept of one. Of each sort of value it has at most 255.
struct Encoded {
  struct Name {
    WordNumber given = 0, middle = 0, family = 0;
  };
  // A unit as a number that contains its sector and its district. What is not written like a
  // postcode is all three, by its hash.
  class Postcode {
   public:
    Postcode() = default;
    explicit Postcode(std::string_view canonical);
    std::uint32_t unit() const { return number_; }
    std::uint32_t sector() const { return is_written_well() ? number_ / 676 : number_; }
    std::uint32_t district() const { return is_written_well() ? number_ / 6760 : number_; }

   private:
    // Districts are 27 * 27 * 10 * 37, with ten sectors of 26 * 26 units.
    static constexpr std::uint32_t well_written = 27U * 27 * 10 * 37 * 6760;
    bool is_written_well() const { return number_ < well_written; }
    std::uint32_t number_ = 0;
  };
  struct Identifier {
    std::uint32_t kind = 0;       // hash
    std::uint8_t weights = 0;     // index into Model::identifiers
    std::array<char, 15> text{};  // canonical, then zeros; of a longer one a mark and a hash
    bool operator==(const Identifier&) const = default;
  };
  struct Enrolment {
    std::uint32_t where = 0;        // hash
    std::int32_t from = 0, to = 0;  // days since 1970
  };

  std::span<const Name> names;
  std::span<const Date> births;
  std::span<const Postcode> postcodes;
  std::span<const Identifier> identifiers;
  std::span<const std::uint32_t> addresses;  // hashes
  std::span<const std::uint32_t> phones;
  std::span<const WordNumber> parents;
  std::span<const Enrolment> enrolments;
  char sex = 0;
  bool multiple_birth = false;
  std::uint8_t birth_order = 0;
  bool sealed = false;
};

// The same as it stands in memory, in one piece.
struct alignas(4) EncodedUnit {
  std::array<std::byte, 4> bytes;
  bool operator==(const EncodedUnit&) const = default;
};
class Encoding {
 public:
  Encoding() = default;
  // Tells `words` what it did not know.
  Encoding(const Features& features, const Model& model, Words& words);

  Encoded view() const;
  std::span<const EncodedUnit> units() const { return {units_.data(), units_.size()}; }
  bool operator==(const Encoding&) const = default;

 private:
  template <typename Value>
  void append(const Value& value);

  boost::container::small_vector<EncodedUnit, 40> units_;
};

// Before the values, in the order of Encoded.
struct EncodedHead {
  std::array<std::uint8_t, 8> counts{};
  char sex = 0;
  bool multiple_birth = false;
  bool sealed = false;
  std::uint8_t birth_order = 0;
};

// Of the units of an Encoding, kept from its first on.
inline Encoded view_of(const EncodedUnit* units) {
  const auto& head = *reinterpret_cast<const EncodedHead*>(units);
  const EncodedUnit* next = units + sizeof(EncodedHead) / sizeof(EncodedUnit);
  std::size_t sort = 0;
  const auto take = [&]<typename Value>(std::span<const Value>& values) {
    values = {reinterpret_cast<const Value*>(next), head.counts[sort++]};
    next += values.size_bytes() / sizeof(EncodedUnit);
  };
  Encoded encoded;
  take(encoded.names);
  take(encoded.births);
  take(encoded.postcodes);
  take(encoded.identifiers);
  take(encoded.addresses);
  take(encoded.phones);
  take(encoded.parents);
  take(encoded.enrolments);
  encoded.sex = head.sex;
  encoded.multiple_birth = head.multiple_birth;
  encoded.birth_order = head.birth_order;
  encoded.sealed = head.sealed;
  return encoded;
}
std::size_t units_in(const EncodedUnit* units);

}  // namespace trellis::matching
