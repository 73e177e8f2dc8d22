// links: hub_matching
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "hub/matching/identity/ports.hpp"

// What the store gives back: packed features and written comparisons.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto features = trellis::matching::unpack(text);
  if (features.ok()) {
    const auto again = trellis::matching::unpack(trellis::matching::pack(*features));
    if (!again.ok() || *again != *features) std::abort();
  }
  (void)trellis::matching::read_comparison(text);
  return 0;
}
