#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "hub/base/result.hpp"

namespace trellis {

// Ed25519 (RFC 8032), by OpenSSL.
using Signature = std::array<std::uint8_t, 64>;

// Tells whether a signature was made with the private key of the same pair.
class PublicKey {
 public:
  static Result<PublicKey> parse(std::string_view hex);  // 64 hexadecimal digits
  explicit PublicKey(const std::array<std::uint8_t, 32>& bytes) : bytes_(bytes) {}

  bool verifies(std::string_view bytes, const Signature& signature) const;
  std::string hex() const;
  bool operator==(const PublicKey&) const = default;

 private:
  std::array<std::uint8_t, 32> bytes_{};
};

// The private key: never printed, never copied.
class SigningKey {
 public:
  static SigningKey make();
  // A PEM file (PKCS #8) that nobody but its owner may read, as `openssl genpkey -algorithm
  // ed25519` makes it.
  static Result<SigningKey> read(const std::string& file);
  SigningKey(SigningKey&&) noexcept;
  SigningKey& operator=(SigningKey&&) noexcept;
  ~SigningKey();

  Status write(const std::string& file) const;  // a new file, for its owner only
  PublicKey public_key() const;
  Signature sign(std::string_view bytes) const;

 private:
  struct State;
  explicit SigningKey(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace trellis
