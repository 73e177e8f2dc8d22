#pragma once

#include <string>
#include <string_view>

// Characters that nobody sees: they come with what was copied from a document or a web page, and
// must not decide whether two numbers are the same.
namespace trellis::text {

// Are there spaces other than the plain one, control characters, or others without a width? Fast
// where all is ASCII.
bool has_unseen(std::string_view text);
// Are some of them control characters, tabs and line ends aside? Nobody writes those.
bool has_control(std::string_view text);

// Every kind of space made a plain one; without control and zero-width characters, soft hyphens,
// byte order marks and marks of direction. Joiners stay between letters of scripts that need them
// to be read.
std::string without_unseen(std::string_view text);

}  // namespace trellis::text
