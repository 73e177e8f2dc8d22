#include "hub/formats/xml_tag.hpp"

#include <algorithm>

#include "hub/formats/cut_settings.hpp"
#include "hub/formats/xml_context.hpp"

namespace trellis::formats {
namespace {

constexpr std::size_t longest_name = 1024;

bool begins_with_tag(std::string_view text, std::string_view name) {
  const auto size = text.find_first_of(" \t\r\n/>");
  if (size == std::string_view::npos) return false;
  const auto found = local_name(text.substr(0, size));
  if (name != "*") return found == name;
  return !found.empty() && found.find_first_of("!?&;<=\"'") == std::string_view::npos;
}

void append_capped(std::string& to, std::string_view text) {
  if (to.size() < bad_piece_bytes) to += text.substr(0, bad_piece_bytes - to.size());
}

}  // namespace

std::string attribute_text(std::string_view name, std::string_view value) {
  std::string text = std::string(name) + "=\"";
  for (const char c : value) {
    switch (c) {
      case '&':
        text += "&amp;";
        break;
      case '<':
        text += "&lt;";
        break;
      case '"':
        text += "&quot;";
        break;
      default:
        text += c;
    }
  }
  return text + "\"";
}

std::string namespace_declarations(const char** attributes) {
  std::string text;
  for (; *attributes; attributes += 2) {
    const std::string_view name = attributes[0];
    if (name == "xmlns" || name.starts_with("xmlns:"))
      text += " " + attribute_text(name, attributes[1]);
  }
  return text;
}

Result<bool> find_start_tag(TextWindow& window, std::string_view name, std::string& passed) {
  while (true) {
    const auto tag = std::min(window.view().find('<'), window.view().size());
    append_capped(passed, window.view().substr(0, tag));
    window.drop(tag);
    if (window.view().size() < longest_name && !window.is_all()) {
      TRELLIS_TRY(window.more());
      continue;
    }
    if (window.view().empty()) return false;
    if (begins_with_tag(window.view().substr(1, longest_name), name)) return true;
    append_capped(passed, "<");
    window.drop(1);
  }
}

}  // namespace trellis::formats
