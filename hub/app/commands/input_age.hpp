#pragma once

#include <string>
#include <string_view>

#include "hub/pipeline/extracts.hpp"

namespace trellis::app {

// What a file's or folder's name tells of its age: 2026-01-08, 2026_01_08, 20260108 or 08-01-2026,
// with a time after it or none; the last date where there are several. The series is the name
// without its dates.
pipeline::InputAge age_by_name(std::string_view name);

// The same, and the time of the newest file.
pipeline::InputAge age_of(const std::string& path);

// What orders inputs: the name's stamp, else the file's time written alike.
std::string order_of(const pipeline::InputAge& age);

}  // namespace trellis::app
