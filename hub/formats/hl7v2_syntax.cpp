#include "hub/formats/hl7v2_syntax.hpp"

#include <algorithm>
#include <array>

#include "hub/base/text.hpp"

namespace trellis::formats {
namespace {

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool may_delimit(char c) { return c > ' ' && c < 0x7F && !is_alphanumeric(c); }

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

// "X0D0A": bytes in hexadecimal. Empty where it is not that, or the bytes are no text.
std::string hex_text(std::string_view code) {
  std::string bytes;
  for (std::size_t i = 1; i + 1 < code.size(); i += 2) {
    const int high = hex_digit(code[i]);
    const int low = hex_digit(code[i + 1]);
    if (high < 0 || low < 0 || (high == 0 && low == 0)) return {};
    bytes += static_cast<char>(high * 16 + low);
  }
  return code.size() % 2 == 1 && text::is_utf8(bytes) ? bytes : std::string();
}

std::string replacement(std::string_view code, const Hl7v2Delimiters& delimiters) {
  if (code == "F") return {delimiters.field};
  if (code == "S") return {delimiters.component};
  if (code == "T" && delimiters.subcomponent) return {delimiters.subcomponent};
  if (code == "R" && delimiters.repetition) return {delimiters.repetition};
  if (code == "E") return {delimiters.escape};
  if (code == ".br") return "\n";
  if (code.starts_with('X')) return hex_text(code);
  return {};
}

Error wrong(std::string why) { return {Fault::invalid, std::move(why)}; }

}  // namespace

Result<Hl7v2Delimiters> Hl7v2Delimiters::parse(std::string_view segment) {
  const std::string name(segment.substr(0, 3));
  if (segment.size() < 5) {
    return wrong(name + " is too short; it begins like " + name + "|^~\\&|");
  }
  Hl7v2Delimiters delimiters;
  delimiters.field = segment[3];
  std::string_view encoding = segment.substr(4, segment.find(segment[3], 4) - 4);
  delimiters.encoding_size = encoding.size();
  if (encoding.empty()) return wrong(name + "-2 is empty; it names the separators, as in ^~\\&");
  std::array<char, 4> found = {0, 0, 0, 0};
  // Some senders double the backslash, as their programming language made them write it.
  const bool is_doubled = encoding.size() >= 4 && encoding[2] == '\\' && encoding[3] == '\\';
  for (std::size_t i = 0, from = 0; i < 4 && from < encoding.size(); ++i, ++from) {
    if (is_doubled && from == 3) ++from;
    if (from < encoding.size()) found[i] = encoding[from];
  }
  delimiters.component = found[0];
  delimiters.repetition = found[1];
  delimiters.escape = found[2];
  delimiters.subcomponent = found[3];
  std::string all{delimiters.field};
  for (const char c : found) {
    if (c != 0) all += c;
  }
  if (!std::all_of(all.begin(), all.end(), may_delimit)) {
    return wrong(name + " names a letter, digit or blank as a separator; it begins like " + name +
                 "|^~\\&|");
  }
  std::sort(all.begin(), all.end());
  if (std::adjacent_find(all.begin(), all.end()) != all.end()) {
    return wrong(name + " names the same separator twice; it begins like " + name + "|^~\\&|");
  }
  return delimiters;
}

bool is_hl7v2_segment(std::string_view line, char field) {
  const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (line.size() < 3 || (line.size() > 3 && line[3] != field)) return false;
  return is_capital(line[0]) && (is_capital(line[1]) || is_digit(line[1])) &&
         (is_capital(line[2]) || is_digit(line[2]));
}

std::string hl7v2_text(std::string_view raw, const Hl7v2Delimiters& delimiters) {
  const char escape = delimiters.escape;
  if (escape == 0 || raw.find(escape) == std::string_view::npos) return std::string(raw);
  std::string text;
  while (!raw.empty()) {
    const auto start = raw.find(escape);
    text += raw.substr(0, start);
    if (start == std::string_view::npos) break;
    raw.remove_prefix(start);
    const auto end = raw.find(escape, 1);
    const auto meant = end == std::string_view::npos
                           ? std::string()
                           : replacement(raw.substr(1, end - 1), delimiters);
    if (meant.empty()) {  // not an escape: the character stands for itself, and may also begin the
                          // next one
      text += escape;
      raw.remove_prefix(1);
    } else {
      text += meant;
      raw.remove_prefix(end + 1);
    }
  }
  return text;
}

std::string_view take_part(std::string_view& text, char separator) {
  const auto end = separator ? text.find(separator) : std::string_view::npos;
  const auto part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return part;
}

}  // namespace trellis::formats
