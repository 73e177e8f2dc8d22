#pragma once

#include <chrono>
#include <string>
#include <vector>

// Conformance: what `trellis plugin check` tries on a plugin before anybody trusts a record of it.
// Nothing of the plugin runs in the calling process.
namespace trellis::conformance {

enum class Verdict { passed, failed, not_tried };

struct Finding {
  std::string name;  // what must hold: "reads the same records twice"
  Verdict verdict = Verdict::passed;
  std::string sentence;  // what was wrong and what would be right; or why it was not tried
  bool passed() const noexcept { return verdict != Verdict::failed; }
};

struct Options {
  std::chrono::milliseconds patience{10'000};  // for one check
  std::string plugin_host;                     // the program; empty: beside this one
};

// Every check in its order. `so_file` has its adapter.json beside it; the example in it says with
// which settings and files to try.
std::vector<Finding> check(const std::string& so_file, const Options& options = {});

}  // namespace trellis::conformance
