#include "hub/model/observation.hpp"

#include "hub/model/names.hpp"

namespace trellis::model {

namespace {

constexpr Names<Assertion, 4> assertions = {
    {{Assertion::fact, "fact"},
     {Assertion::professional_opinion, "professional_opinion"},
     {Assertion::reported, "reported"},
     {Assertion::self_reported, "self_reported"}}};

constexpr Names<SubjectCategory, 6> subject_categories = {
    {{SubjectCategory::none, "none"},
     {SubjectCategory::suspect, "suspect"},
     {SubjectCategory::convicted, "convicted"},
     {SubjectCategory::victim, "victim"},
     {SubjectCategory::witness, "witness"},
     {SubjectCategory::other, "other"}}};

constexpr Names<Regime, 2> regimes = {
    {{Regime::gdpr, "gdpr"}, {Regime::law_enforcement, "law_enforcement"}}};

constexpr Names<Sensitivity, 3> sensitivities = {{{Sensitivity::normal, "normal"},
                                                  {Sensitivity::sensitive, "sensitive"},
                                                  {Sensitivity::sealed, "sealed"}}};

constexpr Names<Verdict, 5> verdicts = {{{Verdict::valid, "valid"},
                                         {Verdict::placeholder, "placeholder"},
                                         {Verdict::bad_check, "bad_check"},
                                         {Verdict::bad_shape, "bad_shape"},
                                         {Verdict::unknown_range, "unknown_range"}}};

constexpr Names<Level, 5> levels = {{{Level::none, "none"},
                                     {Level::exists, "exists"},
                                     {Level::identity, "identity"},
                                     {Level::summary, "summary"},
                                     {Level::detail, "detail"}}};

}  // namespace

const Value* Observation::find(std::string_view field) const {
  for (const Field& candidate : fields)
    if (candidate.name == field) return &candidate.value;
  return nullptr;
}

std::string_view Observation::text(std::string_view field) const {
  const Value* value = find(field);
  return value == nullptr ? std::string_view{} : std::string_view(value->text);
}

std::string_view to_string(Assertion value) { return name_of(value, assertions); }
std::string_view to_string(SubjectCategory value) { return name_of(value, subject_categories); }
std::string_view to_string(Regime value) { return name_of(value, regimes); }
std::string_view to_string(Sensitivity value) { return name_of(value, sensitivities); }
std::string_view to_string(Verdict value) { return name_of(value, verdicts); }
std::string_view to_string(Level value) { return name_of(value, levels); }

std::optional<Assertion> parse_assertion(std::string_view text) {
  return value_of(text, assertions);
}
std::optional<SubjectCategory> parse_subject_category(std::string_view text) {
  return value_of(text, subject_categories);
}
std::optional<Regime> parse_regime(std::string_view text) { return value_of(text, regimes); }
std::optional<Sensitivity> parse_sensitivity(std::string_view text) {
  return value_of(text, sensitivities);
}
std::optional<Verdict> parse_verdict(std::string_view text) { return value_of(text, verdicts); }
std::optional<Level> parse_level(std::string_view text) { return value_of(text, levels); }

}  // namespace trellis::model
