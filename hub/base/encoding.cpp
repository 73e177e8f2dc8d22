#include "hub/base/encoding.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "hub/base/letters.hpp"
#include "hub/base/text.hpp"
#include "hub/base/utf8.hpp"

namespace trellis::text {

namespace {

constexpr std::string_view mark_utf_8 = "\xEF\xBB\xBF";
constexpr std::string_view mark_utf_16_le = "\xFF\xFE";
constexpr std::string_view mark_utf_16_be = "\xFE\xFF";

// 0x80 to 0x9F; 0 where Windows-1252 has no character.
constexpr std::array<char32_t, 32> windows_1252_high = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

bool is_high_surrogate(char32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low_surrogate(char32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

std::size_t ascii_prefix(std::string_view bytes) {
  const auto end = std::find_if(bytes.begin(), bytes.end(),
                                [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  return static_cast<std::size_t>(end - bytes.begin());
}

// The byte that a single-byte encoding has for a character; 0 where none has it.
unsigned char single_byte(char32_t code) {
  if (code < 0x100) return static_cast<unsigned char>(code);
  const auto found = std::find(windows_1252_high.begin(), windows_1252_high.end(), code);
  if (found == windows_1252_high.end()) return 0;
  return static_cast<unsigned char>(0x80 + (found - windows_1252_high.begin()));
}

// Letters of western languages, signs and quotation marks: what two or three single-byte
// characters hardly ever spell by chance.
bool is_usual_in_utf8(char32_t code) {
  return (code >= 0xA1 && code <= 0x17F) || (code >= 0x2010 && code <= 0x2026);
}

}  // namespace

std::optional<std::size_t> first_misread_utf8(std::string_view text) {
  constexpr std::size_t longest = 4;  // bytes of a character in UTF-8
  std::optional<std::size_t> unusual;
  std::size_t unusual_ones = 0;
  bool is_all_utf8 = true;
  std::size_t at = ascii_prefix(text);
  while (at < text.size()) {
    std::string bytes;  // that the next characters which are not ASCII were
    std::array<std::size_t, longest + 1> ends = {at};
    while (bytes.size() < longest && ends[bytes.size()] < text.size()) {
      const std::size_t from = ends[bytes.size()];
      const Character character = first_character(text.substr(from));
      if (character.code < 0x80) break;
      const unsigned char byte = single_byte(character.code);
      if (byte < 0x80) return std::nullopt;  // this was decoded from something else
      bytes.push_back(static_cast<char>(byte));
      ends[bytes.size()] = from + character.length;
    }
    const Character read = first_character(bytes);
    const bool is_whole = read.state == Utf8::whole;
    if (is_whole && is_usual_in_utf8(read.code)) return at;
    if (is_whole && ++unusual_ones == 1) unusual = at;
    is_all_utf8 = is_all_utf8 && is_whole;
    at = ends[is_whole ? read.length : 1];
    at += ascii_prefix(text.substr(at));
  }
  return is_all_utf8 && unusual_ones > 1 ? unusual : std::nullopt;
}

const std::vector<std::string>& encoding_names() {
  static const std::vector<std::string> names = {"utf-8",    "utf-16",     "utf-16le",
                                                 "utf-16be", "iso-8859-1", "windows-1252"};
  return names;
}

Result<Decoder> Decoder::open(std::string_view encoding) {
  const std::string name = letters_and_digits(encoding);
  if (name.empty() || name == "utf8" || name == "ascii" || name == "usascii")
    return Decoder(Encoding::utf_8);
  if (name == "utf16" || name == "utf16le") return Decoder(Encoding::utf_16_le);
  if (name == "utf16be") return Decoder(Encoding::utf_16_be);
  if (name == "iso88591" || name == "88591" || name == "latin1")
    return Decoder(Encoding::iso_8859_1);
  if (name == "windows1252" || name == "cp1252") return Decoder(Encoding::windows_1252);
  return Error{Fault::invalid,
               "the encoding is not one this hub reads; it reads " + join(encoding_names(), ", ")};
}

std::string_view Decoder::encoding() const {
  switch (encoding_) {
    case Encoding::utf_8:
      return "utf-8";
    case Encoding::utf_16_le:
      return "utf-16le";
    case Encoding::utf_16_be:
      return "utf-16be";
    case Encoding::iso_8859_1:
      return "iso-8859-1";
    case Encoding::windows_1252:
      return "windows-1252";
  }
  return {};
}

// Gathers the first bytes in `pending_` until they can be told from a mark. False: more are needed.
bool Decoder::settle_mark(std::string_view& chunk, bool at_end) {
  const auto could_be = [&](std::string_view mark) {
    return mark.substr(0, pending_.size()) == pending_;
  };
  const auto settle = [&](std::string_view mark, Encoding encoding) {
    if (pending_ != mark) return false;
    encoding_ = encoding;
    consumed_ = mark.size();
    pending_.clear();
    return true;
  };
  while (true) {
    mark_settled_ = settle(mark_utf_8, Encoding::utf_8) ||
                    settle(mark_utf_16_le, Encoding::utf_16_le) ||
                    settle(mark_utf_16_be, Encoding::utf_16_be);
    if (mark_settled_) return true;
    const bool open = could_be(mark_utf_8) || could_be(mark_utf_16_le) || could_be(mark_utf_16_be);
    mark_settled_ = !open || at_end;
    if (mark_settled_) return true;
    if (chunk.empty()) return false;
    pending_.push_back(chunk.front());
    chunk.remove_prefix(1);
  }
}

Status Decoder::feed(std::string_view chunk, std::string& to) {
  if (!mark_settled_ && !settle_mark(chunk, false)) return done();
  return decode(chunk, to);
}

Status Decoder::finish(std::string& to) {
  std::string_view nothing;
  if (!mark_settled_) settle_mark(nothing, true);
  TRELLIS_TRY(decode(nothing, to));
  if (pending_.empty()) return done();
  return Error{Fault::invalid, "the input ends inside a character of " + std::string(encoding()) +
                                   " that begins at byte offset " + std::to_string(consumed_)};
}

Status Decoder::decode(std::string_view chunk, std::string& to) {
  const auto take = [&](std::string_view bytes) {
    if (encoding_ == Encoding::utf_8) return take_utf_8(bytes, to);
    if (encoding_ == Encoding::utf_16_le || encoding_ == Encoding::utf_16_be)
      return take_utf_16(bytes, to);
    return take_single_bytes(bytes, to);
  };
  while (
      !pending_.empty()) {  // at most a few bytes: until they and the chunk's first make characters
    const std::size_t taken = take(pending_);
    consumed_ += taken;
    pending_.erase(0, taken);
    if (pending_.empty()) break;
    if (!may_continue(pending_)) return bad_byte();
    if (chunk.empty()) return done();
    pending_.push_back(chunk.front());
    chunk.remove_prefix(1);
  }
  const std::size_t taken = take(chunk);
  consumed_ += taken;
  chunk.remove_prefix(taken);
  if (!may_continue(chunk)) return bad_byte();
  pending_.assign(chunk);
  return done();
}

std::size_t Decoder::take_utf_8(std::string_view bytes, std::string& to) const {
  const std::size_t whole = first_bad_utf8(bytes).value_or(bytes.size());
  to.append(bytes.substr(0, whole));
  return whole;
}

std::size_t Decoder::take_utf_16(std::string_view bytes, std::string& to) const {
  const bool little = encoding_ == Encoding::utf_16_le;
  const auto unit = [&](std::size_t at) -> char32_t {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return little ? static_cast<char32_t>(second << 8 | first)
                  : static_cast<char32_t>(first << 8 | second);
  };
  std::size_t at = 0;
  while (at + 2 <= bytes.size()) {
    const char32_t code = unit(at);
    if (is_low_surrogate(code)) break;
    if (!is_high_surrogate(code)) {
      append_utf8(to, code);
      at += 2;
      continue;
    }
    if (at + 4 > bytes.size() || !is_low_surrogate(unit(at + 2))) break;
    append_utf8(to, 0x10000 + ((code - 0xD800) << 10) + (unit(at + 2) - 0xDC00));
    at += 4;
  }
  return at;
}

std::size_t Decoder::take_single_bytes(std::string_view bytes, std::string& to) const {
  std::size_t at = 0;
  while (at < bytes.size()) {
    const std::size_t plain_bytes = ascii_prefix(bytes.substr(at));
    to.append(bytes.substr(at, plain_bytes));
    at += plain_bytes;
    if (at == bytes.size()) break;
    char32_t code = static_cast<unsigned char>(bytes[at]);
    if (code < 0xA0) {
      const char32_t of_windows = windows_1252_high[code - 0x80];
      if (of_windows != 0 || encoding_ == Encoding::windows_1252) code = of_windows;
    }
    if (code == 0) break;
    append_utf8(to, code);
    ++at;
  }
  return at;
}

// Could more bytes make `rest`, which no character was taken from, a character?
bool Decoder::may_continue(std::string_view rest) const {
  if (rest.empty()) return true;
  if (encoding_ == Encoding::utf_8) return first_character(rest).state == Utf8::cut_short;
  if (encoding_ != Encoding::utf_16_le && encoding_ != Encoding::utf_16_be) return false;
  if (rest.size() < 2) return true;
  const auto high = static_cast<unsigned char>(rest[encoding_ == Encoding::utf_16_le ? 1 : 0]);
  return rest.size() < 4 && high >= 0xD8 && high < 0xDC;
}

Error Decoder::bad_byte() const {
  return {Fault::invalid, "the byte at offset " + std::to_string(consumed_) + " is not valid " +
                              std::string(encoding()) +
                              "; check the declared encoding (this hub reads " +
                              join(encoding_names(), ", ") + ")"};
}

}  // namespace trellis::text
