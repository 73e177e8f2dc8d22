#include "hub/mapping/definitions.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "hub/formats/tree.hpp"
#include "hub/mapping/path_faults.hpp"

namespace trellis::mapping {
namespace {

using formats::Json;

constexpr std::size_t longest_path = 4096;
constexpr std::size_t most_values = 10'000;
constexpr std::size_t most_definitions = 500;
constexpr int most_levels = 64;
constexpr std::array<const char*, 3> lists_of_parts = {"concatenate", "join", "first"};

bool starts_name(char c) { return std::isalpha(static_cast<unsigned char>(c)) || c == '_'; }
bool is_name(char c) {
  return starts_name(c) || std::isdigit(static_cast<unsigned char>(c)) || c == '-' || c == '.';
}

std::string_view name_at(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && is_name(text[end])) ++end;
  return text.substr(0, end);
}

// Names and slashes only: what follows a slash may do without brackets, and is read faster.
bool is_plain(std::string_view path) {
  return !path.empty() && std::all_of(path.begin(), path.end(),
                                      [](char c) { return is_name(c) || c == '/' || c == '@'; });
}

void collect_uses(const Json& expression, std::vector<std::string>& names) {
  if (const Json* used = expression.find("use")) names.push_back(used->string());
  for (const char* list : lists_of_parts)
    for (const Json& part : expression[list].items()) collect_uses(part, names);
  if (const Json* part = expression.find("join-all")) collect_uses(*part, names);
}

Place moved(Place place, std::size_t offset) {
  if (place.column > 0) place.column += offset + 1;  // behind the quotation mark
  return place;
}

}  // namespace

std::size_t ExpandedPath::written_at(std::size_t offset) const {
  for (auto piece = pieces_.rbegin(); piece != pieces_.rend(); ++piece) {
    if (piece->from > offset) continue;
    return piece->is_named ? piece->written : piece->written + (offset - piece->from);
  }
  return offset;
}

Definitions::Definitions(const Json& define, Findings& findings) : findings_(findings) {
  for (const auto& [name, value] : define.members()) {
    if (name.empty() || !starts_name(name.front()) || name_at(name).size() != name.size()) {
      findings_.add(value, in_quotes(name) +
                               " cannot be a name: a name is made of letters, digits, - . and _, "
                               "and begins with a letter");
      continue;
    }
    if (definitions_.size() == most_definitions) {
      findings_.add(value,
                    "a mapping may define " + std::to_string(most_definitions) + " names at most");
      break;
    }
    definitions_[name].value = &value;
  }
  for (auto& [name, definition] : definitions_) read(name, definition);
}

void Definitions::read(const std::string& name, Definition& definition) {
  if (definition.state == Definition::State::read) return;
  if (definition.state == Definition::State::open) {
    definition.is_circular = true;
    return findings_.add(*definition.value,
                         in_quotes(name) + " is defined by itself: its definitions go in a circle");
  }
  definition.state = Definition::State::open;
  if (definition.value->is(Json::Type::string)) {
    read_path(definition);
  } else {
    collect_uses(*definition.value, definition.names);
    for (const std::string& used : definition.names)
      if (const auto other = definitions_.find(used); other != definitions_.end())
        read(other->first, other->second);
  }
  definition.state = Definition::State::read;
}

void Definitions::read_path(Definition& definition) {
  definition.path = expand(*definition.value, definition.names);
  if (!definition.path) return;
  const auto compiled = formats::Path::compile(definition.path->text());
  if (compiled) return;
  const auto column = std::max<std::uint64_t>(compiled.error().place.column, 1);
  findings_.add(moved(definition.value->place(), definition.path->written_at(column - 1)),
                compiled.error().message);
  definition.path.reset();
}

const Definitions::Definition* Definitions::find(std::string_view name, const Place& place) {
  const auto found = definitions_.find(name);
  if (found != definitions_.end()) return &found->second;
  std::vector<std::string> known;
  for (const auto& [each, definition] : definitions_) known.push_back(each);
  findings_.add(place, "nothing is defined as " + in_quotes(name) + did_you_mean(name, known));
  return nullptr;
}

