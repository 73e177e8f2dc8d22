#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "hub/base/time.hpp"

namespace trellis::mapping {

// Whose clock a time is of that says no zone itself.
enum class WallClock { london, utc };

struct ReadTime {
  Date day;             // as it was written
  std::string instant;  // ISO 8601, UTC
};

// Reads a date with its time. `pattern` is made of YYYY YY MM DD Mon hh mm ss am zone and literals;
// `*` at its end ignores the rest. `zone` takes Z, +01, +0100 and +01:00. `last_year` as in
// parse_date.
std::optional<ReadTime> read_time(std::string_view text, std::string_view pattern, WallClock clock,
                                  int last_year);

// Why no value can ever be read with this pattern, in one sentence; empty where one can.
std::string fault_of_time_pattern(std::string_view pattern);

}  // namespace trellis::mapping
