#include "hub/sharing/json_folder.hpp"

#include <algorithm>
#include <filesystem>

#include "hub/base/text.hpp"

namespace trellis::sharing {

using formats::Json;

std::vector<Json> read_json_folder(const std::string& folder, std::vector<Error>& findings) {
  std::vector<std::string> names;
  std::error_code fault;
  std::filesystem::directory_iterator entries(folder, fault);
  if (fault) return {};
  for (; entries != std::filesystem::directory_iterator(); entries.increment(fault)) {
    if (fault) break;
    if (entries->path().extension() == ".json") names.push_back(entries->path().string());
  }
  std::sort(names.begin(), names.end());

  std::vector<Json> files;
  for (const std::string& name : names) {
    auto file = Json::read_file(name);
    if (file.ok())
      files.push_back(std::move(*file));
    else
      findings.push_back(file.error());
  }
  return files;
}

std::optional<Json> read_schema(const std::string& schema_folder, std::string_view name,
                                std::vector<Error>& findings) {
  auto schema = Json::read_file(schema_folder + "/" + std::string(name) + ".schema.json");
  if (schema.ok()) return std::move(*schema);
  findings.push_back(schema.error());
  return std::nullopt;
}

std::vector<std::string> strings_of(const Json& list) {
  std::vector<std::string> all;
  for (const Json& item : list.items()) all.push_back(item.string());
  return all;
}

void report(const Json& at, std::string sentence, std::vector<Error>& findings) {
  findings.push_back({Fault::invalid, std::move(sentence), at.place()});
}

void report_unknown(const Json& at, std::string_view what, const std::string& word,
                    const std::vector<std::string>& candidates, std::vector<Error>& findings) {
  std::string sentence = "there is no " + std::string(what) + " \"" + word + "\"";
  if (const auto near = text::nearest(word, candidates))
    sentence += "; did you mean \"" + *near + "\"?";
  report(at, std::move(sentence), findings);
}

bool is_one_of(const Json& word, std::string_view what, const std::vector<std::string>& candidates,
               std::vector<Error>& findings) {
  if (std::find(candidates.begin(), candidates.end(), word.string()) != candidates.end())
    return true;
  report_unknown(word, what, word.string(), candidates, findings);
  return false;
}

void check_file_name(const Json& id, std::vector<Error>& findings) {
  const std::filesystem::path file(id.place().file);
  if (file.empty() || file.stem() == id.string()) return;
  report(id, "the file's name should be \"" + id.string() + ".json\", after this id", findings);
}

}  // namespace trellis::sharing