// Of a path that is defined; null after a finding.
const ExpandedPath* Definitions::named(std::string_view name, const Place& place) {
  if (!find(name, place)) return nullptr;
  auto& [own_name, definition] = *definitions_.find(name);
  if (!definition.value->is(Json::Type::string)) {
    findings_.add(place, in_quotes(name) +
                             " is a part of expressions, not a path; write {\"use\": " +
                             in_quotes(name) + "}");
    return nullptr;
  }
  read(own_name, definition);
  return definition.path ? &*definition.path : nullptr;
}

std::optional<ExpandedPath> Definitions::expand(const Json& from, std::vector<std::string>& names) {
  const std::string_view xpath = from.string();
  ExpandedPath expanded;
  std::string& text = expanded.text_;
  expanded.pieces_.push_back({});
  for (std::size_t at = 0; at < xpath.size() && text.size() <= longest_path;) {
    std::size_t end = is_quote(xpath[at]) ? after_literal(xpath, at) : at + 1;
    const auto name = xpath[at] == '$' ? name_at(xpath.substr(at + 1)) : std::string_view();
    if (name.empty()) {
      text += xpath.substr(at, end - at);
      at = end;
      continue;
    }
    const ExpandedPath* known = named(name, moved(from.place(), at));
    if (!known) return std::nullopt;
    names.emplace_back(name);
    end = at + 1 + name.size();
    const bool is_whole = at == 0 && end == xpath.size();
    const bool is_start = end < xpath.size() && xpath[end] == '/' && is_plain(known->text());
    expanded.pieces_.push_back({text.size(), at, true});
    text += is_whole || is_start ? known->text() : "(" + known->text() + ")";
    expanded.pieces_.push_back({text.size(), end, false});
    at = end;
  }
  if (text.size() <= longest_path) return expanded;
  findings_.add(from, "this path has more than " + std::to_string(longest_path) +
                          " characters once its names stand for what they mean");
  return std::nullopt;
}

std::optional<ExpandedPath> Definitions::path(const Json& xpath) {
  std::vector<std::string> names;
  auto expanded = expand(xpath, names);
  for (const std::string& name : names) use(name);
  return expanded;
}

void Definitions::use(const std::string& name) {
  const auto found = definitions_.find(name);
  if (found == definitions_.end() || found->second.is_used) return;
  found->second.is_used = true;
  for (const std::string& inner : found->second.names) use(inner);
}

Json Definitions::expression(const Json& from, int level) {
  Json whole = merged(from, level);
  if (level > most_levels) return whole;
  for (const char* list : lists_of_parts) {
    const Json* parts = whole.find(list);
    if (!parts) continue;
    std::vector<Json> read;
    for (const Json& part : parts->items()) read.push_back(expression(part, level + 1));
    whole.set(list, Json::array(std::move(read)));
  }
  if (const Json* part = whole.find("join-all"))
    whole.set("join-all", expression(*part, level + 1));
  return whole;
}

Json Definitions::merged(const Json& from, int level) {
  const Json* name = from.find("use");
  if (!name) return from;
  const Definition* used = find(name->string(), name->place());
  if (!used || used->is_circular) return from;
  if (!used->value->is(Json::Type::object)) {
    findings_.add(*name, in_quotes(name->string()) +
                             " is a path, not a part of expressions; write \"$" + name->string() +
                             "\" where it is read");
    return from;
  }
  use(name->string());
  values_ += used->value->members().size() + 1;
  if (level > most_levels || values_ > most_values) {
    findings_.add(*name, "definitions that use each other make this mapping too large");
    return from;
  }
  Json whole = from;
  const Json inner = merged(*used->value, level + 1);
  for (const auto& [key, value] : inner.members())
    if (!whole.find(key)) whole.set(key, value);
  return whole;
}

std::vector<Error> Definitions::unused() const {
  std::vector<Error> unused;
  for (const auto& [name, definition] : definitions_) {
    if (definition.is_used) continue;
    unused.push_back({Fault::invalid, "nothing uses what is defined as " + in_quotes(name),
                      definition.value->place()});
  }
  return unused;
}

}  // namespace trellis::mapping
