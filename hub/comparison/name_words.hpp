#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "hub/base/digest.hpp"
#include "hub/base/result.hpp"

namespace trellis::comparison {

// Which words in a name name nobody, and which many people share who have nothing else in common.
// A value; read from name-words.csv. All names are folded.
class NameWords {
 public:
  // Lines "words,are" after a header: words with spaces between them, and what they are: nobody, a
  // child, newborn, filler, beginning, particle, community or whole name. The README of the
  // configuration says what each means.
  static Result<NameWords> parse(std::string_view csv, const std::string& file = {});
  static Result<NameWords> read_file(const std::string& file);

  // Written where no name was known: of words for it alone, or of one letter again and again.
  bool is_nobody(std::string_view name) const;
  // As above, or a child that had no name yet: "baby", "twin two", "infant of jane".
  bool is_no_given_name(std::string_view given) const;
  // A family name may be Child or Baby, where the given name is somebody's.
  bool is_no_family_name(std::string_view family, std::string_view given) const;

  // Of a whole name, in either order: "Not" "Known" too, and "John" "Doe".
  bool is_nobody(std::string_view given, std::string_view family) const;
  // May the word be one of a whole name that names nobody? Else it need not be asked about.
  bool may_be_of_nobody(std::string_view word) const;

  // A part of a family name that is none by itself: van, bin, de, st.
  bool is_particle(std::string_view part) const { return is(part, Kind::particle); }
  // What whole communities are called by: Singh, Kaur, Begum.
  bool is_community(std::string_view part) const { return is(part, Kind::community); }

  const Digest& digest() const { return digest_; }  // of the text they were read from

 private:
  enum class Kind : std::uint8_t {
    nobody,
    a_child,
    newborn,
    filler,
    beginning,
    particle,
    community,
    whole_name  // and each of its words
  };
  bool is(std::string_view word, Kind kind) const;
  bool names_nobody(std::string_view word) const;

  bool is_whole(std::string_view name) const;

  std::unordered_map<std::string, std::uint8_t> kinds_;  // a bit for each kind
  std::vector<std::string> beginnings_;
  Digest digest_{};
};

}  // namespace trellis::comparison
