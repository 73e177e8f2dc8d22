#include "hub/formats/position.hpp"

#include <algorithm>
#include <cstring>

#include "hub/base/text.hpp"

namespace trellis::formats {
namespace {

std::uint64_t count(std::string_view bytes, char c) {
  std::uint64_t found = 0;
  for (auto at = bytes.find(c); at != std::string_view::npos; at = bytes.find(c, at + 1)) ++found;
  return found;
}

std::uint64_t lone_returns(std::string_view bytes) {
  std::uint64_t found = 0;
  for (auto at = bytes.find('\r'); at != std::string_view::npos; at = bytes.find('\r', at + 1)) {
    if (at + 1 == bytes.size() || bytes[at + 1] != '\n') ++found;
  }
  return found;
}

bool is_ascii(const char* from, std::size_t size) {
  std::uint64_t all = 0;
  for (; size >= 8; from += 8, size -= 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, from, 8);
    all |= word;
  }
  for (; size > 0; ++from, --size) all |= static_cast<unsigned char>(*from);
  return (all & 0x8080808080808080u) == 0;
}

}  // namespace

void Position::pass(std::string_view bytes) {
  if (bytes.empty()) return;
  const bool completes_a_return = after_return_ && bytes.front() == '\n';
  after_return_ = bytes.back() == '\r';
  if (completes_a_return) bytes.remove_prefix(1);

  const std::uint64_t lines = count(bytes, '\n') + lone_returns(bytes);
  if (lines > 0) {
    line_ += lines;
    column_ = 1;
    bytes.remove_prefix(bytes.find_last_of("\r\n") + 1);
  }
  column_ += static_cast<std::uint64_t>(std::count_if(bytes.begin(), bytes.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

std::size_t bad_utf8(std::string_view bytes) {
  if (is_ascii(bytes.data(), bytes.size())) return std::string_view::npos;
  const auto at = text::first_bad_utf8(bytes);
  return at ? *at : std::string_view::npos;
}

}  // namespace trellis::formats
