#include "hub/mapping/mapping_folders.hpp"

#include <filesystem>
#include <map>

#include "hub/mapping/code_list_file.hpp"

namespace trellis::mapping {
namespace {

namespace fs = std::filesystem;

bool holds_mapping(const fs::path& folder) {
  std::error_code fault;
  return fs::exists(folder / "mapping.json", fault);
}

std::vector<std::string> values_of(const std::map<std::string, std::string>& by_name) {
  std::vector<std::string> values;
  for (const auto& [name, value] : by_name) values.push_back(value);
  return values;
}

}  // namespace

std::string MappingFolders::folder_of(const std::string& mapping) const {
  const std::string own = own_ + "/" + mapping;
  return !own_.empty() && holds_mapping(own) ? own : shipped_ + "/" + mapping;
}

std::vector<std::string> MappingFolders::folders() const {
  std::map<std::string, std::string> by_name;
  for (const std::string& all : {shipped_, own_}) {
    std::error_code fault;
    for (const auto& entry : fs::directory_iterator(all, fault))
      if (holds_mapping(entry.path()))
        by_name[entry.path().filename().string()] = entry.path().string();
  }
  return values_of(by_name);
}

std::vector<std::string> MappingFolders::code_lists() const {
  std::map<std::string, std::string> by_name;
  for (const std::string& all : {shipped_, own_}) {
    if (all.empty()) continue;
    for (const std::string& file : files_of(all + "/codes", ".csv"))
      by_name[fs::path(file).filename().string()] = file;
  }
  return values_of(by_name);
}

std::string MappingFolders::replaced_by(const std::string& own) const {
  if (own_.empty()) return {};
  const fs::path inside = fs::path(own).lexically_relative(own_);
  if (inside.empty() || *inside.begin() == "..") return {};
  const fs::path shipped = fs::path(shipped_) / inside;
  std::error_code fault;
  return fs::exists(shipped, fault) ? shipped.string() : std::string();
}

}  // namespace trellis::mapping
