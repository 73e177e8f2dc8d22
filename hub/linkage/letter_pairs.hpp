#pragma once

#include <cstdint>
#include <string_view>

namespace trellis::linkage {

// Calls `set(hash)` for each pair of neighbouring letters, blanks around the text among them.
template <typename Set>
void for_each_pair(std::string_view text, Set set) {
  unsigned char before = ' ';
  for (const char each : text) {
    const auto c = static_cast<unsigned char>(each);
    set((before * 37U + c) * 2654435761U);
    before = c;
  }
  set((before * 37U + ' ') * 2654435761U);
}

}  // namespace trellis::linkage
