#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

// Logs are for operators: one JSON line on stderr or in a file, an event name and fields.
// Identifiers of ours only; never names, dates of birth, NHS numbers or bodies.
namespace trellis::log {

using Fields = std::initializer_list<std::pair<std::string_view, std::string>>;
enum class Level { error, warning, info, debug };

// Called once by a program; before it, only errors and warnings are written, to stderr.
void start(Level least, const std::string& file = {});

void error(std::string_view event, Fields fields = {});
void warning(std::string_view event, Fields fields = {});
void info(std::string_view event, Fields fields = {});
void debug(std::string_view event, Fields fields = {});

}  // namespace trellis::log
