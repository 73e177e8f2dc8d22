#include "hub/mapping/tree_text.hpp"

#include "hub/base/visible.hpp"

namespace trellis::mapping {
namespace {

using formats::Node;

constexpr std::size_t place_width = 10;
constexpr std::size_t longest_value = 100;  // bytes of a line

std::string place_text(const Place& place) {
  std::string text = place.line == 0 ? "-" : std::to_string(place.line);
  if (place.line != 0 && place.column != 0) text += ":" + std::to_string(place.column);
  if (text.size() < place_width) text.append(place_width - text.size(), ' ');
  return text + " ";
}

std::string shortened(std::string value) {
  if (value.size() <= longest_value) return value;
  std::size_t end = longest_value;
  while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xC0) == 0x80) --end;
  return value.substr(0, end) + " ...";
}

class Writer {
 public:
  explicit Writer(const formats::Tree& tree) : tree_(tree) {}

  // Not deeper than the 64 levels that a tree may have.
  void write(const Node& element, std::size_t level) {
    const auto children = element.children();
    const std::string value = children.empty() ? element.text() : std::string();
    line(element, level, std::string(element.name()), value);
    for (const Node& attribute : element.attributes())
      line(attribute, level + 1, "@" + std::string(attribute.name()), attribute.text());
    for (const Node& child : children) write(child, level + 1);
  }
  std::string take() { return std::move(text_); }

 private:
  void line(const Node& node, std::size_t level, const std::string& name,
            const std::string& value) {
    text_ += place_text(tree_.place(node)) + std::string(2 * level, ' ') + name;
    if (!value.empty()) text_ += " = " + shortened(text::visible(value));
    text_ += "\n";
  }

  const formats::Tree& tree_;
  std::string text_;
};

}  // namespace

std::string tree_text(const formats::Tree& tree) {
  Writer writer(tree);
  writer.write(tree.root(), 0);
  return writer.take();
}

}  // namespace trellis::mapping
