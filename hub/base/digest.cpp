#include "hub/base/digest.hpp"

#include <algorithm>

#include <Poco/Crypto/DigestEngine.h>

namespace trellis {

Digest sha256(std::string_view bytes) {
  thread_local Poco::Crypto::DigestEngine engine(
      "SHA256");  // making one costs more than a short digest
  engine.update(bytes.data(), bytes.size());
  const auto& made = engine.digest();  // and starts afresh
  Digest digest{};
  std::copy_n(made.begin(), digest.size(), digest.begin());
  return digest;
}

std::string hex(const Digest& digest) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(digest.size() * 2);
  for (const std::uint8_t byte : digest) {
    text.push_back(digits[byte >> 4]);
    text.push_back(digits[byte & 0xF]);
  }
  return text;
}

}  // namespace trellis
