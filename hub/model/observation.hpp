#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/time.hpp"

// Model: what a child and their world are. Pure values, no input or output.
namespace trellis::model {

enum class Assertion { fact, professional_opinion, reported, self_reported };
enum class SubjectCategory { none, suspect, convicted, victim, witness, other };
enum class Regime { gdpr, law_enforcement };
enum class Sensitivity { normal, sensitive, sealed };

// What the rules of an identifier's kind say about a value.
enum class Verdict { valid, placeholder, bad_check, bad_shape, unknown_range };

// How much of something a party may see; each level includes those before it.
enum class Level { none, exists, identity, summary, detail };

// One value as a source gave it and as the hub understands it.
struct Value {
  std::string
      text;  // ISO date, "true"/"false", number, normalised code, canonical identifier, or text
  std::string received;            // as the source wrote it; empty where it is the same as `text`
  std::string system;              // code list, or kind of identifier; empty for plain values
  std::string absent;              // why there is no value: unknown, refused, not-asked, masked,
                                   // not-applicable, not-shared
  std::optional<Verdict> verdict;  // identifiers only
  bool operator==(const Value&) const = default;
};

struct Field {
  std::string name;
  Value value;
  bool operator==(const Field&) const = default;
};

// What a record asserts about a child. A field may stand more than once where the catalogue says
// "many".
struct Observation {
  std::string kind;  // of the catalogue, such as education.suspension
  Date valid_from;   // in the world; none where not known or not applicable
  Date valid_to;
  std::vector<Field> fields;
  std::string path;  // where in the record it came from
  Assertion assertion = Assertion::fact;
  SubjectCategory subject_category = SubjectCategory::none;
  Regime regime = Regime::gdpr;
  Sensitivity sensitivity = Sensitivity::normal;

  const Value* find(std::string_view field) const;      // the first of that name, or null
  std::string_view text(std::string_view field) const;  // its text, or empty
  bool operator==(const Observation&) const = default;
};

std::string_view to_string(Assertion value);
std::string_view to_string(SubjectCategory value);
std::string_view to_string(Regime value);
std::string_view to_string(Sensitivity value);
std::string_view to_string(Verdict value);
std::string_view to_string(Level value);
std::optional<Assertion> parse_assertion(std::string_view text);
std::optional<SubjectCategory> parse_subject_category(std::string_view text);
std::optional<Regime> parse_regime(std::string_view text);
std::optional<Sensitivity> parse_sensitivity(std::string_view text);
std::optional<Verdict> parse_verdict(std::string_view text);
std::optional<Level> parse_level(std::string_view text);

}  // namespace trellis::model
