#pragma once

#include <cstddef>
#include <string>
#include <string_view>

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
  std::size_t encoding_size = 4;  // characters of MSH-2

  // `segment` is MSH, FHS or BHS.
  static Result<Hl7v2Delimiters> parse(std::string_view segment);
};

// A segment's name, where `line` begins with one: three capitals or digits and then the field
// separator.
bool is_hl7v2_segment(std::string_view line, char field);

// Escape sequences replaced; those that are not known are kept as they are.
std::string hl7v2_text(std::string_view raw, const Hl7v2Delimiters& delimiters);

// The part of `text` up to the next `separator`, which is taken off `text` with it.
std::string_view take_part(std::string_view& text, char separator);

}  // namespace trellis::formats
