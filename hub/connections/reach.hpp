#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "hub/connections/sink.hpp"
#include "hub/transport/payload.hpp"

namespace trellis::connections {

// How far into a payload the records reach that came of it. It may say less than is so, and never
// more: what lies behind its end has surely not been lost.
class Reach {
 public:
  struct End {
    std::size_t stream = 0;
    std::uint64_t offset = 0;
    std::uint64_t line = 1;
  };

  void add(const Record& record);
  // Looks for the last record in the payload. A payload whose records join several streams is
  // unread from its beginning.
  End end_in(const transport::Payload& payload) const;

 private:
  std::string last_;  // the bytes of the last record that stood together, up to its end
  std::string file_;  // of the last record, where it says so
  bool is_joined_ = false;
};

}  // namespace trellis::connections
