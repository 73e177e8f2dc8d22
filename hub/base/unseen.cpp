#include "hub/base/unseen.hpp"

#include <algorithm>
#include <array>

#include "hub/base/utf8.hpp"

namespace trellis::text {

namespace {

struct Range {
  char32_t from, to;
};

// Source: The Unicode Standard, general category Zs, and letters that are drawn as nothing.
constexpr std::array<Range, 12> spaces = {{{0x85, 0x85},
                                           {0xA0, 0xA0},
                                           {0x115F, 0x1160},
                                           {0x1680, 0x1680},
                                           {0x2000, 0x200A},
                                           {0x2028, 0x2029},
                                           {0x202F, 0x202F},
                                           {0x205F, 0x205F},
                                           {0x2800, 0x2800},
                                           {0x3000, 0x3000},
                                           {0x3164, 0x3164},
                                           {0xFFA0, 0xFFA0}}};
// Source: The Unicode Standard, property Default_Ignorable_Code_Point, without joiners.
constexpr std::array<Range, 10> widthless = {{{0xAD, 0xAD},
                                              {0x34F, 0x34F},
                                              {0x61C, 0x61C},
                                              {0x180E, 0x180E},
                                              {0x200B, 0x200B},
                                              {0x200E, 0x200F},
                                              {0x202A, 0x202E},
                                              {0x2060, 0x206F},
                                              {0xFEFF, 0xFEFF},
                                              {0xFFF9, 0xFFFB}}};
constexpr Range joiners = {0x200C, 0x200D};
constexpr char32_t first_joined = 0x590;  // scripts from Hebrew on

template <std::size_t n>
bool is_in(const std::array<Range, n>& ranges, char32_t code) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const Range& range) { return code >= range.from && code <= range.to; });
}

bool is_joiner(char32_t code) { return code >= joiners.from && code <= joiners.to; }

bool is_joined(char32_t code) {
  return code >= first_joined && !is_joiner(code) && !is_in(spaces, code) &&
         !is_in(widthless, code);
}

// Other than tabs and line ends. Source: The Unicode Standard, general category Cc.
bool is_control(char32_t code) {
  return (code < 0x20 && code != '\t' && code != '\n' && code != '\r') ||
         (code >= 0x7F && code <= 0x9F && code != 0x85);
}

// Plain to see, in one byte.
bool is_plain(char c) {
  const auto code = static_cast<unsigned char>(c);
  return code < 0x80 && !is_control(code);
}

}  // namespace

bool has_unseen(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    if (is_plain(text[at])) {
      ++at;
      continue;
    }
    const Character character = first_character(text.substr(at));
    if (is_control(character.code) || is_in(spaces, character.code) ||
        is_in(widthless, character.code) || is_joiner(character.code)) {
      return true;
    }
    at += character.length;
  }
  return false;
}

bool has_control(std::string_view text) {
  while (!text.empty()) {
    const Character character = first_character(text);
    if (is_control(character.code)) return true;
    text.remove_prefix(character.length);
  }
  return false;
}

std::string without_unseen(std::string_view text) {
  if (!has_unseen(text)) return std::string(text);
  std::string seen;
  char32_t before = 0;
  while (!text.empty()) {
    const Character character = first_character(text);
    const auto bytes = text.substr(0, character.length);
    text.remove_prefix(character.length);
    if (is_in(spaces, character.code)) {
      seen += ' ';
    } else if (is_joiner(character.code)) {
      const char32_t after = text.empty() ? 0 : first_character(text).code;
      if (!is_joined(before) || !is_joined(after)) continue;
      seen += bytes;
    } else if (!is_in(widthless, character.code) && !is_control(character.code)) {
      seen += bytes;
    }
    before = character.code;
  }
  return seen;
}

}  // namespace trellis::text
