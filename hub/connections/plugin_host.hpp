#pragma once

namespace trellis::connections {

// The child's side: what trellis-plugin-host does.
int run_plugin_host(int count, char** words);

}  // namespace trellis::connections
