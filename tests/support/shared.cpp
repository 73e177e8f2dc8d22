#include "tests/support/shared.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace trellis::testing {

std::optional<std::string> shared_folder() {
  const char* folder = std::getenv("TRELLIS_SHARED");
  if (folder == nullptr || !std::filesystem::is_directory(folder)) return std::nullopt;
  return std::string(folder);
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace trellis::testing
