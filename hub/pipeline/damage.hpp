#pragma once

#include <string_view>

#include "hub/base/id.hpp"
#include "hub/base/result.hpp"

namespace trellis::pipeline {

// A stored version cannot be read, or is not what was stored: nothing of it may be shown.
Error damaged_record(RecordId record, VersionId version, std::string_view connection);
bool tells_of_damage(const Error& error);

}  // namespace trellis::pipeline
