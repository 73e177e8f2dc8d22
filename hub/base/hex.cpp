#include "hub/base/hex.hpp"

#include <charconv>

namespace trellis {

std::string to_hex(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    text.push_back(digits[byte >> 4]);
    text.push_back(digits[byte & 0xF]);
  }
  return text;
}

bool from_hex(std::string_view text, std::span<std::uint8_t> bytes) {
  if (text.size() != 2 * bytes.size()) return false;
  for (std::size_t place = 0; place < bytes.size(); ++place) {
    const char* first = text.data() + 2 * place;
    const auto [end, fault] = std::from_chars(first, first + 2, bytes[place], 16);
    if (fault != std::errc{} || end != first + 2) return false;
  }
  return true;
}

}  // namespace trellis
