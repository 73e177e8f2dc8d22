#include "hub/base/utf8.hpp"

namespace trellis::text {

namespace {

struct Lead {
  std::size_t length;       // 0: this byte starts nothing
  unsigned char low, high;  // what the second byte may be
};

Lead lead_of(unsigned char byte) {
  if (byte < 0x80) return {1, 0, 0};
  if (byte < 0xC2) return {0, 0, 0};
  if (byte < 0xE0) return {2, 0x80, 0xBF};
  if (byte == 0xE0) return {3, 0xA0, 0xBF};  // no overlong forms
  if (byte == 0xED) return {3, 0x80, 0x9F};  // no surrogates
  if (byte < 0xF0) return {3, 0x80, 0xBF};
  if (byte == 0xF0) return {4, 0x90, 0xBF};
  if (byte < 0xF4) return {4, 0x80, 0xBF};
  if (byte == 0xF4) return {4, 0x80, 0x8F};  // nothing above U+10FFFF
  return {0, 0, 0};
}

}  // namespace

Character first_character(std::string_view bytes) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
  const Lead lead = lead_of(byte(0));
  if (lead.length == 0) return {};
  if (lead.length == 1) return {Utf8::whole, 1, byte(0)};

  char32_t code = byte(0) & (0x7Fu >> lead.length);
  for (std::size_t at = 1; at < lead.length; ++at) {
    if (at == bytes.size()) return {Utf8::cut_short, at, 0xFFFD};
    const unsigned char low = at == 1 ? lead.low : 0x80;
    const unsigned char high = at == 1 ? lead.high : 0xBF;
    if (byte(at) < low || byte(at) > high) return {};
    code = (code << 6) | (byte(at) & 0x3Fu);
  }
  return {Utf8::whole, lead.length, code};
}

void append_utf8(std::string& to, char32_t code) {
  const auto put = [&](char32_t byte) { to.push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | (code >> 6));
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | (code >> 12));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | (code >> 18));
    put(0x80 | ((code >> 12) & 0x3F));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

}  // namespace trellis::text
