#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "hub/base/result.hpp"

namespace trellis::formats {

// What stands around messages: FHS and FTS around a file, BHS and BTS around a batch, with how many
// there are inside. Source: HL7 v2.5.1, 2.10.3.
class Hl7v2Envelope {
 public:
  void count_message() { ++messages_; }
  // A line FHS, BHS, BTS or FTS. An error where less or more stood inside than its count says.
  Status take(std::string_view line, const Place& place);
  // At the end of the input. An error where a file or a batch was begun and not ended;
  Status finish() const;
  // and the line that began it.
  const std::string& unended() const { return batch_ ? batch_line_ : file_line_; }

 private:
  Status compare(std::string_view line, std::uint64_t found, const char* what, const Place& place);

  std::optional<Place> file_, batch_;  // where they began
  std::string file_line_, batch_line_;
  std::uint64_t messages_ = 0, batches_ = 0;
};

}  // namespace trellis::formats
