#pragma once

#include <string>

#include "hub/desk/configuration_changes.hpp"

namespace trellis::app {

// Of hub.json and of every file in connections, agreements, roles and rules.
desk::ConfigurationFiles digests_of_configuration(const std::string& folder);

}  // namespace trellis::app
