#include "hub/app/frame/mistyped.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

#include "hub/base/text.hpp"

namespace trellis::app {
namespace {

bool is_option(std::string_view word) { return word.size() > 1 && word.front() == '-'; }

std::string in_quotes(std::string_view word) { return "\"" + std::string(word) + "\""; }

std::string with_nearest(std::string sentence, std::string_view word,
                         const std::vector<std::string>& known, const std::string& help) {
  if (const auto near = text::nearest(word, known))
    return sentence + "; did you mean " + in_quotes(*near) + "?";
  return sentence + "; see: " + help;
}

std::vector<std::string> commands_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* each : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(each->get_name());
  return names;
}

std::vector<const CLI::App*> with_parents(const CLI::App& app) {
  std::vector<const CLI::App*> all;
  for (const CLI::App* each = &app; each != nullptr; each = each->get_parent()) all.push_back(each);
  return all;
}

// Of the command and of those above it, which pass their options down.
std::vector<std::string> options_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* each : with_parents(app))
    for (const CLI::Option* option : each->get_options()) {
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
      for (const std::string& name : option->get_snames()) names.push_back("-" + name);
    }
  return names;
}

// How many words an option takes; none for a flag.
bool takes_a_value(const CLI::App& app, const std::string& name) {
  for (const CLI::App* each : with_parents(app))
    if (const CLI::Option* option = each->get_option_no_throw(name))
      return option->get_items_expected_max() > 0;
  return false;
}

std::string path_of(const CLI::App& app) {
  return app.get_parent() == nullptr ? app.get_name()
                                     : path_of(*app.get_parent()) + " " + app.get_name();
}

}  // namespace

std::optional<std::string> empty_argument(std::span<const char* const> arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view word = arguments[i];
    const bool is_empty = text::trim(word).empty();
    const auto equals = is_option(word) ? word.find('=') : std::string_view::npos;
    if (!is_empty &&
        (equals == std::string_view::npos || !text::trim(word.substr(equals + 1)).empty()))
      continue;
    const std::string_view name =
        is_empty ? (i > 0 ? arguments[i - 1] : "") : word.substr(0, equals);
    return (is_option(name) ? "the value of " + std::string(name) + " is empty"
                            : "argument " + std::to_string(i + 1) + " is empty") +
           ": give it a value, or leave it out";
  }
  return std::nullopt;
}

std::optional<std::string> unknown_word(const CLI::App& app,
                                        std::span<const char* const> arguments) {
  const CLI::App* at = &app;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string word = arguments[i];
    if (word == "--") return std::nullopt;
    if (is_option(word)) {
      const std::string name = word.substr(0, word.find('='));
      const std::vector<std::string> known = options_of(*at);
      const bool is_known = std::find(known.begin(), known.end(), name) != known.end();
      if (!is_known && name.substr(0, 2) == "--")
        return with_nearest(in_quotes(path_of(*at)) + " has no option " + in_quotes(name), name,
                            known, path_of(*at) + " --help");
      if (is_known && word == name && takes_a_value(*at, name)) ++i;
      continue;
    }
    const std::vector<std::string> commands = commands_of(*at);
    if (commands.empty()) continue;
    const auto found = std::find(commands.begin(), commands.end(), word);
    if (found == commands.end())
      return with_nearest(in_quotes(path_of(*at)) + " has no command " + in_quotes(word), word,
                          commands, path_of(*at) + " --help");
    at = at->get_subcommand(word);
  }
  return std::nullopt;
}

}  // namespace trellis::app
