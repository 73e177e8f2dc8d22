#include "hub/mapping/file_source.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace trellis::mapping {
namespace {

namespace fs = std::filesystem;

class FileSource final : public formats::ByteSource {
 public:
  explicit FileSource(const fs::path& path)
      : name_(path.filename().string()), file_(path, std::ios::binary) {}

  bool is_open() const { return file_.is_open(); }
  std::string name() const override { return name_; }
  Result<std::size_t> read(char* to, std::size_t size) override {
    file_.read(to, static_cast<std::streamsize>(size));
    if (file_.bad())
      return Error{Fault::unavailable, "the file cannot be read to its end", {name_, 0, 0, {}}};
    return static_cast<std::size_t>(file_.gcount());
  }

 private:
  std::string name_;
  std::ifstream file_;
};

std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code fault;
  for (const auto& entry : fs::directory_iterator(folder, fault)) {
    const bool is_hidden = entry.path().filename().string().starts_with('.');
    if (entry.is_regular_file(fault) && !is_hidden) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

Result<std::vector<std::unique_ptr<formats::ByteSource>>> open_files(const std::string& path) {
  std::error_code fault;
  const bool is_folder = fs::is_directory(path, fault);
  const auto files = is_folder ? files_in(path) : std::vector<fs::path>{path};
  if (files.empty()) return Error{Fault::not_found, "this folder holds no files", {path, 0, 0, {}}};
  std::vector<std::unique_ptr<formats::ByteSource>> sources;
  for (const auto& file : files) {
    auto source = std::make_unique<FileSource>(file);
    if (!source->is_open()) {
      return Error{Fault::not_found,
                   "there is no such file, or it may not be read",
                   {file.string(), 0, 0, {}}};
    }
    sources.push_back(std::move(source));
  }
  return sources;
}

std::vector<formats::ByteSource*> borrowed(
    const std::vector<std::unique_ptr<formats::ByteSource>>& sources) {
  std::vector<formats::ByteSource*> each;
  for (const auto& source : sources) each.push_back(source.get());
  return each;
}

}  // namespace trellis::mapping
