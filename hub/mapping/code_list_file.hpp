#pragma once

#include <string>

#include "hub/mapping/findings.hpp"
#include "hub/model/catalogue.hpp"

namespace trellis::mapping {

// Reads a code list with the header code,label,maps_to,from,to; the last three may be left out.
// The list is named after the file.
model::CodeList read_code_list(const std::string& file, Findings& findings);

// The CSV files of a folder, in order of their names; none where there is no folder.
std::vector<std::string> files_of(const std::string& folder, const std::string& extension);

}  // namespace trellis::mapping
