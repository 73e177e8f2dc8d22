#pragma once

#include <algorithm>

#include "hub/base/digest.hpp"
#include "hub/base/time.hpp"
#include "hub/store/database.hpp"

namespace trellis::store {

inline Blob blob(const Digest& digest) {
  return Blob{{reinterpret_cast<const char*>(digest.data()), digest.size()}};
}

// Zeros where the column holds no digest, which is the hash of nothing.
inline Digest digest_in(const Row& row, std::size_t column) {
  Digest digest{};
  const std::string& bytes = row.text(column);
  if (bytes.size() == digest.size()) std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

inline std::int64_t microseconds(Instant instant) { return instant.time_since_epoch().count(); }
inline Instant instant(std::int64_t microseconds) {
  return Instant(std::chrono::microseconds(microseconds));
}

}  // namespace trellis::store
