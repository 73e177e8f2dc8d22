#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "hub/base/encoding.hpp"
#include "hub/base/result.hpp"
#include "hub/formats/cutter.hpp"
#include "hub/formats/position.hpp"

namespace trellis::formats {

// A source's text as UTF-8, of which only a part is held. What cannot be decoded stands in it as a
// byte 0xFF, which is never part of UTF-8, so that whoever reads it finds it at its place. Not
// shared.
class TextWindow {
 public:
  // `encoding` is a name or "auto": byte order mark, XML declaration, else UTF-8.
  TextWindow(ByteSource& source, std::string encoding);

  Status start();  // call first; settles the encoding
  // Why the declared encoding cannot be read, if so.
  const std::optional<std::string>& refused_encoding() const noexcept { return refused_encoding_; }

  // Where UTF-8 begins in a part of the text that was decoded as one character for each byte.
  std::optional<std::size_t> misread(std::string_view part) const;

  Status more();  // makes `view` longer, or `is_all` true
  bool is_all() const noexcept { return is_all_; }
  std::string_view view() const { return std::string_view(text_).substr(start_); }
  void drop(std::size_t size);  // from the front of `view`

  std::uint64_t offset() const noexcept {
    return offset_;
  }                                   // of `view`'s first byte in the whole text
  Place place(std::size_t at) const;  // of `view`'s byte `at`
  const std::string& file() const noexcept { return file_; }

 private:
  Result<std::size_t> read_raw(std::string& to);
  void settle_encoding();
  void decode(std::string_view raw);
  void decode_bytewise(std::string_view raw, text::Decoder before);

  ByteSource& source_;
  std::string encoding_;
  std::string file_;
  std::string text_;
  std::string raw_;
  std::size_t start_ = 0;
  std::uint64_t offset_ = 0;
  Position position_;
  bool is_all_ = false;
  std::optional<text::Decoder> decoder_;  // none: the bytes are UTF-8 already
  std::optional<text::Decoder> fresh_decoder_;
  std::optional<std::string> refused_encoding_;
};

// What to say about a byte that is no text.
inline constexpr std::string_view not_utf8 =
    "this byte is not valid in the file's encoding; set \"encoding\" to what the source writes, "
    "such as "
    "\"windows-1252\"";
inline constexpr std::string_view misread_utf8 =
    "this is UTF-8, but \"encoding\" or the file's own declaration says another encoding; set "
    "\"encoding\" to \"utf-8\"";
inline constexpr std::string_view nul_byte =
    "there is a NUL byte here; the file is damaged or is not text";

}  // namespace trellis::formats
