#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "hub/queue/quarantine.hpp"

namespace trellis::testing {

inline queue::Held a_held_record(std::int64_t connection, const std::string& key,
                                 const std::string& bytes) {
  queue::Held held;
  held.connection = ConnectionId(connection);
  held.stage = queue::Stage::map;
  held.reason = "the code is not in its list";
  held.rule = "outcome/code";
  held.place = {"extract.xml", 12, 3, "/people/person[2]"};
  held.source_key = key;
  held.media_type = "application/xml";
  held.bytes = bytes;
  held.held_at = Instant(std::chrono::seconds(100));
  return held;
}

}  // namespace trellis::testing
