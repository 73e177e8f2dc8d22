#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace trellis::connections {

// What both runners share: a plugin's log line becomes one of ours.
void log_plugin_event(const std::string& plugin, std::int32_t level, std::string_view event);

// The child's side: what trellis-plugin-host does. Its first argument is the hub's process id.
int run_plugin_host(int count, char** words);

}  // namespace trellis::connections
