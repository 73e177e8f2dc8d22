#include "hub/base/visible.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "hub/base/utf8.hpp"

namespace trellis::text {
namespace {

// Controls (C0, C1), and what Unicode has to turn the direction of writing, to break lines or to
// hide text. Joiners are kept: names in some scripts need them. Source: Unicode,
// DerivedCoreProperties, "Default_Ignorable_Code_Point", and UAX 9.
constexpr std::array<std::pair<char32_t, char32_t>, 12> hidden = {{
    {0x00, 0x1F},
    {0x7F, 0x9F},
    {0xAD, 0xAD},
    {0x61C, 0x61C},
    {0x200B, 0x200B},
    {0x200E, 0x200F},
    {0x2028, 0x202E},
    {0x2060, 0x206F},
    {0xFE00, 0xFE0F},
    {0xFEFF, 0xFEFF},
    {0xFFF9, 0xFFFB},
    {0xE0000, 0xE0FFF},
}};

bool is_hidden(char32_t code) {
  return std::any_of(hidden.begin(), hidden.end(), [&](const auto& range) {
    return code >= range.first && code <= range.second;
  });
}

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 0x7F; });
}

std::string hexadecimal(char32_t code, int digits) {
  std::string text;
  for (int place = digits - 1; place >= 0; --place)
    text += "0123456789abcdef"[(code >> (4 * place)) & 0xFU];
  return text;
}

std::string escaped(char32_t code) {
  if (code == '\n') return "\\n";
  if (code == '\r') return "\\r";
  if (code == '\t') return "\\t";
  if (code < 0x80) return "\\x" + hexadecimal(code, 2);
  return code > 0xFFFF ? "\\U" + hexadecimal(code, 8) : "\\u" + hexadecimal(code, 4);
}

// As JSON escapes a character: beyond U+FFFF as two surrogates (RFC 8259, 7).
std::string escaped_for_json(char32_t code) {
  if (code <= 0xFFFF) return "\\u" + hexadecimal(code, 4);
  const char32_t rest = code - 0x10000;
  return "\\u" + hexadecimal(0xD800 + (rest >> 10), 4) + "\\u" +
         hexadecimal(0xDC00 + (rest & 0x3FFU), 4);
}

}  // namespace

std::string visible(std::string_view text, LineEnds line_ends) {
  if (is_plain(text)) return std::string(text);
  std::string shown;
  while (!text.empty()) {
    const Character next = first_character(text);
    const bool is_kept_end = next.code == '\n' && line_ends == LineEnds::kept;
    if (next.state != Utf8::whole)
      shown += "\\x" + hexadecimal(static_cast<unsigned char>(text.front()), 2);
    else if (is_hidden(next.code) && !is_kept_end)
      shown += escaped(next.code);
    else
      shown += text.substr(0, next.length);
    text.remove_prefix(next.state == Utf8::whole ? next.length : 1);
  }
  return shown;
}

std::string visible_json(std::string_view json) {
  std::string shown;
  while (!json.empty()) {
    const Character next = first_character(json);
    if (next.state == Utf8::whole && next.code >= 0x7F && is_hidden(next.code))
      shown += escaped_for_json(next.code);
    else
      shown += json.substr(0, next.length);
    json.remove_prefix(next.length);
  }
  return shown;
}

}  // namespace trellis::text
