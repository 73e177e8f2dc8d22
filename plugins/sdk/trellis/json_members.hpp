// Reads the members of one JSON object, for settings.hpp.
#ifndef TRELLIS_JSON_MEMBERS_HPP
#define TRELLIS_JSON_MEMBERS_HPP

#include <cctype>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "trellis/views.hpp"

namespace trellis {
inline namespace v1 {

// Texts without their quotes, everything else as written. Throws Failure(TRELLIS_BAD_SETTINGS).
class JsonMembers {
 public:
  static std::map<std::string, std::string> read(std::string_view json) {
    JsonMembers reader(json);
    reader.read_object();
    return std::move(reader.members_);
  }

 private:
  explicit JsonMembers(std::string_view json) : rest_(json) {}

  [[noreturn]] static void malformed() {
    throw Failure(TRELLIS_BAD_SETTINGS, "the settings are one JSON object");
  }

  char peek() {
    while (!rest_.empty() && std::isspace(static_cast<unsigned char>(rest_[0])) != 0)
      rest_.remove_prefix(1);
    return rest_.empty() ? '\0' : rest_[0];
  }
  bool take(char c) {
    if (peek() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char c) {
    if (!take(c)) malformed();
  }

  void read_object() {
    expect('{');
    while (!take('}')) {
      if (!members_.empty()) expect(',');
      if (peek() != '"') malformed();
      std::string name = read_string();
      expect(':');
      members_[std::move(name)] = peek() == '"' ? read_string() : read_other();
    }
    if (peek() != '\0') malformed();
  }

  std::string read_string() {
    rest_.remove_prefix(1);
    std::string value;
    while (!rest_.empty() && rest_[0] != '"') {
      if (rest_[0] != '\\') {
        value.push_back(rest_[0]);
        rest_.remove_prefix(1);
      } else {
        read_escape(value);
      }
    }
    if (rest_.empty()) malformed();
    rest_.remove_prefix(1);
    return value;
  }

  void read_escape(std::string& value) {
    if (rest_.size() < 2) malformed();
    const char kind = rest_[1];
    rest_.remove_prefix(2);
    if (kind == 'u') return append_utf8(value, read_code_point());
    static constexpr std::string_view from = "\"\\/bfnrt", to = "\"\\/\b\f\n\r\t";
    const std::size_t at = from.find(kind);
    if (at == std::string_view::npos) malformed();
    value.push_back(to[at]);
  }

  unsigned read_hex() {
    if (rest_.size() < 4) malformed();
    unsigned number = 0;
    for (int i = 0; i < 4; ++i) {
      const auto c = static_cast<unsigned char>(rest_[static_cast<std::size_t>(i)]);
      if (std::isxdigit(c) == 0) malformed();
      number = number * 16 + static_cast<unsigned>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    rest_.remove_prefix(4);
    return number;
  }
  unsigned read_code_point() {
    const unsigned high = read_hex();
    if (high < 0xD800 || high > 0xDFFF) return high;
    if (high > 0xDBFF || rest_.substr(0, 2) != "\\u") malformed();
    rest_.remove_prefix(2);
    const unsigned low = read_hex();
    if (low < 0xDC00 || low > 0xDFFF) malformed();
    return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
  }
  static void append_utf8(std::string& value, unsigned point) {
    const auto put = [&](unsigned byte) { value.push_back(static_cast<char>(byte)); };
    if (point < 0x80) return put(point);
    if (point >= 0x10000) {
      put(0xF0 | (point >> 18));
      put(0x80 | ((point >> 12) & 0x3F));
    } else if (point >= 0x800) {
      put(0xE0 | (point >> 12));
    }
    if (point < 0x800)
      put(0xC0 | (point >> 6));
    else
      put(0x80 | ((point >> 6) & 0x3F));
    put(0x80 | (point & 0x3F));
  }

  std::string read_other() {
    const std::string_view start = rest_;
    int depth = 0;
    while (!rest_.empty()) {
      const char c = rest_[0];
      if (c == '"') {
        read_string();
        continue;
      }
      if (depth == 0 && (c == ',' || c == '}')) break;
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') --depth;
      rest_.remove_prefix(1);
    }
    std::string value(start.substr(0, start.size() - rest_.size()));
    while (!value.empty() && std::isspace(static_cast<unsigned char>(value.back())) != 0)
      value.pop_back();
    if (value.empty() || depth != 0) malformed();
    return value;
  }

  std::string_view rest_;
  std::map<std::string, std::string> members_;
};

}  // namespace v1
}  // namespace trellis

#endif
