#pragma once

namespace CLI {
class App;
}

namespace trellis::app {

struct CommandContext;

// Subcommands of `trellis child`: protect, unprotect, protections.
void add_protection_commands(CLI::App& child, CommandContext& context);

}  // namespace trellis::app
