#include "hub/base/canonical.hpp"

#include <array>
#include <charconv>

namespace trellis {
namespace {

using Room = std::array<char, 24>;

std::string_view digits(std::int64_t value, Room& room) {
  const auto end = std::to_chars(room.data(), room.data() + room.size(), value).ptr;
  return {room.data(), static_cast<std::size_t>(end - room.data())};
}

}  // namespace

void Canonical::raw(const Digest& digest) {
  bytes_.append(reinterpret_cast<const char*>(digest.data()), digest.size());
}

void Canonical::text(std::string_view value) {
  Room room{};
  bytes_.append(digits(static_cast<std::int64_t>(value.size()), room)).push_back(':');
  bytes_.append(value);
}

void Canonical::number(std::int64_t value) {
  Room room{};
  text(digits(value, room));
}

}  // namespace trellis
