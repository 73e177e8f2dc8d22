#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace trellis {

using Digest = std::array<std::uint8_t, 32>;  // SHA-256

Digest sha256(std::string_view bytes);
std::string hex(const Digest& digest);

}  // namespace trellis
