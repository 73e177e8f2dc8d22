#include <algorithm>

#include <pugixml.hpp>

#include "hub/base/text.hpp"
#include "hub/formats/blank.hpp"
#include "hub/formats/simple_path.hpp"
#include "hub/formats/tree.hpp"
#include "hub/formats/tree_document.hpp"

namespace trellis::formats {

struct Path::State {
  std::string source;
  pugi::xpath_query query;
  bool selects_nodes = false;
  std::optional<SimplePath> simple;

  // From attributes and to them, the engine knows best.
  const SimplePath* simple_from(const Node& from) const {
    return simple && !from.is_attribute() ? &*simple : nullptr;
  }
};

namespace {

constexpr std::size_t longest_expression = 4096;
constexpr int most_open_brackets = 64;  // the library follows them by recursion
constexpr int most_operators = 512;     // and operators and steps, too

Error wrong_path(std::size_t offset, std::string why) {
  return {Fault::invalid,
          "this XPath is wrong at column " + std::to_string(offset + 1) + ": " + why,
          {{}, 0, offset + 1, {}}};
}

Status check_nesting(std::string_view xpath) {
  int open = 0;
  int operators = 0;
  for (std::size_t i = 0; i < xpath.size(); ++i) {
    const char c = xpath[i];
    if (c == '(' || c == '[') ++open;
    if (c == ')' || c == ']') --open;
    if (std::string_view("(/[-+*=<>!|,").find(c) != std::string_view::npos) ++operators;
    if (open > most_open_brackets) return wrong_path(i, "more than 64 open brackets");
    if (operators > most_operators) return wrong_path(i, "more than 512 steps and operators");
  }
  return done();
}

Node node_of(pugi::xml_node node, pugi::xml_attribute attribute) {
  if (attribute) return NodeAccess::node(node, attribute);
  return node.type() == pugi::node_element ? NodeAccess::node(node) : Node();
}

Node node_of(const pugi::xpath_node& found) {
  return node_of(found.attribute() ? found.parent() : found.node(), found.attribute());
}

pugi::xpath_node start_at(const Node& from) {
  if (from.is_attribute()) return {NodeAccess::attribute(from), NodeAccess::element(from)};
  return {NodeAccess::element(from)};
}

// Text nodes stand for their element: callers see elements and attributes only.
Node element_of(const pugi::xpath_node& found) {
  const auto type = found.node().type();
  if (type == pugi::node_pcdata || type == pugi::node_cdata)
    return NodeAccess::node(found.parent());
  return node_of(found);
}

bool says_something(pugi::xml_node node, pugi::xml_attribute attribute) {
  if (attribute) return !is_blank(attribute);
  if (node.type() == pugi::node_element) return !is_blank(node);
  return node.type() == pugi::node_document || !text::trim(node.value()).empty();
}

}  // namespace

Result<Path> Path::compile(std::string_view xpath) {
  if (xpath.size() > longest_expression) return wrong_path(longest_expression, "it is too long");
  if (const auto nul = xpath.find('\0'); nul != std::string_view::npos) {
    return wrong_path(nul, "there is a NUL byte in it");
  }
  TRELLIS_TRY(check_nesting(xpath));
  auto state = std::make_unique<State>();
  state->source = std::string(xpath);
  try {
    state->query = pugi::xpath_query(state->source.c_str());
  } catch (const pugi::xpath_exception& why) {
    std::string words = why.result().description();
    const auto offset = std::max<std::ptrdiff_t>(why.result().offset, 0);
    return wrong_path(static_cast<std::size_t>(offset), std::move(words));
  }
  state->selects_nodes = state->query.return_type() == pugi::xpath_type_node_set;
  state->simple = SimplePath::read(xpath);
  return Path(std::move(state));
}

Path::Path(std::unique_ptr<State> state) : state_(std::move(state)) {}
Path::Path(Path&&) noexcept = default;
Path& Path::operator=(Path&&) noexcept = default;
Path::~Path() = default;

bool Path::selects_nodes() const noexcept { return state_->selects_nodes; }

std::vector<Node> Path::nodes(const Node& from) const {
  std::vector<Node> found;
  nodes(from, found);
  return found;
}

void Path::nodes(const Node& from, std::vector<Node>& nodes) const {
  nodes.clear();
  if (!selects_nodes() || !from) return;
  if (const SimplePath* simple = state_->simple_from(from)) {
    simple->walk(NodeAccess::element(from),
                 [&](pugi::xml_node node, pugi::xml_attribute attribute) {
                   if (const Node found = node_of(node, attribute)) nodes.push_back(found);
                   return true;
                 });
    return;
  }
  auto found = state_->query.evaluate_node_set(start_at(from));
  found.sort();
  nodes.reserve(found.size());
  for (const auto& each : found) {
    const Node node = element_of(each);
    if (node && (nodes.empty() || !(nodes.back() == node))) nodes.push_back(node);
  }
}

Node Path::first(const Node& from) const {
  if (!selects_nodes() || !from) return {};
  if (const SimplePath* simple = state_->simple_from(from)) {
    Node first;
    simple->walk(NodeAccess::element(from),
                 [&](pugi::xml_node node, pugi::xml_attribute attribute) {
                   first = node_of(node, attribute);
                   return false;
                 });
    return first;
  }
  return element_of(state_->query.evaluate_node(start_at(from)));
}

std::string Path::text(const Node& from) const {
  if (!from) return {};
  return state_->query.evaluate_string(start_at(from));
}

bool Path::truth(const Node& from) const {
  if (!from) return false;
  if (!state_->selects_nodes) return state_->query.evaluate_boolean(start_at(from));
  if (const SimplePath* simple = state_->simple_from(from)) {
    bool is_there = false;
    simple->walk(NodeAccess::element(from),
                 [&](pugi::xml_node node, pugi::xml_attribute attribute) {
                   is_there = says_something(node, attribute);
                   return !is_there;
                 });
    return is_there;
  }
  const auto found = state_->query.evaluate_node_set(start_at(from));
  return std::any_of(found.begin(), found.end(), [](const pugi::xpath_node& each) {
    return says_something(each.node(), each.attribute());
  });
}

const std::string& Path::source() const noexcept { return state_->source; }

}  // namespace trellis::formats
