#pragma once

#include <string>
#include <string_view>

namespace trellis::formats {

// `text` as a CSV cell for people's spreadsheets, which run what begins like a formula, whatever
// blanks or quotes stand before it: such a text gets an apostrophe in front. Numbers stay as they
// are, with their sign. Source: OWASP, "CSV Injection".
std::string inert_cell(std::string_view text);

// The text that `inert_cell` was given, where a cell of its making is read back.
std::string_view without_mark(std::string_view cell);

}  // namespace trellis::formats
