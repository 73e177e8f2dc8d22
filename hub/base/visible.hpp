#pragma once

#include <string>
#include <string_view>

namespace trellis::text {

enum class LineEnds { kept, shown };

// Text that may hold anything, as it may be sent to a terminal: control characters, bytes that are
// not UTF-8, and characters that turn the direction of writing or are not seen stand as \x1b,
// \u202e. Line ends stand as \n where they are not kept.
std::string visible(std::string_view text, LineEnds line_ends = LineEnds::shown);

// The same for JSON that is written already: what JSON lets stand as it is becomes \u009b, which a
// reader of JSON turns back.
std::string visible_json(std::string_view json);

}  // namespace trellis::text
