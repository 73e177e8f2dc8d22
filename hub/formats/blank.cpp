#include "hub/formats/blank.hpp"

#include <string>
#include <string_view>

#include "hub/base/text.hpp"
#include "hub/base/unseen.hpp"
#include "hub/formats/tree_document.hpp"

namespace trellis::formats {
namespace {

bool is_blank_text(std::string_view text) {
  const auto left = text::trim(text);
  if (left.empty() || !text::has_unseen(left)) return left.empty();
  return text::trim(text::without_unseen(left)).empty();
}

std::string_view local(std::string_view name) {
  const auto colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// XML's nil, and ours of JSON's null.
bool is_nil(pugi::xml_node element) {
  for (const auto attribute : element.attributes()) {
    const std::string_view name = attribute.name(), value = text::trim(attribute.value());
    if ((local(name) == "nil" || name == "null") && (value == "true" || value == "1")) return true;
  }
  return false;
}

// A namespace, or what a builder keeps of a name that XML cannot hold.
bool only_names(pugi::xml_node element, pugi::xml_attribute attribute) {
  const std::string_view name = attribute.name(), value = attribute.value();
  if (name == "xmlns" || name.starts_with("xmlns:") || local(name) == "nil") return true;
  return name == "name" && (local(value) == element.name() || xml_name(value) == element.name());
}

bool has_text(pugi::xml_node element) {
  for (const auto child : element.children()) {
    const auto type = child.type();
    const bool is_text = type == pugi::node_pcdata || type == pugi::node_cdata;
    if (is_text && !is_blank_text(child.value())) return true;
  }
  return false;
}

void drop_blank_attributes(pugi::xml_node element) {
  for (auto attribute = element.first_attribute(); attribute;) {
    const auto next = attribute.next_attribute();
    if (is_blank(attribute)) element.remove_attribute(attribute);
    attribute = next;
  }
}

// From the end, so that a blank repetition knows whether one that stays follows it.
void drop_blank_children(pugi::xml_node element) {
  for (auto child = element.last_child(); child;) {
    const auto before = child.previous_sibling();
    if (child.type() == pugi::node_element && is_blank(child) &&
        !child.next_sibling(child.name())) {
      element.remove_child(child);
    }
    child = before;
  }
}

}  // namespace

bool is_blank(pugi::xml_attribute attribute) { return is_blank_text(attribute.value()); }

bool is_blank(pugi::xml_node element) {
  if (has_text(element)) return false;
  for (const auto child : element.children())
    if (child.type() == pugi::node_element && !is_blank(child)) return false;
  if (is_nil(element)) return true;
  for (const auto attribute : element.attributes())
    if (!is_blank(attribute) && !only_names(element, attribute)) return false;
  return true;
}

void drop_blanks(pugi::xml_node root) {
  drop_blank_attributes(root);
  for (const auto child : root.children())
    if (child.type() == pugi::node_element) drop_blanks(child);
  drop_blank_children(root);
}

}  // namespace trellis::formats
