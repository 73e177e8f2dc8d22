#pragma once

#include <optional>
#include <string>

namespace trellis::testing {

// The folder with foreign samples, where it is present. Tests that need it skip without it:
//   const auto shared = shared_folder();
//   if (!shared) GTEST_SKIP() << no_shared;
std::optional<std::string> shared_folder();
inline constexpr const char* no_shared =
    "skipped: the folder of foreign samples (TRELLIS_SHARED) is not here";

std::string read_file(const std::string& path);

}  // namespace trellis::testing
