#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "hub/base/result.hpp"
#include "hub/base/time.hpp"
#include "hub/connections/manifest.hpp"
#include "hub/connections/sink.hpp"
#include "hub/transport/payload.hpp"

// Connections: loads plugins, and runs each connection's adapter in the hub's process or, when it
// is not ours, in a child process under limits, so that its crash costs its own connection only.
namespace trellis::connections {

// What an adapter is opened with. The settings hold resolved secrets: they are never logged.
struct Opening {
  std::string settings;  // JSON
  std::string cursor;    // of the last committed record; empty at first
};

struct Supervision {
  std::string host_program;                    // absolute; empty: beside the running program
  std::chrono::milliseconds silence{60'000};   // longest time without a sign of life within a call
  std::chrono::milliseconds grace{2'000};      // to end by itself after a cancel or SIGTERM
  std::chrono::milliseconds first_pause{500};  // after a crash; doubles with each one in a row
  std::chrono::milliseconds longest_pause{60'000};
  unsigned deaths_in_a_call = 10;                       // wherever they happen
  std::uint64_t memory_bytes = std::uint64_t{2} << 30;  // not under sanitizers
  std::uint64_t file_bytes = std::uint64_t{256} << 20;  // the largest file it may write
  std::uint64_t open_files = 128;
};

struct State {
  std::uint64_t runs = 0;     // calls that were finished
  std::uint64_t crashes = 0;  // deaths, hangs and broken frames of the child
  unsigned crashes_in_a_row = 0;
  std::optional<Instant> waiting_until{};  // set while it waits to start again
  std::string last_error{};
};

// One connection's adapter. One call at a time, each may come from another thread; `state` may be
// read from any thread. A call returns soon after `stop` is requested, with Fault::cancelled.
class AdapterRunner {
 public:
  virtual ~AdapterRunner() = default;

  // The sink was committed before success is returned. An adapter that dies three times at the same
  // place ends the reading with a bad piece that says so, and with success: the rest of the payload
  // is held.
  virtual Status read(const transport::Payload& payload, Sink& sink, std::stop_token stop) = 0;
  virtual Status poll(Sink& sink, std::stop_token stop) = 0;
  virtual Status write(const Record& record, Output& output, std::stop_token stop) = 0;
  virtual Status deliver(const Record& record, std::stop_token stop) = 0;
  virtual State state() const = 0;

  Status read(const transport::Payload& payload, Sink& sink) { return read(payload, sink, {}); }
  Status poll(Sink& sink) { return poll(sink, {}); }
};

// Loads the plugin. For adapters that are trusted only.
Result<std::unique_ptr<AdapterRunner>> run_in_process(const Manifest& plugin, Opening opening);
// The child starts with the first call.
Result<std::unique_ptr<AdapterRunner>> run_in_child(const Manifest& plugin, Opening opening,
                                                    Supervision supervision = {});
// In process where the manifest's posture is trusted and honoured, else in a child.
Result<std::unique_ptr<AdapterRunner>> run(const Manifest& plugin, Opening opening,
                                           Supervision supervision = {});

// trellis-plugin-host beside the running program, or where it is installed.
std::string default_host_program();

}  // namespace trellis::connections
