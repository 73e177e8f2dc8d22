#pragma once

#include <string>
#include <string_view>

namespace trellis::testing {

// A folder of its own for one test, gone with the object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string file(std::string_view name) const;  // the path of a file inside
  std::string write(std::string_view name,
                    std::string_view bytes) const;  // makes it, and its folders

 private:
  std::string path_;
};

}  // namespace trellis::testing
