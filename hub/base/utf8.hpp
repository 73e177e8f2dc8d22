#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// UTF-8, one character at a time. Source: The Unicode Standard, table 3-7.
namespace trellis::text {

enum class Utf8 { whole, cut_short, bad };

struct Character {
  Utf8 state = Utf8::bad;
  std::size_t length = 1;  // bytes; 1 for a bad one
  char32_t code = 0xFFFD;
};

// What stands at the front of `bytes`, which is not empty.
Character first_character(std::string_view bytes);

void append_utf8(std::string& to, char32_t code);

}  // namespace trellis::text
