#pragma once

#include <string>
#include <string_view>

namespace trellis::text {

// ASCII letters in lower case, and digits, alone: "ISO_8859-1" and "iso 88591" are one name.
std::string letters_and_digits(std::string_view text);

}  // namespace trellis::text
