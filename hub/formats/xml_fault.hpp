#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "hub/formats/limits.hpp"

namespace trellis::formats {

// Why a parser of XML cannot go on.
struct XmlFault {
  enum Kind { none, syntax, too_deep, long_token, doctype };
  Kind kind = none;
  int code = 0;  // the library's, for `syntax`
  std::uint64_t offset = 0;

  bool is_second_root() const;
  bool hides_what_follows()
      const;  // something opened here and never closed: what follows may be records
  // `rest` is the text from `offset` on.
  std::string sentence(std::string_view rest, bool is_in_record, const Limits& limits) const;
};

}  // namespace trellis::formats
