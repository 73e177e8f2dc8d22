#include "hub/mapping/coverage.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

#include "hub/base/letters.hpp"
#include "hub/base/text.hpp"

namespace trellis::mapping {
namespace {

using formats::Node;

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || (c & 0x80) != 0;
}

// The attribute `name` that formats adds where a key or column cannot be an element's name.
bool keeps_original_name(const Node& attribute, const Node& element) {
  if (attribute.name() != "name") return false;
  const std::string original = attribute.text();
  const auto letters = [](std::string_view text) {
    return std::count_if(text.begin(), text.end(), is_name_character);
  };
  return original != element.name() && letters(original) > 0 &&
         element.name().find('_') != std::string_view::npos;
}

// Generic paths: the same for every repetition. Computed once for each element.
class Paths {
 public:
  explicit Paths(const Node& root) { walk(root, std::string(root.name())); }

  const std::string* of(const Node& node) const {
    const auto at = paths_.find(node.identity());
    return at == paths_.end() ? nullptr : &at->second;
  }
  std::set<std::string>& fields() { return fields_; }

 private:
  void walk(const Node& element, const std::string& path) {
    paths_.emplace(element.identity(), path);
    for (const Node& attribute : element.attributes()) {
      if (keeps_original_name(attribute, element)) continue;
      const std::string name = path + "/@" + std::string(attribute.name());
      paths_.emplace(attribute.identity(), name);
      fields_.insert(name);
    }
    const auto children = element.children();
    if (children.empty()) fields_.insert(path);
    for (const Node& child : children) walk(child, path + "/" + std::string(child.name()));
  }

  std::unordered_map<const void*, std::string> paths_;
  std::set<std::string> fields_;
};

class Reader {
 public:
  Reader(const Paths& paths, std::set<std::string>& read, Coverage& coverage)
      : paths_(paths), read_(read), coverage_(coverage) {}

  enum class Depth { node, text };

  // A value takes all text inside its element; a condition only asks whether it is there.
  void see(const std::optional<CompiledPath>& path, const Node& from, Depth depth) {
    if (path) see(*path, from, depth);
  }
  void see(const CompiledPath& path, const Node& from, Depth depth) {
    for (const formats::Path& read : path.reads) {
      const auto [use, is_new] = coverage_.paths.try_emplace(&read);
      if (is_new) use->second = {read.source(), path.place, false};
      const auto nodes = read.nodes(from);
      use->second.selects |= !nodes.empty();
      for (const Node& node : nodes) mark(node, depth);
    }
  }
  void see(const Expression& expression, const Node& from) {
    see(expression.select, from, Depth::text);
    see(expression.when, from, Depth::node);
    for (const Expression& part : expression.parts) see(part, from);
  }
  void see(const std::optional<Expression>& expression, const Node& from) {
    if (expression) see(*expression, from);
  }

 private:
  void mark(const Node& node, Depth depth) {
    if (const std::string* path = paths_.of(node)) read_.insert(*path);
    if (depth == Depth::node || node.is_attribute()) return;
    for (const Node& child : node.children()) mark(child, depth);
  }

  const Paths& paths_;
  std::set<std::string>& read_;
  Coverage& coverage_;
};

void read_observation(const ObservationPlan& plan, const Node& record, Reader& reader) {
  std::vector<Node> starts = {record};
  if (plan.for_each) {
    starts = plan.for_each->path.nodes(record);
    reader.see(plan.for_each, record, Reader::Depth::node);
  }
  for (const Node& from : starts) {
    reader.see(plan.when, from, Reader::Depth::node);
    reader.see(plan.valid_from, from);
    reader.see(plan.valid_to, from);
    for (const FieldPlan& field : plan.fields) reader.see(field.expression, from);
  }
}

void read_person(const PersonPlan& person, const Node& record, Reader& reader) {
  std::vector<Node> starts = {record};
  if (person.for_each) {
    starts = person.for_each->path.nodes(record);
    reader.see(person.for_each, record, Reader::Depth::node);
  }
  for (const Node& from : starts) {
    reader.see(person.when, from, Reader::Depth::node);
    reader.see(person.subject, from);
    for (const Requirement& requirement : person.requirements)
      reader.see(requirement.path, from, Reader::Depth::node);
    for (const ObservationPlan& observation : person.observations)
      read_observation(observation, from, reader);
  }
}

bool is_in_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

std::string_view last_step(std::string_view path) { return path.substr(path.rfind('/') + 1); }

// What may be names of elements in an expression; what stands in quotes is none.
std::vector<std::string> names_in(std::string_view xpath) {
  std::vector<std::string> names;
  std::string name;
  char quote = 0;
  for (const char c : xpath) {
    if (quote == 0 && is_in_name(c)) {
      name += c;
      continue;
    }
    if (!name.empty() && c != '(') names.push_back(name);
    name.clear();
    if (c == quote)
      quote = 0;
    else if (quote == 0 && (c == '\'' || c == '"'))
      quote = c;
  }
  if (!name.empty()) names.push_back(name);
  return names;
}

bool are_all_but_same(const std::string& one, const std::string& other) {
  constexpr std::size_t long_enough = 5;  // for one letter to be a slip
  if (one == other) return !one.empty();
  return std::min(one.size(), other.size()) >= long_enough && text::edit_distance(one, other) == 1;
}

}  // namespace

