#include "hub/mapping/constant_check.hpp"

#include <algorithm>

#include "hub/mapping/expression_reader.hpp"
#include "hub/mapping/typed.hpp"
#include "hub/model/identifier.hpp"

namespace trellis::mapping {
namespace {

using formats::Json;

// Calls `check` with every constant that can become the expression's value as it stands.
template <typename Check>
void each_constant(const Json& from, const Check& check) {
  if (!from.is(Json::Type::object)) return;
  const bool is_changed = from.find("look-up") || from.find("parse-date") ||
                          from.find("parse-time") || from.find("replace") || from.find("split");
  if (const Json* value = from.find("value"); value && !is_changed) check(*value);
  if (const Json* value = from.find("default")) check(*value);
  if (const Json* value = from.find("otherwise")) check(*value);
  if (is_changed) return;
  for (const Json& part : from["first"].items()) each_constant(part, check);
}

std::string wanted(const model::FieldDefinition& field) {
  return "the field " + in_quotes(field.name) + " needs " + std::string(words_for(field.type));
}

void check_code(const Json& constant, const FieldPlan& field, Findings& findings) {
  const Lookup* list = field.list.get();
  if (!list || list->find(constant_text(constant), {}).ok()) return;
  std::vector<std::string> known;
  for (const auto& entry : list->list().entries) known.push_back(entry.code);
  findings.add(constant, in_quotes(constant_text(constant)) + " is not a code of " +
                             in_quotes(list->list().name) +
                             did_you_mean(constant_text(constant), known));
}

}  // namespace

void check_constants(const Json& from, const FieldPlan& field, Findings& findings) {
  each_constant(from, [&](const Json& constant) {
    const auto type = field.definition->type;
    if (type == model::FieldType::code) return check_code(constant, field, findings);
    if (type == model::FieldType::identifier || type == model::FieldType::text) return;
    if (!typed(type, constant_text(constant))) findings.add(constant, wanted(*field.definition));
  });
}

void check_identifier_kind(const Json& system, Findings& findings) {
  const auto& known = model::identifier_kinds();
  each_constant(system, [&](const Json& constant) {
    const std::string kind = constant_text(constant);
    if (std::find(known.begin(), known.end(), kind) != known.end()) return;
    findings.add(constant,
                 in_quotes(kind) + " is not a kind of identifier" + did_you_mean(kind, known));
  });
}

}  // namespace trellis::mapping
