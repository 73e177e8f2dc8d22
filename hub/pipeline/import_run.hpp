#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "hub/base/id.hpp"
#include "hub/base/time.hpp"

namespace trellis::pipeline {

// in = stored + unchanged + held + refused, at every moment.
struct Balance {
  std::uint64_t received = 0;
  std::uint64_t stored = 0;
  std::uint64_t unchanged = 0;
  std::uint64_t held = 0;
  std::uint64_t refused = 0;
  std::uint64_t no_longer_reported = 0;  // of earlier imports; not part of the sum
  bool balances() const { return received == stored + unchanged + held + refused; }
};

// unfinished: its program ended before it did; what the balance tells is on disk.
enum class RunState { running, done, failed, unfinished };

std::string_view to_string(RunState state);

struct ImportRun {
  ImportId id;
  RunState state = RunState::done;
  std::string connection;
  std::string input;
  Instant started_at{};
  std::optional<Instant> finished_at;
  Balance balance;
  std::string failure;
  std::string note;                // what its reader should know, such as an older extract
  std::uint64_t would_vanish = 0;  // records that wait for `imports confirm`
  bool awaits_person = false;      // they do, or what its tables lost does
};

}  // namespace trellis::pipeline
