#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace trellis {

std::string to_hex(std::span<const std::uint8_t> bytes);  // lower case

// False where the text is not exactly the hexadecimal digits of so many bytes.
bool from_hex(std::string_view text, std::span<std::uint8_t> bytes);

}  // namespace trellis
