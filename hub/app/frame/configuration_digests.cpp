#include "hub/app/frame/configuration_digests.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "hub/base/digest.hpp"

namespace trellis::app {
namespace {

namespace fs = std::filesystem;

std::string digest_of(const std::string& path) {
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) return "it cannot be read";
  std::ifstream file(path, std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(file), {});
  return file ? hex(sha256(bytes)) : "it cannot be read";
}

}  // namespace

desk::ConfigurationFiles digests_of_configuration(const std::string& folder) {
  std::error_code ignored;
  desk::ConfigurationFiles files;
  std::vector<std::string> names = {"hub.json"};
  for (const char* part : {"connections", "agreements", "roles", "rules"})
    for (const auto& entry : fs::directory_iterator(fs::path(folder) / part, ignored))
      if (entry.path().extension() == ".json")
        names.push_back(std::string(part) + "/" + entry.path().filename().string());
  for (const std::string& name : names) files.emplace(name, digest_of(folder + "/" + name));
  return files;
}

}  // namespace trellis::app
