#include "hub/pipeline/key_filter.hpp"

#include <functional>

namespace trellis::pipeline {
namespace {

constexpr std::size_t places = std::size_t{1} << 26;  // 8 MiB of bits

std::size_t place_of(KeyFilter::Of what, std::string_view key) {
  return (std::hash<std::string_view>{}(key) ^ static_cast<std::size_t>(what)) % places;
}

}  // namespace

void KeyFilter::start_empty() { written_ = std::vector<bool>(places); }

bool KeyFilter::may_have(Of what, std::string_view key) const {
  return written_.empty() || written_[place_of(what, key)];
}

void KeyFilter::add(Of what, std::string_view key) {
  if (!written_.empty()) written_[place_of(what, key)] = true;
}

}  // namespace trellis::pipeline
