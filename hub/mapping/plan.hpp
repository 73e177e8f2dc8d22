#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hub/formats/json.hpp"
#include "hub/formats/tree.hpp"
#include "hub/mapping/lookup.hpp"
#include "hub/mapping/mapping.hpp"
#include "hub/mapping/replacement.hpp"
#include "hub/mapping/time_pattern.hpp"
#include "hub/model/catalogue.hpp"

// What a mapping file becomes when it is loaded: paths compiled, kinds, fields and lists resolved.
namespace trellis::mapping {

// An XPath, and the location paths inside it: what it reads.
struct CompiledPath {
  formats::Path path;
  std::vector<formats::Path> reads;
  std::vector<formats::Path> glued{};  // of a key: what its concat() glues, none of which may miss
  Place place{};                       // in the mapping's file
  bool is_constant = false;            // an XPath that is only a literal or a number
};

struct Expression {
  enum class Source { select, value, concatenate, join, join_all, first };
  enum class Case { kept, upper, lower, title };

  Source source = Source::value;
  std::optional<CompiledPath> select;
  std::string text;  // the constant, or what stands between joined values
  std::vector<Expression> parts;
  std::optional<CompiledPath> when;
  std::string separator;
  bool is_trimmed = true;
  Case letters = Case::kept;
  std::vector<std::pair<std::string, std::string>> absent;
  std::vector<Replacement> replacements;
  std::vector<std::string> date_patterns;
  std::vector<std::string> time_patterns;
  WallClock clock = WallClock::london;                  // of times without a zone
  std::optional<int> years_ahead;                       // that a year of two digits may be
  std::vector<std::shared_ptr<const Lookup>> look_ups;  // asked in order
  std::optional<std::string> otherwise;                 // what a code is that none of them knows
  std::string_view otherwise_list;                      // of the catalogue, that it is of
  bool fills_code = false;  // of a code field: what is unknown may be named
  std::optional<std::string> fallback;
  bool reads_record = false;
  bool needs_all_parts = false;  // of a key: glued with a part missing it would be another's
};

struct FieldPlan {
  const model::FieldDefinition* definition = nullptr;
  Expression expression;
  std::shared_ptr<const Lookup> list;  // of a code: the catalogue's
  std::string label;                   // for issues: "kind, field"
};

struct ObservationPlan {
  const model::KindDefinition* kind = nullptr;
  std::optional<CompiledPath> when;
  std::optional<CompiledPath> for_each;
  std::optional<Expression> valid_from;
  std::optional<Expression> valid_to;
  std::string valid_from_label;
  std::string valid_to_label;
  std::vector<FieldPlan> fields;  // first those that say what the others are: `system`, `expected`
  bool reads_record = false;      // some field does
  model::Assertion assertion = model::Assertion::fact;
  model::SubjectCategory subject_category = model::SubjectCategory::none;
  model::Regime regime = model::Regime::gdpr;
  model::Sensitivity sensitivity = model::Sensitivity::normal;
};

struct Requirement {
  CompiledPath path;
  std::string sentence;
  Severity severity = Severity::error;
};

// Whom a record is about, and what it says of them. Without `people` it is one, without a name.
struct PersonPlan {
  std::string name;
  std::optional<CompiledPath> when;
  std::optional<CompiledPath> for_each;
  Expression subject;
  std::string subject_label = "subject";
  std::vector<Requirement> requirements;
  std::vector<ObservationPlan> observations;
};

// Which records are not for this mapping, and why.
struct SkipRule {
  CompiledPath path;
  std::string reason;
};

struct Mapping::State {
  std::shared_ptr<const model::Catalogue> catalogue;
  std::map<std::string, model::CodeList, std::less<>> lists;  // of this mapping
  std::string name, version, title, adapter;
  std::int64_t fingerprint = 0;
  Place adapter_place{};
  formats::Json settings;
  bool is_full_extract = false;
  double may_vanish = 0;
  std::optional<CompiledPath> record;
  std::vector<SkipRule> skips;
  std::vector<Requirement> requirements;  // of the record
  bool has_people = false;
  std::vector<PersonPlan> people;  // never empty
  std::vector<Error> unused;       // what is defined for nothing
};

}  // namespace trellis::mapping
