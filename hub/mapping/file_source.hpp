#pragma once

#include <memory>
#include <string>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/formats/cutter.hpp"

namespace trellis::mapping {

// The bytes of a file; of a folder, those of its files in the order of their names (not of folders
// inside, nor of hidden files).
Result<std::vector<std::unique_ptr<formats::ByteSource>>> open_files(const std::string& path);

// What `formats::cut` wants.
std::vector<formats::ByteSource*> borrowed(
    const std::vector<std::unique_ptr<formats::ByteSource>>& sources);

}  // namespace trellis::mapping
