#pragma once

#include <memory>
#include <string>

#include "hub/base/lock_file.hpp"
#include "hub/pipeline/turns.hpp"

namespace trellis::store {

// Turns of all programs at a database: places in the file that is locked for it.
std::unique_ptr<pipeline::Turns> make_turns(const std::string& database, Patience patience);

}  // namespace trellis::store
