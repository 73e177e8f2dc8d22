#pragma once

#include <memory>
#include <string>

#include "hub/base/result.hpp"
#include "hub/model/catalogue.hpp"

namespace trellis::mapping {

// The text of a mapping.json for a sample: records, key and dates are guessed, fields are matched
// by their names with the catalogue, and a comment marks each guess. Holds no value of the sample.
Result<std::string> propose(const std::string& name, const std::string& sample,
                            const model::Catalogue& catalogue);

}  // namespace trellis::mapping
