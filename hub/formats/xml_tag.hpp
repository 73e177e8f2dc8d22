#pragma once

#include <string>
#include <string_view>

#include "hub/base/result.hpp"
#include "hub/formats/text_window.hpp"

namespace trellis::formats {

// name="value", as it may stand in a tag.
std::string attribute_text(std::string_view name, std::string_view value);

// The namespace declarations among a parser's names and values, each with a blank before it.
std::string namespace_declarations(const char** attributes);

// Brings the window to the next start tag of that local name (`*`: of any), without parsing what is
// before it, which goes to `passed` as far as a bad piece may be long. False: there is none.
Result<bool> find_start_tag(TextWindow& window, std::string_view name, std::string& passed);

}  // namespace trellis::formats
