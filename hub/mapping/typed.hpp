#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "hub/model/catalogue.hpp"

namespace trellis::mapping {

// The one way to write a value of a type, or nothing where the text is none. For text, codes and
// identifiers the text itself. A time without a zone is London's; a day stays a day.
std::optional<std::string> typed(model::FieldType type, std::string_view text);

// "a date written YYYY-MM-DD"
std::string_view words_for(model::FieldType type);

// "bad-date", "bad-number", ...
const char* rule_for(model::FieldType type);

}  // namespace trellis::mapping
