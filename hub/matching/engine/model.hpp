#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/formats/json.hpp"
#include "hub/matching/engine/words.hpp"

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

// What a trained model was learned from.
struct Training {
  struct Level {
    std::string field, level;  // as the file calls them; an identifier's field is its kind
    double same_pairs = 0;     // expected pairs of one child's subjects with this level
    double other_pairs = 0;    // pairs of two children's, among those that were looked at
    double learned = 0;        // 0 to 1: the share of its bits that is not from the model before
  };
  std::string from;  // version of the model it was learned on top of
  std::int64_t subjects = 0;
  std::int64_t compared = 0;                             // candidate pairs
  double same_pairs = 0;                                 // expected
  std::int64_t decided_same = 0, decided_different = 0;  // pairs that people had decided
  // Expected false links in 10,000 pairs with so many bits and more.
  double errors_at_automatic = 0, errors_at_ask = 0;
  std::vector<Level> levels;
};

// The default model: how many bits each level of each field speaks for one child. Immutable once
// read.
struct Model {
  std::string version;
  double prior = 0;
  // In bits, one for each use; see decision 11.
  struct Thresholds {
    double automatic = 0, ask = 0, gap = 0, same_connection = 0, break_below = 0;
    double show = 0;        // from ask to automatic
    double statistics = 0;  // from break_below to automatic
    int rivals = 5;
  } thresholds;

  Frequency given_frequency, family_frequency;
  std::array<double, word_levels> given{}, family{};  // by WordLevel; `same` is by frequency
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
  std::optional<Training> training;  // none: set by hand
};

// One number of a model with its names: as the file calls it, and in words.
struct ModelLevel {
  std::string field, level;
  std::string_view words;
  double bits = 0;
};

Result<Model> read_model(const formats::Json& json);
Result<Model> read_model_file(const std::string& file);
formats::Json to_json(const Model& model);  // what read_model reads
// Every level of every field but the equal names, which weigh by how rare they are.
std::vector<ModelLevel> levels_of(const Model& model);

// In words: "day and month swapped".
std::string_view to_string(WordLevel value);
std::string_view to_string(BirthLevel value);
std::string_view to_string(PostcodeLevel value);
std::string_view to_string(MiddleLevel value);
std::string_view to_string(SexLevel value);
std::string_view to_string(IdentifierLevel value);

}  // namespace trellis::matching
