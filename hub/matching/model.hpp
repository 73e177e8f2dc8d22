#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/formats/json.hpp"
#include "hub/matching/words.hpp"

namespace trellis::matching {

// What two birth dates are to each other; the best first.
enum class BirthLevel : std::uint8_t {
  same,
  swapped,      // day and month
  one_digit,    // one digit replaced, or two neighbours swapped
  year_off,     // the same day a year before or after
  default_day,  // one is the first of January of the year, or the first of the month: an estimate
  to_month,     // one is not exact: they agree as far as they go
  to_year,
  same_month,
  near,  // within 31 days
  same_year,
  different,
  missing
};
enum class PostcodeLevel : std::uint8_t { unit, sector, district, different, missing };
enum class MiddleLevel : std::uint8_t { same, initial, different, missing };
enum class SexLevel : std::uint8_t { same, different, missing };
enum class IdentifierLevel : std::uint8_t { same, one_digit, different, missing };

// The bits of an equal name: log2 of how rare it is, between two bounds.
struct Frequency {
  double least = 0, most = 0;
  double one_in = 1;    // how rare a name is that was never told
  double strength = 1;  // how many subjects that guess is worth
};

struct IdentifierWeights {
  std::string kind;  // "other" in the last
  std::array<double, 4> bits{};
  bool hard = false;  // two different ones are never joined by the model
};

// The default model: how many bits each level of each field speaks for one child. Immutable once
// read.
struct Model {
  std::string version;
  double prior = 0;
  struct Thresholds {
    double automatic = 0, ask = 0, gap = 0, same_connection = 0, break_below = 0;
    int rivals = 5;
  } thresholds;

  Frequency given_frequency, family_frequency;
  std::array<double, 10> given{}, family{};  // by Likeliness; `same` is by frequency
  double middle_used_as_given = 0, swapped_names = 0;
  std::array<double, 4> middle{};    // by MiddleLevel
  std::array<double, 12> birth{};    // by BirthLevel
  std::array<double, 3> sex{};       // by SexLevel
  std::array<double, 5> postcode{};  // by PostcodeLevel
  struct Household {
    double address = 0, phone = 0, parent = 0;
    double further = 0;      // share of each further agreement beside the strongest
    double most = 0;         // all of it together
    double with_family = 0;  // together with the family name
  } household;
  std::vector<IdentifierWeights> identifiers;
};

Result<Model> read_model(const formats::Json& json);
Result<Model> read_model_file(const std::string& file);

// In words: "day and month swapped".
std::string_view to_string(Likeliness value);
std::string_view to_string(BirthLevel value);
std::string_view to_string(PostcodeLevel value);
std::string_view to_string(MiddleLevel value);
std::string_view to_string(SexLevel value);
std::string_view to_string(IdentifierLevel value);

}  // namespace trellis::matching
