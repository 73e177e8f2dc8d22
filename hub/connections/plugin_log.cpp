#include "hub/connections/plugin_log.hpp"

#include <algorithm>

#include "hub/base/log.hpp"
#include "hub/base/text.hpp"
#include "hub/base/visible.hpp"
#include "trellis/abi.h"

namespace trellis::connections {
namespace {

constexpr std::size_t max_sentence_bytes = 2000;
constexpr std::size_t least_line_bytes = 4;  // of a secret's line that is hidden by itself
constexpr std::string_view hidden = "[secret]";

// A secret of several lines may come back line by line.
std::vector<std::string> with_lines(std::vector<std::string> secrets) {
  const std::size_t count = secrets.size();
  for (std::size_t i = 0; i < count; ++i) {
    const std::string whole = secrets[i];
    if (whole.find('\n') == std::string::npos) continue;
    for (std::size_t from = 0; from <= whole.size();) {
      const std::size_t end = std::min(whole.find('\n', from), whole.size());
      if (end - from >= least_line_bytes) secrets.push_back(whole.substr(from, end - from));
      from = end + 1;
    }
  }
  std::erase(secrets, std::string());
  std::sort(secrets.begin(), secrets.end(),
            [](const auto& a, const auto& b) { return a.size() > b.size(); });
  return secrets;
}

}  // namespace

PluginLog::PluginLog(std::string connection, std::string plugin, std::vector<std::string> secrets)
    : connection_(std::move(connection)),
      plugin_(std::move(plugin)),
      secrets_(with_lines(std::move(secrets))) {}

std::string PluginLog::words(std::string_view text) const {
  std::string kept(text);
  for (const std::string& secret : secrets_)
    for (std::size_t at = kept.find(secret); at != std::string::npos;
         at = kept.find(secret, at + hidden.size()))
      kept.replace(at, secret.size(), hidden);
  kept.resize(std::min(kept.size(), max_sentence_bytes));
  // A character that the cut went through is left out.
  if (const auto bad = text::first_bad_utf8(kept); bad && *bad + 4 > max_sentence_bytes)
    kept.resize(*bad);
  return text::visible(kept);
}

void PluginLog::event(std::int32_t level, std::string_view event) const {
  const log::Fields fields = {
      {"connection", connection_}, {"plugin", plugin_}, {"says", words(event)}};
  switch (level) {
    case TRELLIS_LOG_ERROR:
      return log::error("plugin_log", fields);
    case TRELLIS_LOG_WARNING:
      return log::warning("plugin_log", fields);
    case TRELLIS_LOG_INFO:
      return log::info("plugin_log", fields);
    default:
      return log::debug("plugin_log", fields);
  }
}

void PluginLog::printed(std::string_view line) const {
  log::warning("plugin_stderr",
               {{"connection", connection_}, {"plugin", plugin_}, {"says", words(line)}});
}

void PluginLog::printed_too_much(std::uint64_t bytes) const {
  log::warning(
      "plugin_stderr_cut",
      {{"connection", connection_}, {"plugin", plugin_}, {"bytes", std::to_string(bytes)}});
}

void PluginLog::died(std::string_view how) const {
  log::warning("plugin_died",
               {{"connection", connection_}, {"plugin", plugin_}, {"how", std::string(how)}});
}

void PluginLog::tries_again(std::string_view why, std::string_view wait) const {
  log::warning("plugin_tries_again", {{"connection", connection_},
                                      {"plugin", plugin_},
                                      {"says", words(why)},
                                      {"after", std::string(wait)}});
}

}  // namespace trellis::connections
