#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "hub/base/digest.hpp"

namespace trellis {

// Bytes that a digest is made of, the same in every program: a title, then each text as its length
// in bytes in decimal, a colon, and the text itself, and each number in decimal likewise. The
// buffer may be used again.
class Canonical {
 public:
  Canonical(std::string& buffer, std::string_view title) : bytes_(buffer) { bytes_ = title; }

  void raw(const Digest& digest);
  void text(std::string_view value);
  void number(std::int64_t value);

 private:
  std::string& bytes_;
};

}  // namespace trellis
