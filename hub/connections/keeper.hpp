#pragma once

namespace trellis::connections {

// Forks; returns in the new process, which ends when this one does. This one stays until it has
// ended, and then ends like it, with every process that it left. `own_processes`: the new process
// belongs to a process namespace of its own, where one more process is the first.
// The first one closes `socket`. Single-threaded callers only.
void keep_plugin(bool own_processes, int socket);

}  // namespace trellis::connections
