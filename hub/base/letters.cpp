#include "hub/base/letters.hpp"

#include "hub/base/text.hpp"

namespace trellis::text {

std::string letters_and_digits(std::string_view text) {
  std::string kept;
  for (const char c : lower(text))
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) kept += c;
  return kept;
}

}  // namespace trellis::text
