#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.hpp"

namespace trellis::formats {

// The separators that a message's first segment declares. A NUL stands for one that was not
// declared. Source: HL7 v2.5.1, chapter 2.5.4 "Message delimiters".
struct Hl7v2Delimiters {
  char field = '|';
  char component = '^';
  char repetition = '~';
  char escape = '\\';
  char subcomponent = '&';
  char truncation = '#';          // from 2.7 on
  std::size_t encoding_size = 4;  // characters of MSH-2

  // `segment` is MSH, FHS or BHS.
  static Result<Hl7v2Delimiters> parse(std::string_view segment);
};

// Not a letter, digit, blank or control character.
bool may_delimit_hl7v2(char c);

// A segment's name, where `line` begins with one: three capitals or digits and then the field
// separator.
bool is_hl7v2_segment(std::string_view line, char field);

struct Hl7v2Text {
  std::string text;
  bool has_unknown_escape = false;  // or an escape character that is none; kept as it stands
};
// Escape sequences replaced, and those that only format taken out. Hexadecimal ones are UTF-8.
// Source: HL7 v2.5.1, chapter 2.7 "Use of escape sequences in text fields".
Hl7v2Text hl7v2_text(std::string_view raw, const Hl7v2Delimiters& delimiters);

// Does "T", "XC3A9" or "H", between two escape characters, mean something?
bool is_hl7v2_escape(std::string_view code, const Hl7v2Delimiters& delimiters);

// The bytes of "XC3A9"; nothing where it is not that.
std::optional<std::string> hl7v2_hex(std::string_view code);

// A component's parts. A subcomponent separator with a blank beside it separates nothing: it is the
// sign of "Tom & Sons", which the sender forgot to escape.
std::vector<std::string_view> hl7v2_subcomponents(std::string_view component,
                                                  const Hl7v2Delimiters& delimiters);

// Would something be lost if only the first of these parts was read? Not where the first holds the
// others, as "van der Berg" its own prefix and name, and not of an authority with its object
// identifier. Source: HL7 v2.5.1, chapter 2.A, data types FN, SAD and HD.
bool hl7v2_loses_parts(const std::vector<std::string_view>& parts);

// The part of `text` up to the next `separator`, which is taken off `text` with it.
std::string_view take_part(std::string_view& text, char separator);

}  // namespace trellis::formats
