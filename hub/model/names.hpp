#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

namespace trellis::model {

// The words that stand for an enumeration's values in files and on screens.
template <typename Enum, std::size_t count>
using Names = std::array<std::pair<Enum, std::string_view>, count>;

template <typename Enum, std::size_t count>
constexpr std::string_view name_of(Enum value, const Names<Enum, count>& names) {
  for (const auto& [candidate, name] : names)
    if (candidate == value) return name;
  return {};
}

template <typename Enum, std::size_t count>
constexpr std::optional<Enum> value_of(std::string_view text, const Names<Enum, count>& names) {
  for (const auto& [value, name] : names)
    if (name == text) return value;
  return std::nullopt;
}

}  // namespace trellis::model
