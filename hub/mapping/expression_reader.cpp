#include "hub/mapping/expression_reader.hpp"

#include <algorithm>
#include <array>

#include "hub/mapping/date_pattern.hpp"
#include "hub/mapping/location_paths.hpp"
#include "hub/mapping/path_faults.hpp"

namespace trellis::mapping {
namespace {

using formats::Json;

struct SourceName {
  const char* key;
  Expression::Source source;
};
constexpr std::array<SourceName, 6> source_names = {
    {{"select", Expression::Source::select},
     {"value", Expression::Source::value},
     {"concatenate", Expression::Source::concatenate},
     {"join", Expression::Source::join},
     {"join-all", Expression::Source::join_all},
     {"first", Expression::Source::first}}};

// One or several.
std::vector<const Json*> each_of(const Json& from) {
  std::vector<const Json*> each;
  if (!from.is(Json::Type::array) && !from.is(Json::Type::null)) each.push_back(&from);
  for (const Json& item : from.items()) each.push_back(&item);
  return each;
}

}  // namespace

Lists::Lists(const std::map<std::string, model::CodeList, std::less<>>& own,
             const model::Catalogue& catalogue)
    : own_(own), catalogue_(catalogue) {}

const model::CodeList* Lists::find(std::string_view name) const {
  const auto own = own_.find(name);
  return own != own_.end() ? &own->second : catalogue_.codes(name);
}

std::string Lists::near(std::string_view name) const {
  std::vector<std::string> known;
  for (const auto& [own, list] : own_) known.push_back(own);
  for (const auto& kind : catalogue_.kind_names()) {
    for (const auto& field : catalogue_.kind(kind)->fields) {
      if (field.type == model::FieldType::code) known.push_back(field.codes);
    }
  }
  return did_you_mean(name, known);
}

std::shared_ptr<const Lookup> Lists::lookup(const model::CodeList& list,
                                            const model::CodeList* target) {
  auto& made = lookups_[{&list, target}];
  if (!made) made = std::make_shared<const Lookup>(list, target);
  return made;
}

std::string constant_text(const Json& constant) {
  return constant.is(Json::Type::string) ? constant.string() : constant.dump();
}

std::optional<CompiledPath> ExpressionReader::compile(const Json& from) {
  const auto expanded = definitions_.path(from);
  if (!expanded) return std::nullopt;
  const auto at_offset = [&](std::size_t offset) {
    Place place = from.place();
    if (place.column > 0) place.column += offset + 1;
    return place;
  };
  const std::string& xpath = expanded->text();
  auto path = formats::Path::compile(xpath);
  if (!path) {
    const auto column = path.error().place.column;
    findings_.add(column > 0 ? at_offset(expanded->written_at(column - 1)) : from.place(),
                  path.error().message);
    return std::nullopt;
  }
  if (const auto at = compares_with_nothing(from.string())) {
    findings_.add(at_offset(*at),
                  "an empty value is as if it were not there, so this is never true of one; write "
                  "not(PATH) for a value that is missing or empty");
  }
  CompiledPath compiled{std::move(*path), {}, {}, from.place()};
  for (const auto& read : location_paths(xpath)) {
    auto inner = formats::Path::compile(read);
    if (inner && inner->selects_nodes()) compiled.reads.push_back(std::move(*inner));
  }
  compiled.is_constant = compiled.reads.empty() && xpath.find("()") == std::string::npos;
  return compiled;
}

void ExpressionReader::read_path(const Json& from, Expression& into) {
  into.select = compile(from);
  into.reads_record = !into.select || !into.select->is_constant;
}

Expression ExpressionReader::read_key(const Json& from, const model::CodeList* target) {
  Expression expression = read(from, target);
  demand_all_parts(expression);
  return expression;
}

void ExpressionReader::demand_all_parts(Expression& expression) {
  const auto source = expression.source;
  expression.needs_all_parts =
      source == Expression::Source::join || source == Expression::Source::concatenate;
  if (expression.select && !expression.select->path.selects_nodes()) {
    for (const auto argument : concatenated(expression.select->path.source())) {
      auto part = formats::Path::compile(argument);
      if (part) expression.select->glued.push_back(std::move(*part));
    }
  }
  for (Expression& part : expression.parts) demand_all_parts(part);
}

Expression ExpressionReader::read(const Json& from, const model::CodeList* target) {
  Expression expression;
  if (from.is(Json::Type::string)) {
    expression.source = Expression::Source::select;
    read_path(from, expression);
    return expression;
  }
  read_source(from, expression);
  if (const Json* when = from.find("when")) {
    expression.when = compile(*when);
    expression.reads_record = true;
  }
  expression.separator = from["split"].string();
  expression.is_trimmed = from["trim"].boolean(true);
  const std::string& letters = from["case"].string();
  if (letters == "upper") expression.letters = Expression::Case::upper;
  if (letters == "lower") expression.letters = Expression::Case::lower;
  if (letters == "title") expression.letters = Expression::Case::title;
  for (const auto& [received, why] : from["absent"].members()) {
    expression.absent.emplace_back(received, why.string());
  }
  read_replacements(from, expression);
  read_dates(from, expression);
  read_times(from, expression);
  read_look_ups(from, target, expression);
  if (const Json* fallback = from.find("default")) expression.fallback = constant_text(*fallback);
  return expression;
}

void ExpressionReader::read_source(const Json& from, Expression& into) {
  int sources = 0;
  for (const auto& [key, source] : source_names) {
    if (!from.find(key)) continue;
    ++sources;
    into.source = source;
  }
  if (sources != 1) {
    return findings_.add(
        from,
        "an expression has exactly one of select, value, concatenate, join, join-all and first");
  }
  const bool joins =
      into.source == Expression::Source::join || into.source == Expression::Source::join_all;
  if (from.find("with") && !joins)
    findings_.add(from["with"], "`with` belongs to `join` and `join-all`");
  if (joins) into.text = from["with"].string_or(" ");
  switch (into.source) {
    case Expression::Source::select:
      read_path(from["select"], into);
      break;
    case Expression::Source::value:
      into.text = constant_text(from["value"]);
      break;
    case Expression::Source::concatenate:
    case Expression::Source::join:
    case Expression::Source::join_all:
    case Expression::Source::first:
      read_parts(from, into);
      break;
  }
}

void ExpressionReader::read_parts(const Json& from, Expression& into) {
  const auto name = std::find_if(source_names.begin(), source_names.end(),
                                 [&](const auto& each) { return each.source == into.source; });
  for (const Json* part : each_of(from[name->key])) {
    into.parts.push_back(read(*part, nullptr));
    into.reads_record |= into.parts.back().reads_record;
  }
}

void ExpressionReader::read_replacements(const Json& from, Expression& into) {
  for (const Json* each : each_of(from["replace"])) {
    auto replacement = Replacement::compile((*each)["pattern"].string(), (*each)["with"].string());
    if (replacement)
      into.replacements.push_back(*std::move(replacement));
    else
      findings_.add((*each)["pattern"], replacement.error().message);
  }
}

void ExpressionReader::read_dates(const Json& from, Expression& into) {
  if (const Json* years = from.find("years-ahead")) {
    into.years_ahead = static_cast<int>(years->whole());
    if (!from.find("parse-date") && !from.find("parse-time"))
      findings_.add(*years, "`years-ahead` belongs to `parse-date` and `parse-time`");
  }
  for (const Json* pattern : each_of(from["parse-date"])) {
    into.date_patterns.push_back(pattern->string());
    const std::string fault = fault_of_pattern(pattern->string(), into);
    if (!fault.empty()) findings_.add(*pattern, fault);
  }
}

void ExpressionReader::read_times(const Json& from, Expression& into) {
  if (from["zone"].string() == "utc") into.clock = WallClock::utc;
  if (from.find("zone") && !from.find("parse-time"))
    findings_.add(from["zone"], "`zone` belongs to `parse-time`");
  for (const Json* pattern : each_of(from["parse-time"])) {
    into.time_patterns.push_back(pattern->string());
    const std::string fault = fault_of_time_pattern(pattern->string());
    if (!fault.empty()) findings_.add(*pattern, fault);
  }
}

void ExpressionReader::read_look_ups(const Json& from, const model::CodeList* target,
                                     Expression& into) {
  into.fills_code = target != nullptr && from.find("look-up");
  for (const Json* name : each_of(from["look-up"])) read_look_up(*name, target, into);
  const Json* otherwise = from.find("otherwise");
  if (!otherwise) return;
  into.otherwise = constant_text(*otherwise);
  if (target) into.otherwise_list = target->name;
  if (!from.find("look-up")) findings_.add(*otherwise, "`otherwise` belongs to `look-up`");
}

void ExpressionReader::read_look_up(const Json& name, const model::CodeList* target,
                                    Expression& into) {
  const model::CodeList* list = lists_.find(name.string());
  if (!list) {
    return findings_.add(
        name, "there is no code list " + in_quotes(name.string()) + lists_.near(name.string()));
  }
  if (!list->fault.empty()) {
    return findings_.add(
        name, "the code list " + in_quotes(list->name) + " cannot be used: " + list->fault);
  }
  const auto& look_up = into.look_ups.emplace_back(lists_.lookup(*list, target));
  if (!look_up->unmapped().empty()) {
    findings_.add(name, "the list " + in_quotes(list->name) + " maps to " +
                            in_quotes(look_up->unmapped()) + ", which " + in_quotes(target->name) +
                            " does not have");
  }
}

}  // namespace trellis::mapping
