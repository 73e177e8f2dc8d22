#pragma once

namespace CLI {
class App;
}

namespace trellis::app {

struct CommandContext;

// Subcommands of `trellis queue`.
void add_replay_command(CLI::App& queue, CommandContext& context);
void add_delivery_commands(CLI::App& queue, CommandContext& context);

}  // namespace trellis::app
