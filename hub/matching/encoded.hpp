#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include <boost/container/small_vector.hpp>

#include "hub/matching/engine.hpp"
#include "hub/matching/model.hpp"
#include "hub/matching/words.hpp"

namespace trellis::matching {

// A subject's features as codes: equal values are equal numbers or equal pointers. Most subjects
// have one value of each, which stands in line with the others: comparing two reads two places of
// memory.
struct Encoded {
  template <typename Value>
  using Several = boost::container::small_vector<Value, 1>;

  struct Name {
    const Word* given = nullptr;
    const Word* middle = nullptr;
    const Word* family = nullptr;
    bool operator==(const Name&) const = default;
  };
  struct Postcode {
    std::uint64_t unit = 0, sector = 0, district = 0;
    bool operator==(const Postcode&) const = default;
  };
  struct Identifier {
    std::uint8_t weights = 0;  // index into Model::identifiers
    std::uint64_t kind = 0;    // hash
    std::string canonical;
    bool operator==(const Identifier&) const = default;
  };
  struct Enrolment {
    std::uint64_t where = 0;        // hash
    std::int32_t from = 0, to = 0;  // days since 1970
    bool operator==(const Enrolment&) const = default;
  };
  Several<Name> names;
  Several<Date> births;
  Several<Postcode> postcodes;
  Several<Identifier> identifiers;
  Several<std::uint64_t> addresses;  // hashes
  Several<std::uint64_t> phones;
  Several<const Word*> parents;
  std::vector<Enrolment> enrolments;
  char sex = 0;
  bool multiple_birth = false;
  bool sealed = false;
  bool operator==(const Encoded&) const = default;
};

// Tells `words` what it did not know.
Encoded encode(const Features& features, const Model& model, Words& words);
// Words that are not known go into `strangers`, which must outlive the answer.
Encoded encode(const Features& features, const Model& model, const Words& words,
               std::deque<Word>& strangers);

}  // namespace trellis::matching
