#pragma once

#include <string>

#include "hub/base/result.hpp"
#include "hub/formats/json.hpp"

namespace trellis::connections {

// An adapter's complaint about its settings, with the setting's place in its own file where the
// sentence names one: by a JSON pointer, by its name in quotes, or by "settings:LINE:COLUMN" of
// `given`, the text that the adapter was opened with.
Error fault_of_settings(const std::string& adapter, std::string sentence,
                        const formats::Json& settings, const std::string& given);

}  // namespace trellis::connections
