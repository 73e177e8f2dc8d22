#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.hpp"

namespace trellis::text {

// Turns a source's bytes into UTF-8, chunk by chunk, however the chunks are cut. Not shared.
// A byte order mark at the start is dropped, and wins over what was declared. In ISO 8859-1, 0x80
// to 0x9F are Windows-1252's characters, which is what is meant (WHATWG, Encoding Standard, 4.2).
class Decoder {
 public:
  // Case does not matter. Empty means UTF-8. Fails on a name not in `encoding_names`.
  static Result<Decoder> open(std::string_view encoding);

  // Appends to `to` what is whole by now. Fails with the offset of the first byte that cannot stand
  // there; what came before it has been appended. After a failure feed nothing more.
  Status feed(std::string_view chunk, std::string& to);
  // Call once after the last chunk. Fails where the input ends inside a character.
  Status finish(std::string& to);

  std::string_view encoding() const;  // in force: what the mark says, once it was seen

 private:
  enum class Encoding { utf_8, utf_16_le, utf_16_be, iso_8859_1, windows_1252 };
  explicit Decoder(Encoding encoding) : encoding_(encoding) {}

  bool settle_mark(std::string_view& chunk, bool at_end);
  Status decode(std::string_view chunk, std::string& to);
  std::size_t take_utf_8(std::string_view bytes, std::string& to) const;
  std::size_t take_utf_16(std::string_view bytes, std::string& to) const;
  std::size_t take_single_bytes(std::string_view bytes, std::string& to) const;
  bool may_continue(std::string_view rest) const;
  Error bad_byte() const;

  Encoding encoding_;
  bool mark_settled_ = false;
  std::string pending_;         // the start of a character, or of the input
  std::uint64_t consumed_ = 0;  // bytes decoded before `pending_`
};

const std::vector<std::string>& encoding_names();

// Where UTF-8 begins that was decoded as ISO 8859-1 or Windows-1252, such as "Ã©" for "é".
std::optional<std::size_t> first_misread_utf8(std::string_view text);

}  // namespace trellis::text
