#include "hub/app/commands/inputs.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "hub/app/commands/input_age.hpp"

namespace trellis::app {
namespace {

namespace fs = std::filesystem;

struct Loose {
  std::string name;
  pipeline::InputAge age;
};
using Group = std::vector<const Loose*>;

bool comes_again(const Group& files) {
  std::set<std::string> seen;
  for (const Loose* file : files)
    if (!seen.insert(file->age.series).second) return true;
  return false;
}

constexpr std::size_t day_size = 8;  // of a stamp

// The files by what begins their stamp.
std::map<std::string, Group> by_stamp(const Group& files, std::size_t size) {
  std::map<std::string, Group> groups;
  for (const Loose* file : files) groups[order_of(file->age).substr(0, size)].push_back(file);
  return groups;
}

Input set_of(const std::string& folder, const Group& files, const Group& undated) {
  Input input;
  input.path = folder;
  std::set<std::string> series;
  for (const Loose* file : files) {
    input.files.push_back(file->name);
    series.insert(file->age.series);
    input.age.stamp = std::max(input.age.stamp, file->age.stamp);
    if (!input.age.file_time || file->age.file_time > input.age.file_time)
      input.age.file_time = file->age.file_time;
  }
  for (const Loose* file : undated) input.files.push_back(file->name);
  for (const std::string& each : series)
    input.age.series += (each == *series.begin() ? "" : "|") + each;
  if (input.files.size() == 1) {
    input.path = folder + "/" + input.files.front();
    input.files.clear();
  }
  return input;
}

// Loose files where names come again: a set for each day, or for each time of a day.
void add_extracts(const std::string& folder, const Group& files, std::vector<Input>& inputs) {
  std::map<std::string, int> times;
  for (const Loose* file : files) ++times[file->age.series];
  Group dated, undated;
  for (const Loose* file : files) {
    const bool has_date = !file->age.stamp.empty() || times[file->age.series] > 1;
    (has_date ? dated : undated).push_back(file);
  }
  for (const auto& [day, of_day] : by_stamp(dated, day_size)) {
    if (!comes_again(of_day)) {
      inputs.push_back(set_of(folder, of_day, undated));
      continue;
    }
    for (const auto& [stamp, of_time] : by_stamp(of_day, std::string::npos))
      inputs.push_back(set_of(folder, of_time, undated));
  }
}

void order(std::vector<Input>& inputs) {
  std::sort(inputs.begin(), inputs.end(),
            [](const Input& a, const Input& b) { return a.name() < b.name(); });
  const auto is_dated = [](const Input& input) { return !input.age.stamp.empty(); };
  if (std::none_of(inputs.begin(), inputs.end(), is_dated)) return;
  std::stable_sort(inputs.begin(), inputs.end(), [](const Input& a, const Input& b) {
    return order_of(a.age) < order_of(b.age);
  });
}

}  // namespace

std::string Input::name() const {
  const std::string last = fs::path(path + "/").lexically_normal().parent_path().filename();
  return files.empty() || age.stamp.empty() ? last : last + " " + age.stamp;
}

Result<transport::Payload> Input::open() const {
  auto payload = transport::Payload::open(path);
  if (payload.ok() && !files.empty()) payload->keep(files, name());
  return payload;
}

Input input_at(const std::string& path) { return {path, {}, age_of(path)}; }

Result<std::vector<Input>> inputs_of(const Connection& connection, Extent extent) {
  std::error_code failed;
  std::vector<Input> inputs;
  std::vector<Loose> loose;
  const std::string& folder = connection.input_folder;
  for (const auto& entry : fs::directory_iterator(folder, failed)) {
    const std::string name = entry.path().filename().string();
    if (name.front() == '.') continue;
    if (entry.is_directory() || entry.path().extension() == ".zip")
      inputs.push_back(input_at(entry.path().string()));
    else
      loose.push_back({name, age_of(entry.path().string())});
  }
  if (failed)
    return Error{Fault::not_found,
                 "the input folder cannot be read: " + failed.message(),
                 {folder, 0, 0, {}}};
  std::sort(loose.begin(), loose.end(),
            [](const Loose& a, const Loose& b) { return a.name < b.name; });
  Group files;
  for (const Loose& file : loose) files.push_back(&file);
  if (extent == Extent::full_extract && comes_again(files))
    add_extracts(folder, files, inputs);
  else if (!files.empty())
    inputs.push_back({folder, {}, set_of(folder, files, {}).age});
  order(inputs);
  return inputs;
}

}  // namespace trellis::app
