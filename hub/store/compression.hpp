#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "hub/base/result.hpp"

namespace trellis::store {

// One zstd frame with the size and a checksum of what is inside. May be shared: each thread has
// contexts of its own.
std::string compress(std::string_view bytes);

// Fails on damaged bytes, and on a frame that holds more than `most` bytes.
Result<std::string> decompress(std::string_view frame, std::uint64_t most);

}  // namespace trellis::store