void cover_source(const Mapping::State& plan, const formats::Tree& tree, Coverage& coverage) {
  Paths paths(tree.root());
  std::set<std::string> read;
  Reader reader(paths, read, coverage);
  Node record = tree.root();
  if (plan.record) record = plan.record->path.first(record);
  if (record) {
    for (const SkipRule& rule : plan.skips) reader.see(rule.path, record, Reader::Depth::node);
    for (const Requirement& requirement : plan.requirements)
      reader.see(requirement.path, record, Reader::Depth::node);
    for (const PersonPlan& person : plan.people) read_person(person, record, reader);
  }
  coverage.source_fields.merge(paths.fields());
  for (const std::string& path : read) {
    if (coverage.source_fields.contains(path)) coverage.source_fields_read.insert(path);
  }
}

void cover_target(const Mapping::State& plan, const Mapped& mapped, Coverage& coverage) {
  for (const PersonPlan& person : plan.people)
    for (const ObservationPlan& observation : person.observations)
      for (const auto& field : observation.kind->fields)
        coverage.target_fields.insert(observation.kind->name + "." + field.name);
  for (const auto& observation : mapped.observations) {
    for (const auto& field : observation.fields) {
      coverage.target_fields_filled.insert(observation.kind + "." + field.name);
    }
  }
}

void Coverage::add(Coverage other) {
  source_fields.merge(other.source_fields);
  source_fields_read.merge(other.source_fields_read);
  target_fields.merge(other.target_fields);
  target_fields_filled.merge(other.target_fields_filled);
  for (auto& [at, path] : other.paths) {
    const bool selects = path.selects;
    paths.try_emplace(at, std::move(path)).first->second.selects |= selects;
  }
}

std::vector<Coverage::Misnamed> Coverage::misnamed() const {
  std::set<std::string> seen;
  for (const std::string& field : source_fields)
    seen.insert(text::letters_and_digits(last_step(field)));
  std::map<std::string, std::string> wanted;  // by what is left of it
  for (const Path& path : idle_paths())
    for (const std::string& name : names_in(path.xpath))
      wanted.emplace(text::letters_and_digits(name), name);
  std::vector<Misnamed> all;
  for (const std::string& field : source_fields) {
    if (source_fields_read.contains(field)) continue;
    const std::string own = text::letters_and_digits(last_step(field));
    const auto found = std::find_if(wanted.begin(), wanted.end(), [&](const auto& each) {
      const bool is_there = each.first != own && seen.contains(each.first);
      return !is_there && are_all_but_same(own, each.first);
    });
    if (found != wanted.end()) all.push_back({field, found->second});
  }
  return all;
}

std::vector<Coverage::Path> Coverage::idle_paths() const {
  std::vector<Path> idle;
  for (const auto& [at, path] : paths)
    if (!path.selects) idle.push_back(path);
  std::sort(idle.begin(), idle.end(), [](const Path& a, const Path& b) {
    return std::tie(a.place.line, a.place.column, a.xpath) <
           std::tie(b.place.line, b.place.column, b.xpath);
  });
  return idle;
}

}  // namespace trellis::mapping
