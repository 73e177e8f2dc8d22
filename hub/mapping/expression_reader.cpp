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
constexpr std::array<SourceName, 5> source_names = {
    {{"select", Expression::Source::select},
     {"value", Expression::Source::value},
     {"concatenate", Expression::Source::concatenate},
     {"join", Expression::Source::join},
     {"first", Expression::Source::first}}};

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
  const std::string& xpath = from.string();
  auto path = formats::Path::compile(xpath);
  if (!path) {
    Place place = from.place();
    if (path.error().place.column > 0) place.column += path.error().place.column;
    findings_.add(place, path.error().message);
    return std::nullopt;
  }
  if (const auto at = compares_with_nothing(xpath)) {
    Place place = from.place();
    if (place.column > 0) place.column += *at + 1;
    findings_.add(place,
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
  read_dates(from, expression);
  read_look_up(from, target, expression);
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
        from, "an expression has exactly one of select, value, concatenate, join and first");
  }
  if (from.find("with") && into.source != Expression::Source::join) {
    findings_.add(from["with"], "`with` belongs to `join`");
  }
  switch (into.source) {
    case Expression::Source::select:
      read_path(from["select"], into);
      break;
    case Expression::Source::value:
      into.text = constant_text(from["value"]);
      break;
    case Expression::Source::concatenate:
    case Expression::Source::join:
    case Expression::Source::first:
      read_parts(from, into);
      break;
  }
}

void ExpressionReader::read_parts(const Json& from, Expression& into) {
  const char* key = into.source == Expression::Source::join    ? "join"
                    : into.source == Expression::Source::first ? "first"
                                                               : "concatenate";
  if (into.source == Expression::Source::join) into.text = from["with"].string_or(" ");
  for (const Json& part : from[key].items()) {
    into.parts.push_back(read(part, nullptr));
    into.reads_record |= into.parts.back().reads_record;
  }
}

void ExpressionReader::read_dates(const Json& from, Expression& into) {
  const Json& patterns = from["parse-date"];
  if (const Json* years = from.find("years-ahead")) {
    into.years_ahead = static_cast<int>(years->whole());
    if (patterns.is(Json::Type::null))
      findings_.add(*years, "`years-ahead` belongs to `parse-date`");
  }
  std::vector<const Json*> each;
  if (patterns.is(Json::Type::string)) each.push_back(&patterns);
  for (const Json& pattern : patterns.items()) each.push_back(&pattern);
  for (const Json* pattern : each) {
    into.date_patterns.push_back(pattern->string());
    const std::string fault = fault_of_pattern(pattern->string(), into);
    if (!fault.empty()) findings_.add(*pattern, fault);
  }
}

void ExpressionReader::read_look_up(const Json& from, const model::CodeList* target,
                                    Expression& into) {
  const Json* name = from.find("look-up");
  if (!name) return;
  const model::CodeList* list = lists_.find(name->string());
  if (!list) {
    return findings_.add(
        *name, "there is no code list " + in_quotes(name->string()) + lists_.near(name->string()));
  }
  into.look_up = lists_.lookup(*list, target);
  into.fills_code = target != nullptr;
  if (!into.look_up->unmapped().empty()) {
    findings_.add(*name, "the list " + in_quotes(list->name) + " maps to " +
                             in_quotes(into.look_up->unmapped()) + ", which " +
                             in_quotes(target->name) + " does not have");
  }
}

}  // namespace trellis::mapping
