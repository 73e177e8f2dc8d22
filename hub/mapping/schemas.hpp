#pragma once

#include <string_view>

// The JSON Schemas of mappings/schema, built into the program.
namespace trellis::mapping {

extern const std::string_view mapping_schema;
extern const std::string_view model_schema;

}  // namespace trellis::mapping
