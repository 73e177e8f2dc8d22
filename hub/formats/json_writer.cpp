#include <charconv>
#include <cmath>

#include "hub/formats/json.hpp"

namespace trellis::formats {
namespace {

class Writer {
 public:
  explicit Writer(int indent) : indent_(indent) {}

  void write(const Json& value, std::size_t level) {
    switch (value.type()) {
      case Json::Type::null:
        out_ += "null";
        break;
      case Json::Type::boolean:
        out_ += value.boolean() ? "true" : "false";
        break;
      case Json::Type::number:
        write_number(value);
        break;
      case Json::Type::string:
        write_string(value.string());
        break;
      case Json::Type::array:
        write_array(value, level);
        break;
      case Json::Type::object:
        write_object(value, level);
        break;
    }
  }

  std::string take() { return std::move(out_); }

 private:
  void write_number(const Json& value) {
    const double number = value.number();
    if (!std::isfinite(number)) {
      out_ += "null";  // JSON has no infinity
      return;
    }
    char digits[40];
    const std::int64_t whole = value.whole();
    const bool is_whole = static_cast<double>(whole) == number && (whole != 0 || number == 0);
    const auto end = is_whole ? std::to_chars(digits, digits + sizeof digits, whole)
                              : std::to_chars(digits, digits + sizeof digits, number);
    out_.append(digits, end.ptr);
  }

  void write_string(const std::string& text) {
    out_ += '"';
    for (const char c : text) write_character(c);
    out_ += '"';
  }

  void write_character(char c) {
    static constexpr char hex[] = "0123456789abcdef";
    switch (c) {
      case '"':
        out_ += "\\\"";
        return;
      case '\\':
        out_ += "\\\\";
        return;
      case '\n':
        out_ += "\\n";
        return;
      case '\r':
        out_ += "\\r";
        return;
      case '\t':
        out_ += "\\t";
        return;
      default:
        break;
    }
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7F) {
      out_ += c;
      return;
    }
    out_ += "\\u00";
    out_ += hex[byte >> 4];
    out_ += hex[byte & 15];
  }

  void write_array(const Json& value, std::size_t level) {
    out_ += '[';
    bool is_first = true;
    for (const auto& item : value.items()) {
      separate(is_first, level + 1);
      write(item, level + 1);
    }
    close(is_first, level, ']');
  }

  void write_object(const Json& value, std::size_t level) {
    out_ += '{';
    bool is_first = true;
    for (const auto& [key, member] : value.members()) {
      separate(is_first, level + 1);
      write_string(key);
      out_ += indent_ < 0 ? ":" : ": ";
      write(member, level + 1);
    }
    close(is_first, level, '}');
  }

  void separate(bool& is_first, std::size_t level) {
    if (!is_first) out_ += ',';
    is_first = false;
    new_line(level);
  }

  void close(bool is_empty, std::size_t level, char bracket) {
    if (!is_empty) new_line(level);
    out_ += bracket;
  }

  void new_line(std::size_t level) {
    if (indent_ < 0) return;
    out_ += '\n';
    out_.append(level * static_cast<std::size_t>(indent_), ' ');
  }

  int indent_;
  std::string out_;
};

}  // namespace

std::string Json::dump(int indent) const {
  Writer writer(indent);
  writer.write(*this, 0);
  return writer.take();
}

}  // namespace trellis::formats
