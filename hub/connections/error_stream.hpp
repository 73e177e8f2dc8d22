#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "hub/connections/plugin_log.hpp"
#include "hub/transport/descriptor.hpp"

namespace trellis::connections {

// The hub's end of a plugin's stderr. The plugin never waits for it: what is not taken in time is
// lost, and of what is taken only so many lines and bytes in ten seconds are logged. Move-only.
class ErrorStream {
 public:
  // `pipe` does not block; `log` outlives this.
  ErrorStream(transport::Descriptor pipe, const PluginLog& log)
      : pipe_(std::move(pipe)), log_(&log) {}

  int descriptor() const noexcept { return pipe_.number(); }  // -1 once the plugin closed it
  void take();                                                // what is there, up to 64 KiB
  void end();  // all that is left; the last line may be unfinished

 private:
  using Moment = std::chrono::steady_clock::time_point;
  bool take_piece();
  void add(std::string_view text);
  void line();
  void tell_lost();

  transport::Descriptor pipe_;
  const PluginLog* log_;
  std::string line_;
  Moment began_{};  // of the ten seconds
  std::uint64_t lines_ = 0;
  std::uint64_t bytes_ = 0;
  std::uint64_t lost_ = 0;
};

}  // namespace trellis::connections
