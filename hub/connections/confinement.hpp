#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trellis::connections {

// What a plugin's process may have and see.
struct Confinement {
  std::uint64_t hub = 0;  // its process id
  std::uint64_t memory_bytes = 0;
  std::uint64_t file_bytes = 0;
  std::uint64_t open_files = 0;
  bool has_network = false;
  std::vector<std::string> hidden;  // folders, absolute
};

// Splits this process in two and more, before any code of a plugin is loaded: returns only in the
// one that the plugin runs in. The first stays as its keeper: it hands SIGTERM on, ends everything
// at SIGQUIT or when the hub ends, leaves no process of the plugin behind, and ends as the plugin
// ended. What the kernel does not let it close is told in words for people, joined by "; ".
// Single-threaded callers only. [child's side]
std::string confine(const Confinement& wanted);

// Tries the same without a plugin; what is missing here, in the same words.
std::string missing_confinement();

// Where this is the end of a plugin's process, it was memory that ended it.
inline constexpr int out_of_memory_code = 75;
inline constexpr std::string_view ran_out_of_memory = "ran out of memory";
inline constexpr int not_confined_code = 71;

}  // namespace trellis::connections
