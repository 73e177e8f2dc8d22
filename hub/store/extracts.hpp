#pragma once

#include <memory>

#include "hub/pipeline/extracts.hpp"
#include "hub/store/database.hpp"

namespace trellis::store {

// `database` outlives it.
std::unique_ptr<pipeline::Extracts> make_extracts(Database& database);

}  // namespace trellis::store
