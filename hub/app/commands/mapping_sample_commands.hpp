#pragma once

#include "hub/app/frame/command.hpp"

namespace trellis::app {

// `mapping new` and `mapping tree`: what begins with a sample.
void add_mapping_sample_commands(CLI::App& mapping, CommandContext& context);

}  // namespace trellis::app
