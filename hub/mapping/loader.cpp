#include <algorithm>
#include <filesystem>
#include <set>

#include "hub/mapping/code_list_file.hpp"
#include "hub/mapping/constant_check.hpp"
#include "hub/mapping/expression_reader.hpp"
#include "hub/mapping/findings.hpp"
#include "hub/mapping/fingerprint.hpp"
#include "hub/mapping/plan.hpp"
#include "hub/mapping/schemas.hpp"

namespace trellis::mapping {
namespace {

using formats::Json;

constexpr double usual_share = 0.2;  // of what a full extract reported before

// Where nothing else is said, no year of two digits is one to come.
void end_with_this_year(Expression& expression) {
  if (!expression.years_ahead) expression.years_ahead = 0;
  for (Expression& part : expression.parts) end_with_this_year(part);
}

class Loader {
 public:
  Loader(Mapping::State& state, const Json& document, Findings& findings)
      : state_(state),
        findings_(findings),
        lists_(state.lists, *state.catalogue),
        definitions_(document["define"], findings),
        reader_(lists_, definitions_, findings) {}

  void load(const Json& from) {
    state_.name = from["mapping"].string();
    state_.version = from["version"].string();
    state_.title = from["title"].string();
    state_.adapter = from["adapter"].string();
    state_.adapter_place = from["adapter"].place();
    state_.settings = from["settings"];
    state_.is_full_extract = from["full-extract"].boolean();
    const Json* share = from.find("may-vanish");
    state_.may_vanish = share ? share->number() : usual_share;
    if (const Json* record = from.find("record")) state_.record = node_path(*record);
    for (const Json& rule : from["skip-when"].items())
      if (auto path = reader_.compile(rule["path"]))
        state_.skips.push_back({std::move(*path), rule["say"].string()});
    require(from, state_.requirements);
    read_people(from);
    state_.unused = definitions_.unused();
  }

 private:
  std::optional<CompiledPath> node_path(const Json& from) {
    auto path = reader_.compile(from);
    if (path && !path->path.selects_nodes()) {
      findings_.add(from, "this path must select elements, not a text, a number or a truth value");
    }
    return path;
  }

  void require(const Json& of, std::vector<Requirement>& into) {
    for (const Json& from : of["require"].items()) {
      auto path = reader_.compile(from["path"]);
      if (!path) continue;
      Requirement requirement{std::move(*path), from["say"].string(), Severity::error};
      if (from["severity"].string() == "warning") requirement.severity = Severity::warning;
      if (from["severity"].string() == "note") requirement.severity = Severity::note;
      into.push_back(std::move(requirement));
    }
  }

  void read_people(const Json& from) {
    state_.has_people = from.find("people") != nullptr;
    for (const char* key : {"subject", "observations"}) {
      const Json* found = from.find(key);
      if (found && state_.has_people)
        findings_.add(*found,
                      "where there are `people`, each has a `" + std::string(key) + "` of its own");
      if (!found && !state_.has_people)
        findings_.add(from, "a mapping needs `subject` and `observations`, or `people`");
    }
    if (!state_.has_people) return read_person(from);
    std::set<std::string> names;
    for (const Json& person : from["people"].items()) {
      if (!names.insert(person["person"].string()).second)
        findings_.add(person["person"], "this name stands twice");
      read_person(person);
    }
  }

  void read_person(const Json& from) {
    PersonPlan& person = state_.people.emplace_back();
    person.name = from["person"].string();
    if (!person.name.empty()) {
      person.subject_label = person.name + ", subject";
      require(from, person.requirements);
      if (const Json* when = from.find("when")) person.when = reader_.compile(*when);
      if (const Json* each = from.find("for-each")) person.for_each = node_path(*each);
    }
    if (const Json* subject = from.find("subject"))
      person.subject = reader_.read_key(definitions_.expression(*subject), nullptr);
    for (const Json& observation : from["observations"].items()) observe(observation, person);
  }

  void observe(const Json& from, PersonPlan& person) {
    const std::string& name = from["kind"].string();
    const model::KindDefinition* kind = state_.catalogue->kind(name);
    if (!kind) {
      return findings_.add(from["kind"], "there is no kind " + in_quotes(name) +
                                             did_you_mean(name, state_.catalogue->kind_names()));
    }
    ObservationPlan plan;
    plan.kind = kind;
    if (const Json* when = from.find("when")) plan.when = reader_.compile(*when);
    if (const Json* each = from.find("for-each")) plan.for_each = node_path(*each);
    plan.valid_from_label = name + ", valid-from";
    plan.valid_to_label = name + ", valid-to";
    plan.valid_from = read_date(from, "valid-from");
    plan.valid_to = read_date(from, "valid-to");
    say_how_it_differs(from, plan);
    Json fields;
    for (const auto& [field, expression] : from["fields"].members())
      fields.set(field, definitions_.expression(expression));
    for (const auto& [field, expression] : fields.members()) fill(plan, field, expression);
    std::stable_partition(plan.fields.begin(), plan.fields.end(), [](const FieldPlan& field) {
      return field.definition->name == "system" || field.definition->name == "expected";
    });
    check_identifiers(plan, fields);
    person.observations.push_back(std::move(plan));
  }

