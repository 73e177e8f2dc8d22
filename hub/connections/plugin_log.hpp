#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trellis::connections {

// What a plugin says becomes a line of the hub's log, marked as the plugin's own text: nobody
// vouches for what stands in it, but the connection's secrets never do. May be shared.
class PluginLog {
 public:
  PluginLog(std::string connection, std::string plugin, std::vector<std::string> secrets);

  // Shortened to 2000 bytes, readable, and without the secrets.
  std::string words(std::string_view text) const;

  void event(std::int32_t level, std::string_view event) const;  // through the contract
  void printed(std::string_view line) const;                     // to stderr
  void printed_too_much(std::uint64_t bytes) const;              // what was not kept of it
  void died(std::string_view how) const;
  void tries_again(std::string_view why, std::string_view wait) const;

 private:
  std::string connection_;
  std::string plugin_;
  std::vector<std::string> secrets_;  // the longest first
};

}  // namespace trellis::connections
