// links: hub_mapping
#include <cstdint>
#include <string_view>

#include "hub/base/time.hpp"
#include "hub/mapping/excel_day.hpp"
#include "hub/mapping/time_pattern.hpp"

// A pattern, and a line below it a value. What is read is a time.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace trellis;
  const std::string_view input(reinterpret_cast<const char*>(bytes), size);
  const auto end = input.find('\n');
  const std::string_view pattern = input.substr(0, end);
  const std::string_view text =
      end == std::string_view::npos ? std::string_view() : input.substr(end + 1);
  const bool is_good = mapping::fault_of_time_pattern(pattern).empty();
  for (const auto clock : {mapping::WallClock::london, mapping::WallClock::utc}) {
    const auto read = mapping::read_time(text, pattern, clock, 2049);
    if (!read) continue;
    if (read->day.none() || (is_good && !parse_instant(read->instant).ok())) __builtin_trap();
  }
  mapping::read_excel(text, mapping::excel_1904);
  return 0;
}
