#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "hub/alerts/rules.hpp"

namespace trellis::alerts {

using ValueOf = std::function<std::optional<std::string>(std::string_view field)>;

// Replaces {field} and {day}; what may not be read becomes "(not shared)".
std::string filled(std::string_view pattern, Date day, const ValueOf& value_of);

// That there is something to ask the provider about, and nothing more.
Content discreet(std::string_view provider, const sharing::Policy& policy);

}  // namespace trellis::alerts
