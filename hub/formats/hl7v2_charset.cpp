#include <algorithm>
#include <optional>

#include "hub/base/encoding.hpp"
#include "hub/base/text.hpp"
#include "hub/formats/hl7v2_message.hpp"
#include "hub/formats/hl7v2_syntax.hpp"
#include "hub/formats/position.hpp"
#include "hub/formats/text_window.hpp"

namespace trellis::formats {
namespace {

constexpr unsigned character_set_field = 18;
constexpr char shift = '\x1B';  // to another set, as ISO 2022 does

bool is_plain_byte(char c) { return static_cast<unsigned char>(c) < 0x80 && c != shift; }

// MSH-18, its first repetition.
std::string_view declared_set(std::string_view header, const Hl7v2Delimiters& delimiters) {
  for (unsigned field = 1; field < character_set_field; ++field)
    take_part(header, delimiters.field);
  auto all = take_part(header, delimiters.field);
  return text::trim(take_part(all, delimiters.repetition));
}

// The name of table 0211 as the hub calls it; empty where it names no more than ASCII. A message
// whose header could be read byte by byte is UTF-8 where it says UNICODE.
// Source: HL7 v2.5.1, table 0211 "Alternate character sets".
std::string encoding_of(std::string_view name) {
  const std::string lower = text::lower(name);
  if (lower.starts_with("unicode") || lower.starts_with("utf")) return "utf-8";
  if (lower == "ascii" || lower == "iso ir6") return {};
  return lower;
}

class Decoding {
 public:
  Decoding(Hl7v2Message& message, const std::string& encoding)
      : message_(message), encoding_(encoding == "auto" ? std::string() : encoding) {}

  Status run() {
    const bool is_plain = std::all_of(message_.bytes.begin(), message_.bytes.end(), is_plain_byte);
    const auto delimiters = Hl7v2Delimiters::parse(message_.segment(0));
    if (!delimiters.ok()) return done();  // the tree says what is wrong
    delimiters_ = *delimiters;
    if (is_plain && !has_hex()) return done();
    const auto named = declared_set(message_.segment(0), delimiters_);
    if (const std::string set = encoding_of(named); !set.empty()) {
      is_declared_ = true;
      encoding_ = set;
    }
    auto decoder = text::Decoder::open(encoding_);
    if (!decoder.ok()) return is_plain ? done() : unknown_set();
    if (decoder->encoding() == "utf-8") return check_utf8();
    return decode(*decoder);
  }

 private:
  bool has_hex() const {
    const char mark[] = {delimiters_.escape, 'X'};
    return delimiters_.escape != 0 &&
           message_.bytes.find(mark, 0, sizeof mark) != std::string::npos;
  }

  Error error_at(std::size_t segment, std::size_t byte, std::string why) const {
    Place place = message_.origins[segment].place;
    place.column += byte;
    return {Fault::invalid, std::move(why), std::move(place)};
  }

  Status unknown_set() const {
    for (std::size_t i = 0; i < message_.origins.size(); ++i) {
      const auto segment = message_.segment(i);
      const auto odd = std::find_if_not(segment.begin(), segment.end(), is_plain_byte);
      if (odd == segment.end()) continue;
      return error_at(i, static_cast<std::size_t>(odd - segment.begin()),
                      "MSH-18 names a character set that the hub does not read, and this byte is "
                      "of it; the sender can send UTF-8 and say UNICODE UTF-8 in MSH-18");
    }
    return done();
  }

  Status check_utf8() const {
    for (std::size_t i = 0; i < message_.origins.size(); ++i) {
      const auto bad = bad_utf8(message_.segment(i));
      if (bad == std::string_view::npos) continue;
      return error_at(i, bad,
                      is_declared_
                          ? "this byte is not UTF-8, which MSH-18 says; the sender must name its "
                            "true character set there, such as 8859/1"
                          : "this byte is not UTF-8, and MSH-18 names no character set; set "
                            "\"encoding\" to what the source writes, such as \"windows-1252\"");
    }
    return done();
  }

  Status decode(const text::Decoder& decoder) {
    Hl7v2Message decoded;
    for (std::size_t i = 0; i < message_.origins.size(); ++i) {
      const auto segment = message_.segment(i);
      text::Decoder fresh = decoder;
      std::string text;
      if (!fresh.feed(segment, text).ok() || !fresh.finish(text).ok()) {
        return error_at(i, count_characters(text),
                        "this byte is not in the message's character set; it is named in MSH-18, "
                        "or else by the setting \"encoding\"");
      }
      if (const auto at = text::first_misread_utf8(text)) {
        return error_at(i, count_characters(std::string_view(text).substr(0, *at)),
                        "this is UTF-8, but " +
                            std::string(is_declared_ ? "MSH-18" : "the setting \"encoding\"") +
                            " says another character set; name the true one there");
      }
      decoded.add(with_hex_decoded(text, decoder), message_.origins[i].place);
    }
    message_ = std::move(decoded);
    return done();
  }

  static std::size_t count_characters(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
      return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
  }

  // Hexadecimal escapes are bytes of the message's set, too.
  std::string with_hex_decoded(std::string_view text, const text::Decoder& decoder) const {
    const char escape = delimiters_.escape;
    std::string decoded;
    while (escape != 0) {
      const auto start = text.find(escape);
      const auto end = start == std::string_view::npos ? start : text.find(escape, start + 1);
      if (end == std::string_view::npos) break;
      const auto code = text.substr(start + 1, end - start - 1);
      const bool is_escape = is_hl7v2_escape(code, delimiters_) || hl7v2_hex(code);
      const std::size_t taken = is_escape ? end + 1 : end;
      const auto characters = decoded_hex(code, decoder);
      decoded += text.substr(0, characters ? start : taken);
      if (characters) decoded.append(1, escape).append("X").append(hex_of(*characters)) += escape;
      text.remove_prefix(taken);
    }
    return decoded.append(text);
  }

  // Of bytes that are not ASCII; nothing for what stays as it is.
  static std::optional<std::string> decoded_hex(std::string_view code, text::Decoder decoder) {
    const auto bytes = hl7v2_hex(code);
    if (!bytes || std::all_of(bytes->begin(), bytes->end(), is_plain_byte)) return std::nullopt;
    std::string characters;
    if (!decoder.feed(*bytes, characters).ok() || !decoder.finish(characters).ok())
      return std::nullopt;
    return characters;
  }

  static std::string hex_of(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string hex;
    for (const char c : bytes) {
      const auto byte = static_cast<unsigned char>(c);
      hex += digits[byte >> 4];
      hex += digits[byte & 0xF];
    }
    return hex;
  }

  Hl7v2Message& message_;
  std::string encoding_;
  bool is_declared_ = false;  // by MSH-18
  Hl7v2Delimiters delimiters_;
};

}  // namespace

Status decode_hl7v2(Hl7v2Message& message, const std::string& encoding) {
  return Decoding(message, encoding).run();
}

}  // namespace trellis::formats
