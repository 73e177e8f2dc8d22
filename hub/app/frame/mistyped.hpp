#pragma once

#include <optional>
#include <span>
#include <string>

namespace CLI {
class App;
}

// What is wrong with a command line in a way that the parser does not tell, or not in words. Each
// is a sentence, or nothing.
namespace trellis::app {

// An argument without anything in it: most often a variable that a script did not set. Nothing
// takes one, since leaving an option out means something else, most often all.
std::optional<std::string> empty_argument(std::span<const char* const> arguments);

// A command or option that there is not, with the nearest one.
std::optional<std::string> unknown_word(const CLI::App& app,
                                        std::span<const char* const> arguments);

}  // namespace trellis::app
