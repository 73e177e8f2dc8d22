#include <algorithm>
#include <cstring>

#include "hub/formats/blank.hpp"
#include "hub/formats/tree_document.hpp"

namespace trellis::formats {
namespace {

// 0 where the element has no sibling of its name, else its position among them, from 1.
std::size_t position_among_siblings(pugi::xml_node element) {
  std::size_t before = 0;
  for (auto at = element.previous_sibling(element.name()); at;
       at = at.previous_sibling(element.name())) {
    ++before;
  }
  if (before == 0 && !element.next_sibling(element.name())) return 0;
  return before + 1;
}

void append_position(pugi::xml_node element, std::string& to) {
  const auto position = position_among_siblings(element);
  if (position == 0) return;
  to.append("[").append(std::to_string(position)).append("]");
}

bool is_hl7v2(pugi::xml_node element) {
  const auto first = element.root().first_child();
  return first.type() == pugi::node_pi && std::strcmp(first.name(), positions_mark) == 0;
}

// PID.3.1 of the elements PID, PID.3 and PID.3.1; repetitions as PID[2].3[1].1.
void append_hl7v2_step(pugi::xml_node element, std::string& to) {
  const auto parent = element.parent();
  if (!parent.parent()) return;
  const std::string_view name = element.name();
  const std::size_t known = parent.parent().parent() ? std::strlen(parent.name()) : 0;
  to += name.substr(std::min(known, name.size()));
  append_position(element, to);
}

void append_text(pugi::xml_node element, std::string& to) {
  for (auto child = element.first_child(); child; child = child.next_sibling()) {
    const auto type = child.type();
    if (type == pugi::node_pcdata || type == pugi::node_cdata) {
      to += child.value();
    } else if (type == pugi::node_element) {
      append_text(child, to);
    }
  }
}

}  // namespace

pugi::xml_node NodeAccess::element(const Node& node) {
  return pugi::xml_node(static_cast<pugi::xml_node_struct*>(node.element_));
}

pugi::xml_attribute NodeAccess::attribute(const Node& node) {
  return pugi::xml_attribute(static_cast<pugi::xml_attribute_struct*>(node.attribute_));
}

Node NodeAccess::node(pugi::xml_node element) {
  Node node;
  node.element_ = element.internal_object();
  return node;
}

Node NodeAccess::node(pugi::xml_node element, pugi::xml_attribute attribute) {
  Node node = NodeAccess::node(element);
  node.attribute_ = attribute.internal_object();
  return node;
}

bool Node::is_blank() const {
  return attribute_ ? formats::is_blank(NodeAccess::attribute(*this))
                    : formats::is_blank(NodeAccess::element(*this));
}

bool Node::holds_values() const {
  if (attribute_) return false;
  std::size_t values = 0;
  for (const auto child : NodeAccess::element(*this).children()) {
    if (child.type() == pugi::node_element)
      values += formats::is_blank(child) ? 0 : 1;
    else if ((child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) &&
             std::string_view(child.value()).find_first_not_of(" \t\r\n") != std::string_view::npos)
      return false;
  }
  return values > 1;
}

std::string_view Node::name() const {
  return attribute_ ? NodeAccess::attribute(*this).name() : NodeAccess::element(*this).name();
}

std::string Node::text() const {
  std::string text;
  append_text(text);
  return text;
}

void Node::append_text(std::string& to) const {
  if (attribute_)
    to += NodeAccess::attribute(*this).value();
  else
    formats::append_text(NodeAccess::element(*this), to);
}

Node Node::parent() const {
  const auto element = NodeAccess::element(*this);
  if (attribute_) return NodeAccess::node(element);
  const auto parent = element.parent();
  return parent.type() == pugi::node_element ? NodeAccess::node(parent) : Node();
}

std::vector<Node> Node::children() const {
  std::vector<Node> found;
  if (attribute_) return found;
  for (const auto child : NodeAccess::element(*this).children()) {
    if (child.type() == pugi::node_element) found.push_back(NodeAccess::node(child));
  }
  return found;
}

std::vector<Node> Node::attributes() const {
  std::vector<Node> found;
  if (attribute_) return found;
  const auto element = NodeAccess::element(*this);
  for (const auto attribute : element.attributes()) {
    found.push_back(NodeAccess::node(element, attribute));
  }
  return found;
}

void Node::append_step(std::string& to) const {
  const auto element = NodeAccess::element(*this);
  if (attribute_) {
    to.append("/@").append(NodeAccess::attribute(*this).name());
  } else if (is_hl7v2(element)) {
    append_hl7v2_step(element, to);
  } else {
    to.append("/").append(element.name());
    append_position(element, to);
  }
}

std::string Node::path() const {
  if (!element_) return {};
  std::string path = parent().path();
  append_step(path);
  return path;
}

}  // namespace trellis::formats
