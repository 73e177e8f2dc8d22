#pragma once

#include <string>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/formats/limits.hpp"
#include "hub/formats/tree.hpp"

namespace trellis::formats {

// A message as it was cut: its segments, each ended by a return, and where each stood.
struct Hl7v2Message {
  std::string bytes;
  std::vector<Origin> origins;  // one for each segment

  void add(std::string_view segment, Place place);
  std::string_view segment(std::size_t number) const;  // from 0, without its end
  void clear();
};

// Turns the message into UTF-8, hexadecimal escapes too, from the character set that MSH-18 names,
// else from `encoding`, else it is UTF-8 already. An error says where a byte is not of it, where
// the set is not known, and where UTF-8 stands under the name of another.
Status decode_hl7v2(Hl7v2Message& message, const std::string& encoding);

// A message about several patients, cut in such as are about one: what stands before the first
// PID, and each PID with what follows it. Source: HL7 v2.5.1, chapter 3.3 (A17, A24, A37, A40 to
// A44, A47, A49: ADT_A17, ADT_A24, ADT_A37, ADT_A39, ADT_A43). An error where nobody can know
// whose a segment is. Empty where there is one patient or none: the message stays as it is.
Result<std::vector<Hl7v2Message>> patients_of_hl7v2(const Hl7v2Message& message,
                                                    const Limits& limits);

}  // namespace trellis::formats
