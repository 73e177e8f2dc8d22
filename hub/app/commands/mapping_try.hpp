#pragma once

#include "hub/app/commands/mapping_surroundings.hpp"
#include "hub/app/frame/command.hpp"

namespace trellis::app {

// Shows what an input would become; writes nothing.
void try_input(CommandContext& context, const MappingOptions& options);

}  // namespace trellis::app
