#include "hub/formats/hl7v2_syntax.hpp"

#include <algorithm>
#include <array>

#include "hub/base/text.hpp"

namespace trellis::formats {
namespace {

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

// Text that may stand in a value: no control characters but line ends and tabs.
bool is_plain_text(std::string_view bytes) {
  const auto is_control = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\r' && c != '\n' && c != '\t';
  };
  return text::is_utf8(bytes) && std::none_of(bytes.begin(), bytes.end(), is_control);
}

std::optional<std::string> formatting(std::string_view command) {
  const std::string_view name = command.substr(0, 3);
  if (name == ".br" || name == ".sp" || name == ".ce") return "\n";
  if (name == ".sk") return " ";
  if (name == ".in" || name == ".ti" || name == ".fi" || name == ".nf") return "";
  return std::nullopt;
}

// Nothing where the code is none that is known.
std::optional<std::string> replacement(std::string_view code, const Hl7v2Delimiters& delimiters) {
  const auto sign = [](char c) { return c ? std::optional(std::string(1, c)) : std::nullopt; };
  if (code == "F") return sign(delimiters.field);
  if (code == "S") return sign(delimiters.component);
  if (code == "T") return sign(delimiters.subcomponent);
  if (code == "R") return sign(delimiters.repetition);
  if (code == "E") return sign(delimiters.escape);
  if (code == "P") return sign(delimiters.truncation);
  if (code == "H" || code == "N") return "";  // highlighting begins and ends
  if (code.starts_with('.')) return formatting(code);
  auto bytes = hl7v2_hex(code);
  return bytes && is_plain_text(*bytes) ? bytes : std::nullopt;
}

bool is_object_identifier(std::string_view text) {
  return std::count(text.begin(), text.end(), '.') > 1 &&
         text.find_first_not_of("0123456789.") == std::string_view::npos;
}

// A name of its own, an identifier that the world knows, and of what kind it is.
bool is_authority(const std::vector<std::string_view>& parts) {
  constexpr std::array<std::string_view, 12> kinds = {
      "ISO", "DNS", "GUID", "UUID", "URI", "HCD", "HL7", "L", "M", "N", "Random", "x500"};
  if (parts.size() == 2) return is_object_identifier(parts[1]);
  if (parts.size() != 3) return false;
  return std::any_of(kinds.begin(), kinds.end(),
                     [&](auto kind) { return text::equal_ignoring_case(parts[2], kind); });
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
  if (!is_doubled && encoding.size() > 4) delimiters.truncation = encoding[4];
  std::string all{delimiters.field};
  for (const char c : found) {
    if (c != 0) all += c;
  }
  if (!std::all_of(all.begin(), all.end(), may_delimit_hl7v2)) {
    return wrong(name + " names a letter, digit or blank as a separator; it begins like " + name +
                 "|^~\\&|");
  }
  std::sort(all.begin(), all.end());
  if (std::adjacent_find(all.begin(), all.end()) != all.end()) {
    return wrong(name + " names the same separator twice; it begins like " + name + "|^~\\&|");
  }
  return delimiters;
}

bool may_delimit_hl7v2(char c) { return c > ' ' && c < 0x7F && !is_alphanumeric(c); }

bool is_hl7v2_segment(std::string_view line, char field) {
  const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (line.size() < 3 || (line.size() > 3 && line[3] != field)) return false;
  return is_capital(line[0]) && (is_capital(line[1]) || is_digit(line[1])) &&
         (is_capital(line[2]) || is_digit(line[2]));
}

std::optional<std::string> hl7v2_hex(std::string_view code) {
  if (!code.starts_with('X') || code.size() < 3 || code.size() % 2 == 0) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 1; i < code.size(); i += 2) {
    const int high = hex_digit(code[i]);
    const int low = hex_digit(code[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

bool is_hl7v2_escape(std::string_view code, const Hl7v2Delimiters& delimiters) {
  return replacement(code, delimiters).has_value();
}

Hl7v2Text hl7v2_text(std::string_view raw, const Hl7v2Delimiters& delimiters) {
  const char escape = delimiters.escape;
  if (escape == 0 || raw.find(escape) == std::string_view::npos) return {std::string(raw), false};
  Hl7v2Text text;
  while (!raw.empty()) {
    const auto start = raw.find(escape);
    text.text += raw.substr(0, start);
    if (start == std::string_view::npos) break;
    raw.remove_prefix(start);
    const auto end = raw.find(escape, 1);
    const auto meant = end == std::string_view::npos
                           ? std::nullopt
                           : replacement(raw.substr(1, end - 1), delimiters);
    if (meant) {
      text.text += *meant;
      raw.remove_prefix(end + 1);
    } else {  // the character stands for itself, and may also begin the next one
      text.text += escape;
      text.has_unknown_escape = true;
      raw.remove_prefix(1);
    }
  }
  return text;
}

std::vector<std::string_view> hl7v2_subcomponents(std::string_view component,
                                                  const Hl7v2Delimiters& delimiters) {
  const auto is_blank = [&](std::size_t at) {
    return at < component.size() && component[at] == ' ';
  };
  std::vector<std::string_view> parts;
  std::size_t from = 0;
  for (std::size_t at = 0; at < component.size(); ++at) {
    if (component[at] != delimiters.subcomponent) continue;
    if ((at > 0 && is_blank(at - 1)) || is_blank(at + 1)) continue;
    parts.push_back(component.substr(from, at - from));
    from = at + 1;
  }
  parts.push_back(component.substr(from));
  return parts;
}

bool hl7v2_loses_parts(const std::vector<std::string_view>& parts) {
  if (is_authority(parts)) return false;
  const auto first =
      std::find_if(parts.begin(), parts.end(), [](auto part) { return !part.empty(); });
  return std::any_of(first, parts.end(), [&](std::string_view part) {
    return first->find(text::trim(part)) == std::string_view::npos;
  });
}

std::string_view take_part(std::string_view& text, char separator) {
  const auto end = separator ? text.find(separator) : std::string_view::npos;
  const auto part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return part;
}

}  // namespace trellis::formats
