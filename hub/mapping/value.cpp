#include <algorithm>

#include "hub/mapping/evaluation.hpp"
#include "hub/mapping/typed.hpp"
#include "hub/model/identifier.hpp"

// How a text becomes the value of a field, by the field's type.
namespace trellis::mapping {
namespace {

// A code may be named in an issue, a value may not: what looks like a code and is short.
bool may_be_named(std::string_view code) {
  constexpr std::size_t longest = 12;
  constexpr std::string_view allowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_/-";
  return !code.empty() && code.size() <= longest &&
         code.find_first_not_of(allowed) == std::string_view::npos;
}

std::string unknown_code(std::string_view code, const model::CodeList& list, bool is_code) {
  std::string what = "has a code";
  if (is_code && may_be_named(code)) what.append(", ").append(code).append(",");
  return what + " that is not in " + list.name + "; it was kept as text";
}

const char* rule_for(model::Verdict verdict) {
  switch (verdict) {
    case model::Verdict::valid:
      return "identifier-note";
    case model::Verdict::placeholder:
      return "placeholder";
    case model::Verdict::bad_check:
      return "bad-check";
    case model::Verdict::bad_shape:
      return "bad-shape";
    case model::Verdict::unknown_range:
      return "unknown-range";
  }
  return "identifier-note";
}

std::string words_for_identifier(std::string_view kind, const model::Checked& checked) {
  std::string what = "(" + std::string(kind) + ") ";
  switch (checked.verdict) {
    case model::Verdict::valid:
    case model::Verdict::unknown_range:
      return what + (checked.note.empty() ? "is of a range that is not in use" : checked.note);
    case model::Verdict::placeholder:
      return what + "is a placeholder, not an identifier; it was kept";
    case model::Verdict::bad_check:
      return what + "has a wrong check digit; it was kept";
    case model::Verdict::bad_shape:
      return what + "does not have the shape of its kind; it was kept";
  }
  return what;
}

void keep_received(Item& item, model::Value& value) {
  value.received = item.received.empty() ? std::move(item.text) : std::move(item.received);
}

}  // namespace

void Evaluation::look_up(const Expression& expression, const std::string& label, Item& item) {
  item.is_looked_up = true;
  for (const auto& list : expression.look_ups) {
    const auto found = list->find(item.text, {});
    if (!found.ok()) continue;
    item.text = found.code;
    item.system = found.system;
    return;
  }
  if (expression.otherwise) {
    item.text = *expression.otherwise;
    item.system = expression.otherwise_list;
    return;
  }
  item.system = expression.look_ups.front()->list().name;
  report(Severity::warning, "unknown-code", label, item.node,
         unknown_code(item.text, expression.look_ups.front()->list(), expression.fills_code));
}

void Evaluation::type(const FieldPlan& field, Item& item, const model::Observation& observation,
                      model::Value& value) {
  if (!item.absent.empty()) {
    value.absent = std::move(item.absent);
    value.received = std::move(item.received);
    return;
  }
  const auto kind = field.definition->type;
  if (kind == model::FieldType::code) return type_code(field, item, observation.valid_from, value);
  if (kind == model::FieldType::identifier) return type_identifier(field, item, observation, value);
  value.system = item.system;
  if (!is_possible(field, item, observation)) {
    value.absent = "unknown";
    return keep_received(item, value);
  }
  if (kind == model::FieldType::text || !item.date.none()) {
    if (kind == model::FieldType::date && item.is_time) item.text = item.date.text();
    value.text = std::move(item.text);
    value.received = std::move(item.received);
    return;
  }
  if (auto written = typed(kind, item.text)) {
    if (item.received.empty() && *written != item.text) item.received = std::move(item.text);
    value.text = std::move(*written);
    value.received = std::move(item.received);
    return;
  }
  report(Severity::warning, mapping::rule_for(kind), field.label, item.node,
         "is not " + std::string(words_for(kind)));
  value.absent = "unknown";
  keep_received(item, value);
}

// Births are neither to come, but for a child that is expected, nor longer ago than people live.
bool Evaluation::is_possible(const FieldPlan& field, const Item& item,
                             const model::Observation& observation) {
  constexpr int longest_life = 120, oldest_child = 25;  // years
  if (!field.definition->is_past) return true;
  const auto read = item.date.none() ? Date::parse(item.text) : Result<Date>(item.date);
  if (!read.ok()) return true;  // told elsewhere
  const bool is_expected =
      observation.text("expected") == "true" && read->year() <= today_.year() + 1;
  if (today_.is_before(*read) && !is_expected) {
    report(Severity::warning, "future-date", field.label, item.node,
           "is in the future; it was not taken");
    return false;
  }
  if (item.is_of_two_digits && read->year() < today_.year() - oldest_child)
    report(
        Severity::warning, "two-digit-year", field.label, item.node,
        "has a year of two digits, and is more than 25 years ago; let the source write all four");
  if (read->year() >= today_.year() - longest_life) return true;
  report(Severity::warning, "old-date", field.label, item.node,
         "is more than 120 years ago, as dates are that stand for none; it was not taken");
  return false;
}

void Evaluation::type_code(const FieldPlan& field, Item& item, Date on, model::Value& value) {
  if (!item.is_looked_up && field.list) {
    const auto found = field.list->find(item.text, on);
    item.system = field.list->list().name;
    if (!found.ok()) {
      report(Severity::warning, "unknown-code", field.label, item.node,
             unknown_code(item.text, field.list->list(), true));
    } else if (found.code != item.text) {
      if (item.received.empty()) item.received = std::move(item.text);
      item.text = found.code;
    }
  }
  value.system = item.system;
  value.text = std::move(item.text);
  value.received = std::move(item.received);
}

void Evaluation::type_identifier(const FieldPlan& field, Item& item,
                                 const model::Observation& observation, model::Value& value) {
  std::string_view kind = field.definition->codes;
  if (kind.empty()) kind = observation.text("system");
  const auto& kinds = model::identifier_kinds();
  const bool is_fixed = !field.definition->codes.empty();
  if (!is_fixed && std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) {
    report(Severity::warning, "unknown-identifier", field.label, item.node,
           "is of a kind that is not known; it was kept as one of its source's own");
    kind = "local_id";
  }
  model::Checked checked = model::check_identifier(kind, item.text, today_.year());
  if (checked.verdict != model::Verdict::valid || !checked.note.empty()) {
    const bool is_wrong = checked.verdict == model::Verdict::bad_check ||
                          checked.verdict == model::Verdict::bad_shape;
    report(is_wrong ? Severity::warning : Severity::note, rule_for(checked.verdict), field.label,
           item.node, words_for_identifier(kind, checked));
  }
  value.verdict = checked.verdict;
  value.system = kind;
  if (item.received.empty() && checked.canonical != item.text) item.received = std::move(item.text);
  value.text = std::move(checked.canonical);
  value.received = std::move(item.received);
}

}  // namespace trellis::mapping