  std::optional<Expression> read_date(const Json& observation, const char* key) {
    const Json* date = observation.find(key);
    if (!date) return std::nullopt;
    return reader_.read(definitions_.expression(*date), nullptr);
  }

  static void say_how_it_differs(const Json& from, ObservationPlan& plan) {
    plan.assertion =
        model::parse_assertion(from["assertion"].string()).value_or(plan.kind->assertion);
    plan.subject_category = model::parse_subject_category(from["subject-category"].string())
                                .value_or(model::SubjectCategory::none);
    plan.regime = model::parse_regime(from["regime"].string()).value_or(plan.kind->regime);
    plan.sensitivity =
        model::parse_sensitivity(from["sensitivity"].string()).value_or(plan.kind->sensitivity);
  }

  void fill(ObservationPlan& plan, const std::string& name, const Json& from) {
    const model::FieldDefinition* definition = plan.kind->find(name);
    if (!definition) {
      std::vector<std::string> known;
      for (const auto& field : plan.kind->fields) known.push_back(field.name);
      return findings_.add(from, in_quotes(plan.kind->name) + " has no field " + in_quotes(name) +
                                     did_you_mean(name, known));
    }
    const model::CodeList* target = nullptr;
    if (definition->type == model::FieldType::code)
      target = usable(state_.catalogue->codes(definition->codes), from);
    FieldPlan field;
    field.definition = definition;
    const bool is_key = definition->type == model::FieldType::identifier || name == "key";
    field.expression = is_key ? reader_.read_key(from, target) : reader_.read(from, target);
    if (definition->is_past) end_with_this_year(field.expression);
    if (target) field.list = lists_.lookup(*target, target);
    field.label = plan.kind->name + ", " + name;
    plan.reads_record |= field.expression.reads_record;
    check_constants(from, field, findings_);
    plan.fields.push_back(std::move(field));
  }

  const model::CodeList* usable(const model::CodeList* list, const Json& from) {
    if (list == nullptr || list->fault.empty()) return list;
    findings_.add(from,
                  "the code list " + in_quotes(list->name) + " cannot be used: " + list->fault);
    return nullptr;
  }

  // An identifier without a kind of its own needs the field `system` beside it.
  void check_identifiers(const ObservationPlan& plan, const Json& fields) {
    for (const FieldPlan& field : plan.fields) {
      const bool needs_system =
          field.definition->type == model::FieldType::identifier && field.definition->codes.empty();
      if (!needs_system) continue;
      if (const Json* system = fields.find("system")) {
        check_identifier_kind(*system, findings_);
      } else {
        findings_.add(fields[field.definition->name],
                      "the field `system` must say what kind of identifier this is");
      }
    }
  }

  Mapping::State& state_;
  Findings& findings_;
  Lists lists_;
  Definitions definitions_;
  ExpressionReader reader_;
};

void read_own_lists(const std::string& folder, Mapping::State& state, Findings& findings) {
  for (const auto& file : files_of(folder + "/codes", ".csv")) {
    model::CodeList list = read_code_list(file, findings);
    const std::string name = list.name;
    state.lists.emplace(name, std::move(list));
  }
}

std::string name_of_folder(const std::string& folder) {
  auto path = std::filesystem::path(folder).lexically_normal();
  if (path.filename().empty()) path = path.parent_path();
  return path.filename().string();
}

}  // namespace

Result<Mapping> Mapping::load(const std::string& folder,
                              std::shared_ptr<const model::Catalogue> catalogue,
                              std::vector<Error>& errors) {
  Findings findings(errors);
  auto state = std::make_unique<State>();
  state->catalogue = std::move(catalogue);
  read_own_lists(folder, *state, findings);
  Json document;
  if (read_checked(folder + "/mapping.json", mapping_schema, findings, document)) {
    Loader(*state, document, findings).load(document);
    state->fingerprint = fingerprint_of(document, *state);
    if (state->name != name_of_folder(folder)) {
      findings.add(document["mapping"],
                   "a mapping is named after its folder, " + in_quotes(name_of_folder(folder)));
    }
  }
  if (findings.any()) return findings.first();
  return Mapping(std::move(state));
}

}  // namespace trellis::mapping
