#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/base/time.hpp"
#include "hub/connections/manifest.hpp"
#include "hub/connections/sink.hpp"
#include "hub/transport/payload.hpp"

// Connections: runs each connection's adapter in a child process under limits, so that its crash
// costs its own connection only.
namespace trellis::connections {

// What an adapter is opened with.
struct Opening {
  formats::Json settings;    // secrets as references; each value knows its place in its file
  std::string cursor{};      // of the last committed record; empty at first
  std::string connection{};  // its name, for the log
  std::string folder{};      // where a relative "file:" reference starts
};

struct Supervision {
  std::string host_program;                    // absolute; empty: beside the running program
  std::chrono::milliseconds silence{60'000};   // longest time without a sign of life within a call
  std::chrono::milliseconds grace{2'000};      // to end by itself after a cancel or SIGTERM
  std::chrono::milliseconds first_pause{500};  // after a crash; doubles with each one in a row
  std::chrono::milliseconds longest_pause{60'000};
  unsigned deaths_in_a_call = 10;               // wherever they happen
  unsigned tries = 5;                           // of a read or poll that says "later"
  std::chrono::milliseconds first_wait{1'000};  // between them; doubles, give or take 25 %
  std::chrono::milliseconds longest_wait{30'000};
  std::uint64_t memory_bytes = std::uint64_t{2} << 30;  // not under sanitizers
  std::uint64_t file_bytes = std::uint64_t{256} << 20;  // the largest file it may write
  std::uint64_t open_files = 128;
  std::vector<std::string> hidden{};  // folders that the child does not see, absolute
};

struct State {
  std::uint64_t runs = 0;     // calls that were finished
  std::uint64_t crashes = 0;  // deaths, hangs and broken frames of the child
  unsigned crashes_in_a_row = 0;
  std::optional<Instant> waiting_until{};  // set while it waits to start again
  std::string last_error{};
  std::string not_confined{};  // what the kernel does not close to the child, in words
};

// One connection's adapter. One call at a time, each may come from another thread; `state` may be
// read from any thread. A call returns soon after `stop` is requested, with Fault::cancelled.
class AdapterRunner {
 public:
  virtual ~AdapterRunner() = default;

  // The sink was committed before success is returned. An adapter that dies three times at the same
  // place, or says that it cannot read the data or has a fault, ends the reading with success: the
  // sink was given the rest. One that says "later" is asked again, a few times.
  virtual Status read(const transport::Payload& payload, Sink& sink, std::stop_token stop) = 0;
  virtual Status poll(Sink& sink, std::stop_token stop) = 0;
  virtual Status write(const Record& record, Output& output, std::stop_token stop) = 0;
  virtual Status deliver(const Record& record, std::stop_token stop) = 0;
  virtual State state() const = 0;

  Status read(const transport::Payload& payload, Sink& sink) { return read(payload, sink, {}); }
  Status poll(Sink& sink) { return poll(sink, {}); }
};

// The child starts with the first call. An error: the library, the program or the settings are not
// right.
Result<std::unique_ptr<AdapterRunner>> run_in_child(const Manifest& plugin, Opening opening,
                                                    Supervision supervision = {});

// What a child of this program cannot be kept from on this machine, in words; empty: nothing.
std::string missing_confinement_of(const std::string& host_program);

// trellis-plugin-host beside the running program, or where it is installed.
std::string default_host_program();

}  // namespace trellis::connections
