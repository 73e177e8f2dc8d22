#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "hub/connections/runner.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::connections {

inline const std::string test_plugins_folder = TRELLIS_BINARY_DIR "/test-plugins";

inline Manifest test_plugin(const std::string& id) {
  auto plugin = read_manifest(test_plugins_folder + "/" + id + "/adapter.json");
  if (!plugin.ok()) throw std::runtime_error(to_string(plugin.error()));
  return std::move(*plugin);
}

inline transport::Payload lines(const std::string& bytes) {
  return *transport::Payload::of_bytes("lines.txt", bytes);
}

inline Opening opening(const std::string& settings = "{}", const std::string& cursor = {}) {
  return {*formats::Json::parse(settings, "test.json"), cursor, "test", {}};
}

// Waits of milliseconds: the order of events is the same as with the hub's own.
inline Supervision impatient() {
  Supervision limits;
  limits.host_program = TRELLIS_BINARY_DIR "/bin/trellis-plugin-host";
  limits.silence = std::chrono::milliseconds(20'000);
  limits.first_pause = std::chrono::milliseconds(1);
  limits.longest_pause = std::chrono::milliseconds(4);
  limits.first_wait = std::chrono::milliseconds(1);
  limits.longest_wait = std::chrono::milliseconds(4);
  return limits;
}

// Remembers what came, and refuses where it is told to.
class MemorySink : public Sink {
 public:
  Status record(const Record& record) override {
    if (refuse_record && keys.size() >= *refuse_record)
      return Error{Fault::unavailable, "the store is closed"};
    keys.emplace_back(record.key);
    bytes.emplace_back(record.bytes);
    origins.emplace_back(record.origins.begin(), record.origins.end());
    return done();
  }
  Status hold(const BadPiece& piece) override {
    held.push_back(to_string(piece.error));
    return done();
  }
  Status rest(const UnreadRest& rest) override {
    rests.push_back({rest.stream, rest.offset});
    return hold({{}, rest.error, {}});
  }
  Status commit() override {
    if (refuse_commit) return Error{Fault::unavailable, "the disk is full"};
    ++commits;
    committed = keys.size();
    return done();
  }

  std::optional<std::size_t> refuse_record;
  bool refuse_commit = false;
  std::vector<std::string> keys;
  std::vector<std::string> bytes;
  std::vector<std::vector<formats::Origin>> origins;
  std::vector<std::string> held;
  std::vector<std::pair<std::size_t, std::uint64_t>> rests;  // stream and offset
  std::size_t commits = 0;
  std::size_t committed = 0;
};

class MemoryOutput : public Output {
 public:
  Status put(std::string_view name, std::string_view bytes) override {
    if (is_full) return Error{Fault::unavailable, "the disk is full"};
    files.emplace_back(name, bytes);
    return done();
  }
  bool is_full = false;
  std::vector<std::pair<std::string, std::string>> files;
};

}  // namespace trellis::connections
