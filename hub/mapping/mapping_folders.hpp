#pragma once

#include <string>
#include <vector>

namespace trellis::mapping {

// Where mappings and code lists are: those that came with the program, and a hub's own, which stand
// before shipped ones of the same name. The model is always the shipped one.
class MappingFolders {
 public:
  MappingFolders() = default;
  MappingFolders(std::string shipped, std::string own = {})  // empty: a hub has none of its own
      : shipped_(std::move(shipped)), own_(std::move(own)) {}
  MappingFolders(const char* shipped) : MappingFolders(std::string(shipped)) {}

  const std::string& shipped() const noexcept { return shipped_; }
  const std::string& own() const noexcept { return own_; }
  bool empty() const noexcept { return shipped_.empty(); }
  // The folder in force; where none of the name holds a mapping.json, the shipped place for it.
  std::string folder_of(const std::string& mapping) const;
  std::vector<std::string> folders() const;     // that hold a mapping, by name; those in force
  std::vector<std::string> code_lists() const;  // files, likewise
  // An own file that stands before a shipped one: the shipped one; else nothing.
  std::string replaced_by(const std::string& own) const;

 private:
  std::string shipped_, own_;
};

}  // namespace trellis::mapping
